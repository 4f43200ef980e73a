import { expect, test } from "vitest";
import { toJsonSchema } from "../../scripts/spec/json-schema.ts";
import type { Json } from "../../scripts/spec/openapi.ts";

const convert = (schema: Json) => toJsonSchema(schema, (reference) => `#/definitions/${reference}`);

const ASSERTIONS: { [keyword: string]: Json } = {
  type: "string",
  enum: [{ nullable: true }],
  const: { nullable: true },
  required: ["a"],
  ...{ minProperties: 1, maxProperties: 1, minimum: 1, maximum: 1, exclusiveMinimum: 1, exclusiveMaximum: 1 },
  ...{ multipleOf: 1, minLength: 1, maxLength: 1, pattern: "a", minItems: 1, maxItems: 1, uniqueItems: true },
  ...{ minContains: 1, maxContains: 1, dependentRequired: { a: ["b"] } },
};

test.each(Object.entries(ASSERTIONS))("%s decides whether a value is valid, and stays", (keyword, value) => {
  expect(convert({ [keyword]: value })).toEqual({ [keyword]: value });
});

test.each(
  "format title description example default readOnly discriminator x-a $defs definitions contentSchema".split(
    " ",
  ),
)("%s decides nothing, and goes", (keyword) => {
  expect(convert({ [keyword]: { type: "string" } })).toEqual({});
});

/** A schema that changes, and what it becomes. */
const PART = { type: "string", nullable: true, title: "a" };
const CONVERTED = { type: ["string", "null"] };
const ONE =
  "additionalProperties unevaluatedProperties unevaluatedItems propertyNames items contains not if then else";

test("schemas are converted wherever they apply to the value", () => {
  for (const keyword of ONE.split(" "))
    expect(convert({ [keyword]: PART })).toEqual({ [keyword]: CONVERTED });
  for (const keyword of ["allOf", "anyOf", "oneOf", "prefixItems"])
    expect(convert({ [keyword]: [PART, true] })).toEqual({ [keyword]: [CONVERTED, true] });
  for (const keyword of ["properties", "patternProperties", "dependentSchemas"])
    expect(convert({ [keyword]: { enum: PART, b: false } })).toEqual({
      [keyword]: { enum: CONVERTED, b: false },
    });
});

test("a keyword without the schemas that it needs goes", () => {
  expect(convert({ allOf: {}, properties: [], items: true })).toEqual({ items: true });
});

test("a schema that is a boolean stays", () => {
  expect([true, false].map(convert)).toEqual([true, false]);
});

test("a reference leads to where its target is", () => {
  expect(convert({ $ref: "A" })).toEqual({ $ref: "#/definitions/A" });
  expect(convert({ $ref: { type: "string" } })).toEqual({});
  expect(convert({ properties: { $ref: { $ref: "A" } } })).toEqual({
    properties: { $ref: { $ref: "#/definitions/A" } },
  });
});

const NULL = { type: "null" };

test.each<[what: string, schema: Json, converted: Json]>([
  ["a boolean required", { type: "object", required: true }, { type: "object" }],
  ["a name that is required twice", { required: ["a", "b", "a"] }, { required: ["a", "b"] }],
  [
    "values that are listed twice",
    { enum: [1, [2], 1, { a: 1 }, [2], { a: 1 }] },
    { enum: [1, [2], { a: 1 }] },
  ],
  ["an enum that is no list", { enum: "a" }, {}],
  ["an exclusive bound", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  ["an inclusive bound", { minimum: 1, exclusiveMinimum: false }, { minimum: 1 }],
  ["an upper exclusive bound", { maximum: 1, exclusiveMaximum: true }, { exclusiveMaximum: 1 }],
  ["an upper inclusive bound", { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
  [
    "both exclusive bounds",
    { minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true },
    { exclusiveMinimum: 1, exclusiveMaximum: 2 },
  ],
  ["a bound of 0", { minimum: 0, exclusiveMinimum: true }, { exclusiveMinimum: 0 }],
  [
    "a flag without its bound",
    { exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
    { exclusiveMaximum: 1 },
  ],
  ["bounds as 3.1 has them", { minimum: 1, exclusiveMinimum: 2 }, { minimum: 1, exclusiveMinimum: 2 }],
  ["the type of an enum", { type: "string", enum: ["a", "b"] }, { enum: ["a", "b"] }],
  [
    "the type of an enum of others, too",
    { type: "string", enum: ["a", 1] },
    { type: "string", enum: ["a", 1] },
  ],
  ["a type that enum values don't have", { type: "integer", enum: [1] }, { type: "integer", enum: [1] }],
  ["a nullable type", { type: "string", nullable: true }, { type: ["string", "null"] }],
  ["a type that isn't nullable", { type: "string", nullable: false }, { type: "string" }],
  ["a nullable enum", { enum: ["a"], nullable: true }, { enum: ["a", null] }],
  ["a nullable enum with null", { enum: ["a", null], nullable: true }, { enum: ["a", null] }],
  [
    "a nullable enum with a type of its own",
    { type: "integer", enum: [1], nullable: true },
    { type: ["integer", "null"], enum: [1, null] },
  ],
  ["a nullable list of types", { type: ["string"], nullable: true }, { type: ["string"] }],
  ["a nullable union", { anyOf: [PART], nullable: true }, { anyOf: [CONVERTED, NULL] }],
  [
    "a nullable union with more",
    { anyOf: [{ maxLength: 1 }], minLength: 1, nullable: true },
    { anyOf: [{ anyOf: [{ maxLength: 1 }], minLength: 1 }, NULL] },
  ],
  ["nullable alone", { nullable: true }, { anyOf: [{}, NULL] }],
  ["nullable beside a limit", { maxLength: 1, nullable: true }, { anyOf: [{ maxLength: 1 }, NULL] }],
  ...["allOf", "anyOf", "oneOf"].map((keyword): [string, Json, Json] => [
    `nullable beside ${keyword} and a type`,
    { type: "string", [keyword]: [{}], nullable: true },
    { anyOf: [{ type: "string", [keyword]: [{}] }, NULL] },
  ]),
  ...["not", "if"].map((keyword): [string, Json, Json] => [
    `nullable beside ${keyword} and a type`,
    { type: "string", [keyword]: {}, nullable: true },
    { anyOf: [{ type: "string", [keyword]: {} }, NULL] },
  ]),
  [
    "nullable beside a constant and a type",
    { type: "string", const: "a", nullable: true },
    { anyOf: [{ type: "string", const: "a" }, NULL] },
  ],
  [
    "nullable beside a reference and a type",
    { type: "string", $ref: "A", nullable: true },
    { anyOf: [{ type: "string", $ref: "#/definitions/A" }, NULL] },
  ],
])("what OpenAPI writes in its own way is written as JSON Schema has it: %s", (_what, schema, converted) => {
  expect(convert(schema)).toStrictEqual(converted);
});
