/** Every JSON body of the committed publication, or of the one that VENICE_ORACLE_SPEC names. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { normalize } from "../../scripts/generate/normalize.ts";
import { sampleOf } from "../../scripts/generate/sample.ts";
import {
  isObject,
  operationsOf,
  valueAt,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../../scripts/spec/openapi.ts";
import { compileValidator } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";
import { findUncompilable } from "./compile-values.ts";
import { judge } from "./judge.ts";

const path = process.env["VENICE_ORACLE_SPEC"] ?? new URL("../../openapi/venice.yaml", import.meta.url);
const published = readSpec(readFileSync(path));
const normalized = normalize(published).document;
const components = (published["components"] as JsonObject | undefined)?.["schemas"] as JsonObject;

interface Body {
  name: string;
  type: string;
  direction: "request" | "response";
  schema: Json;
  /** As it is after the corrections, from which a sample is made. */
  corrected: Json;
}

const bodies = operationsOf(published).flatMap(({ path, method, value }, index): Body[] => {
  const corrected = operationsOf(normalized)[index]?.value;
  const operation = `paths["${path}"]["${method}"]`;
  const json = ["content", "application/json", "schema"];
  const places = [
    ["request", ["requestBody"], `NonNullable<${operation}["requestBody"]>`],
    ["response", ["responses", "200"], `${operation}["responses"]["200"]`],
  ] as const;
  return places.flatMap(([direction, keys, type]) => {
    const schema = valueAt(published, value, ...keys, ...json);
    if (schema === undefined) return [];
    return {
      ...{ name: `${method} ${path} ${direction}`, direction, schema },
      type: `${type}["content"]["application/json"]`,
      corrected: valueAt(normalized, corrected, ...keys, ...json) ?? {},
    };
  });
});

/** A value and what it becomes if one part of it is left out, null, or of another type. */
function variantsOf(value: Json): Json[] {
  const others: Json[] = [value, null, "text", 1, -0.5, true, [], {}];
  if (Array.isArray(value))
    return [
      ...others,
      ...value.flatMap((item, index) =>
        variantsOf(item).map((other) => [...value.slice(0, index), other, ...value.slice(index + 1)]),
      ),
    ];
  if (!isObject(value)) return others;
  const changed = Object.entries(value).flatMap(([key, child]) => {
    const rest = Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
    return [rest, ...variantsOf(child).map((other) => ({ ...value, [key]: other }))];
  });
  return [...others, { ...value, "another property": 1 }, ...changed];
}

/** Of a body that may also be a form, Venice writes a file as a schema of no keywords beside text. */
function withoutFiles(_key: string, schema: unknown): unknown {
  if (!isObject(schema) || !Array.isArray(schema["anyOf"])) return schema;
  const branches = schema["anyOf"].filter(isObject);
  if (!branches.some(({ type }) => type === "string")) return schema;
  return {
    ...schema,
    anyOf: branches.filter((branch) => Object.keys(branch).some((key) => key !== "title")),
  };
}

const rightAndWrong = bodies.map((body) => {
  const isRight = judge(body.schema, "3.0.0", components, body.direction);
  const values = variantsOf(sampleOf(body.corrected, normalized) ?? null).slice(0, 400);
  return { ...body, values, right: new Set(values.filter((value) => isRight(value))) };
});

it("the publication has bodies, and values are right and wrong", () => {
  expect(bodies.length).toBeGreaterThan(1);
  expect(rightAndWrong.filter(({ right }) => right.size === 0).map(({ name }) => name)).toEqual([]);
  expect(rightAndWrong.some(({ values, right }) => right.size < values.length)).toBe(true);
});

it(
  "the validator of each body agrees with ajv on the schema as published",
  { timeout: 300_000 },
  async () => {
    for (const { name, schema, values, right } of rightAndWrong) {
      const document: SpecDocument = { ...published, paths: facadeSpec(schema).paths };
      const validate = await compileValidator(document);
      const differences = values.filter((value) => right.has(value) !== validate(value));
      expect(differences, name).toEqual([]);
    }
  },
);

it("each right value of each body compiles against its type", { timeout: 300_000 }, async () => {
  const right = rightAndWrong.map((body) => {
    const [schema, schemas] = JSON.parse(JSON.stringify([body.schema, components]), withoutFiles) as [
      Json,
      JsonObject,
    ];
    return { ...body, values: body.values.filter(judge(schema, "3.0.0", schemas, body.direction)) };
  });
  const found = await findUncompilable(published, right);
  expect(found.map(({ index, problem }) => `${right[index]?.name}: ${problem}`)).toEqual([]);
});
