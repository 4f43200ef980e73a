/** Each keyword that decides whether a value is right: another value of it judges differently. */
import { describe, expect, it } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { facadeBodies } from "../../scripts/spec/facade-bodies.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { judgeAlike, type Body } from "../../scripts/update/judge-alike.ts";
import { facadeSpec } from "../support/spec.ts";

function bodyOf(schema: Json, schemas: JsonObject = {}): Body {
  const { document } = normalize({ ...facadeSpec(schema, {}, schemas), openapi: "3.1.0" });
  return { document, schema: facadeBodies(document)[0]!.request.schema };
}
const text = { type: "string" };
const number = { type: "number" };
const list = { type: "array", items: number };
const object = { type: "object" };

const COUNTS: [base: JsonObject, ...keywords: string[]][] = [
  [number, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  [text, "minLength", "maxLength"],
  [list, "minItems", "maxItems"],
  [object, "minProperties", "maxProperties"],
  [{ ...list, contains: { minimum: 0 } }, "minContains", "maxContains"],
];
const LIMITS = COUNTS.flatMap(([base, ...keywords]) => keywords.map((keyword) => [keyword, base] as const));

describe.each(LIMITS)("another %s", (keyword, base) => {
  it("is judged differently, by however little it differs", () => {
    const before = bodyOf({ ...base, [keyword]: 7 });
    expect(judgeAlike(before, bodyOf({ ...base, [keyword]: 8 }))).toBe(false);
    expect(judgeAlike(before, bodyOf({ ...base, [keyword]: 6 }))).toBe(false);
    if (base === number) expect(judgeAlike(before, bodyOf({ ...base, [keyword]: 7.4 }))).toBe(false);
  });

  it("at any depth is judged differently", () => {
    const around = (limit: number) => ({
      ...{ type: "object", required: ["a"] },
      properties: { a: { type: "array", minItems: 1, items: { ...base, [keyword]: limit } } },
    });
    expect(judgeAlike(bodyOf(around(7)), bodyOf(around(8)))).toBe(false);
  });

  // Of the others no sample is found, and they count as different.
  const hasSample = !["minProperties", "minContains", "maxContains"].includes(keyword);
  it.runIf(hasSample)("that is the same is judged alike", () => {
    const schema = { ...base, [keyword]: 7 };
    expect(judgeAlike(bodyOf(schema), bodyOf({ allOf: [schema] }))).toBe(true);
  });
});

const named = (properties: JsonObject, rest: JsonObject = {}) => ({ ...object, properties, ...rest });

describe("judged differently", () => {
  it.each<[what: string, before: Json, after: Json]>([
    ["a type", { type: ["string", "number"] }, text],
    ["an integer", { type: "integer" }, number],
    ["a divisor", { ...number, multipleOf: 7 }, { ...number, multipleOf: 14 }],
    ["a pattern", { ...text, pattern: "^a{7}$" }, { ...text, pattern: "^a{8}$" }],
    ["a constant", { const: "b" }, { const: "c" }],
    ["one value of an enum more", { enum: ["b", "c"] }, { enum: ["b", "c", "d"] }],
    [
      "a name of a pattern",
      { ...object, patternProperties: { "^b+$": text } },
      { ...object, patternProperties: { "^b+$": number } },
    ],
    [
      "a name that may be there",
      named({ b: text }, { additionalProperties: false }),
      named({}, { additionalProperties: false }),
    ],
    ["a property's schema", named({ b: text }), named({ b: number })],
    ["a name that must be there", named({ b: text }, { required: ["b"] }), named({ b: text })],
    ["names that no schema knows", object, { ...object, additionalProperties: false }],
    [
      "the schema of other names",
      { ...object, additionalProperties: text },
      { ...object, additionalProperties: number },
    ],
    ["items", { type: "array", items: text }, { type: "array", items: number }],
    ["items that may repeat", { type: "array" }, { type: "array", uniqueItems: true }],
    [
      "a second item",
      { type: "array", prefixItems: [text, text], minItems: 2 },
      { type: "array", prefixItems: [text, number], minItems: 2 },
    ],
    ["null", { type: ["string", "null"] }, text],
    ["true", { enum: [true, false, "b"] }, { enum: [true, "b"] }],
    [
      "a name in a branch",
      { anyOf: [text, named({ b: text }, { required: ["b"] })] },
      { anyOf: [text, named({ b: text })] },
    ],
    [
      "a branch that only another value leads to",
      { oneOf: [text, named({ b: named({ c: text }) }, { required: ["b"] })] },
      { oneOf: [text, named({ b: named({ c: number }) }, { required: ["b"] })] },
    ],
  ])("%s", (_what, before, after) => {
    expect(judgeAlike(bodyOf(before), bodyOf(after))).toBe(false);
    expect(judgeAlike(bodyOf(after), bodyOf(before))).toBe(false);
  });
});

describe("two schemas count as different", () => {
  it("if they are made of too many", () => {
    const schema = (count: number) => ({
      ...object,
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`p${index}`, { title: `${index}` }]),
      ),
    });
    expect(judgeAlike(bodyOf(schema(149)), bodyOf(schema(149)))).toBe(true);
    expect(judgeAlike(bodyOf(schema(150)), bodyOf(schema(150)))).toBe(false);
  });

  it("if a sample of either is too long", () => {
    const short = { ...text, minLength: 4_998 };
    const long = { ...text, minLength: 4_999 };
    expect(judgeAlike(bodyOf(short), bodyOf(short))).toBe(true);
    expect(judgeAlike(bodyOf(long), bodyOf(long))).toBe(false);
  });

  it("if no value is valid", () => {
    expect(judgeAlike(bodyOf({ not: {} }), bodyOf({ not: {} }))).toBe(false);
  });
});
