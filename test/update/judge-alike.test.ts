import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { normalize } from "../../scripts/generate/normalize.ts";
import { facadeBodies } from "../../scripts/spec/facade-bodies.ts";
import { type Json, type JsonObject, isObject } from "../../scripts/spec/openapi.ts";
import { isAnnotation } from "../../scripts/spec/annotation.ts";
import { keepAlike, renderSortedValidators } from "../../scripts/update/compare.ts";
import { judgeAlike, type Body } from "../../scripts/update/judge-alike.ts";
import { facadeSpec } from "../support/spec.ts";

const text = { type: "string", maxLength: 8 };
const number = { type: "number" };
const nothing = { nullable: true, enum: [null] };
const body = (schema: JsonObject): JsonObject => ({
  type: "object",
  properties: { a: schema },
  required: ["a"],
  additionalProperties: false,
});

function bodyOf(schema: JsonObject): Body {
  const { document } = normalize(facadeSpec(body(schema), {}, { Text: text }));
  return { document, schema: facadeBodies(document)[0]!.request.schema };
}

describe("two validators judge alike", () => {
  it.each<[what: string, before: JsonObject, after: JsonObject]>([
    ["a reference in place of its target", text, { $ref: "#/components/schemas/Text" }],
    ["an allOf of one", text, { allOf: [text] }],
    ["an allOf merged", { allOf: [{ type: "string" }, { maxLength: 8 }] }, text],
    ["a least length of 0", text, { ...text, minLength: 0 }],
    [
      "an integer above 0",
      { type: "integer", minimum: 1 },
      { type: "integer", minimum: 0, exclusiveMinimum: true },
    ],
    ["literals apart", { type: "string", enum: ["a", "b"] }, { anyOf: [{ enum: ["a"] }, { enum: ["b"] }] }],
    ["null as a branch", { ...number, nullable: true }, { anyOf: [number, nothing] }],
    [
      "lists that may repeat",
      { type: "array", items: text },
      { type: "array", items: text, uniqueItems: false },
    ],
  ])("on %s", (_, before, after) => {
    expect(judgeAlike(bodyOf(before), bodyOf(after))).toBe(true);
    expect(judgeAlike(bodyOf(after), bodyOf(before))).toBe(true);
  });
});

describe("two validators judge differently", () => {
  it.each<[what: string, before: JsonObject, after: JsonObject]>([
    ["a length", text, { ...text, maxLength: 9 }],
    ["a bound", { ...number, maximum: 9 }, { ...number, maximum: 9, exclusiveMaximum: true }],
    ["a number of properties", { type: "object", maxProperties: 3 }, { type: "object", maxProperties: 4 }],
    [
      "a number of items",
      { type: "array", items: text, minItems: 2 },
      { type: "array", items: text, minItems: 3 },
    ],
    [
      "a union's second branch",
      { anyOf: [number, body(text)] },
      { anyOf: [number, body({ ...text, maxLength: 9 })] },
    ],
    [
      "an item of a list in a branch",
      { anyOf: [number, { type: "array", items: body(text), minItems: 1 }] },
      { anyOf: [number, { type: "array", items: body(number), minItems: 1 }] },
    ],
    ["a schema that nothing satisfies", { not: {} }, { not: {} }],
  ])("on %s", (_, before, after) => {
    expect(judgeAlike(bodyOf(before), bodyOf(after))).toBe(false);
    expect(judgeAlike(bodyOf(after), bodyOf(before))).toBe(false);
  });

  const { document } = normalize(readSpec(readFileSync("openapi/venice.yaml")));
  const [{ request } = expect.fail()] = facadeBodies(document);
  it.each(keywordsOf(request.schema).map((path) => [path.join("."), path] as const))(
    "if createApiKey's request loses %s",
    (_, path) => {
      const after = without(request.schema, path);
      expect(judgeAlike({ document, schema: request.schema }, { document, schema: after })).toBe(false);
    },
  );
});

describe("an update's validators", () => {
  const specWith = (schema: JsonObject) => normalize(facadeSpec(body(schema), {}, { Text: text })).document;
  const before = specWith(text);
  it.each<[what: string, isKept: boolean, after: JsonObject]>([
    ["are those of before if only their form changed", true, { ...text, minLength: 0 }],
    ["are new if they judge differently", false, { ...text, maxLength: 9 }],
  ])("%s", (_, isKept, schema) => {
    const after = specWith(schema);
    const [validatorsBefore, validatorsAfter] = [
      renderSortedValidators(before),
      renderSortedValidators(after),
    ];
    expect(validatorsAfter["createApiKey"]).not.toEqual(validatorsBefore["createApiKey"]);
    expect(keepAlike(validatorsBefore, validatorsAfter, before, after)).toEqual(
      isKept ? validatorsBefore : validatorsAfter,
    );
  });
});

/** The paths of all keywords that decide whether a value is right; beside an enum, a type doesn't. */
function keywordsOf(value: Json, path: string[] = []): string[][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keywordsOf(item, [...path, String(index)]));
  if (!isObject(value)) return [];
  const isMap = path.at(-1) === "properties";
  return Object.entries(value).flatMap(([key, child]) => {
    const own = [...path, key];
    const isIdle = isAnnotation(key) || key === "deprecated" || (key === "type" && "enum" in value);
    if (!isMap && isIdle) return [];
    return [...(isMap ? [] : [own]), ...keywordsOf(child, own)];
  });
}

function without(schema: JsonObject, [key = "", ...rest]: string[]): JsonObject {
  const copy = structuredClone(schema);
  const parent = rest.length === 0 ? undefined : rest.slice(0, -1).reduce<Json>(childOf, copy[key] ?? null);
  Reflect.deleteProperty(
    isObject(parent ?? copy) ? ((parent ?? copy) as JsonObject) : {},
    rest.at(-1) ?? key,
  );
  return copy;
}

function childOf(value: Json, key: string): Json {
  return Reflect.get(Object(value), key) as Json;
}
