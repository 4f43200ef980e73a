import { describe, expect, test } from "vitest";
import { checkShape, checkValidated } from "../../scripts/gate/shape.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import type { Kind } from "../../scripts/spec/walk.ts";

/** What makes an object of a kind complete, so that only the field of a case is judged. */
const COMPLETE: { [kind in Kind]?: JsonObject } = {
  pathItem: { get: {} },
  operation: { responses: {} },
  responses: { "200": {} },
  parameter: { name: "a", in: "query", schema: {} },
  requestBody: { content: {} },
  securityScheme: { type: "http", scheme: "bearer" },
  discriminator: { propertyName: "a" },
};
const check = (kind: Kind, fields: JsonObject) => () => {
  checkShape({ kind, value: { ...COMPLETE[kind], ...fields }, at: "#/x" });
};
const listOf = (length: number): Json => Array.from({ length }, (_, n) => n);

const TEXT = { is: "a string", good: ["a", "", null], bad: [1, ["a"], {}] };
const STRING = { is: "a string", good: ["a", ""], bad: [1, null, ["a"]] };
const FLAG = { is: "true or false", good: [true, false], bad: ["true", 1, null] };
const NUMBER = { is: "a number", good: [0, -1.5], bad: ["1", true] };
const COUNT = { is: "a whole number, not below 0", good: [0, 7], bad: [-1, 1.5, "1", 2 ** 53] };
const BOUND = { is: "a number or a flag", good: [1, true], bad: ["1", null] };
const BRANCHES = {
  is: "a list that isn't empty, of up to 500",
  good: [[{}], listOf(500)],
  bad: [[], {}, "ab", listOf(501)],
};
const NAME_LISTS = { is: "an object of lists of names", good: [{}, { a: ["b"] }], bad: [[["a"]], "a"] };

interface Wanted {
  is: string;
  good: Json[];
  bad: Json[];
}

const FIELDS: [kind: Kind, wanted: Wanted, ...fields: string[]][] = [
  ["response", TEXT, "title", "summary", "description"],
  ["operation", FLAG, "deprecated"],
  ["parameter", FLAG, "required", "explode", "allowReserved", "allowEmptyValue"],
  ["parameter", STRING, "style"],
  ["requestBody", FLAG, "required"],
  ["header", FLAG, "required", "explode"],
  ["header", STRING, "style"],
  ["encoding", FLAG, "explode", "allowReserved"],
  ["encoding", STRING, "style", "contentType"],
  [
    "schema",
    { is: "a type or a list of types", good: ["a", ["a", "b"], []], bad: [1, ["a", 1], {}] },
    "type",
  ],
  ["schema", { is: "a list of names", good: [["a"], [], true], bad: ["a", ["a", 1]] }, "required"],
  [
    "schema",
    {
      is: "a list of up to 5000 values",
      good: [[null], listOf(5_000)],
      bad: [[], "ab", { length: 1 }, listOf(5_001)],
    },
    "enum",
  ],
  ["schema", STRING, "format", "pattern", "contentEncoding", "contentMediaType"],
  ["schema", FLAG, "nullable", "readOnly", "writeOnly", "uniqueItems"],
  ["schema", NUMBER, "minimum", "maximum"],
  ["schema", BOUND, "exclusiveMinimum", "exclusiveMaximum"],
  ["schema", { is: "a number above 0", good: [0.1], bad: [0, -1, "1"] }, "multipleOf"],
  ["schema", COUNT, "minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"],
  ["schema", COUNT, "minProperties", "maxProperties"],
  ["schema", BRANCHES, "allOf", "anyOf", "oneOf", "prefixItems"],
  [
    "schema",
    { ...NAME_LISTS, bad: [...NAME_LISTS.bad, { a: "b" }, { a: ["b"], c: [1] }] },
    "dependentRequired",
  ],
];

const ROWS = FIELDS.flatMap(([kind, wanted, ...fields]) =>
  fields.map((field) => [kind, field, wanted] as const),
);

test.each(ROWS)("a %s's %s has a type that every tool expects", (kind, field, { is, good, bad }) => {
  for (const value of good) expect(check(kind, { [field]: value })).not.toThrow();
  for (const value of bad) {
    expect(check(kind, { [field]: value })).toThrow(Refusal);
    expect(check(kind, { [field]: value })).toThrow(`#/x/${field} must be ${is}, is `);
  }
});

test("a field that is inherited counts as missing", () => {
  const value = Object.create({ description: 1 }) as JsonObject;
  expect(() => {
    checkShape({ kind: "response", value, at: "#/x" });
  }).not.toThrow();
});

test.each<[kind: Kind, value: JsonObject, problem: string]>([
  ["pathItem", { summary: "a", parameters: [] }, "has no operation"],
  ["operation", { operationId: "a" }, "has no responses"],
  ["operation", { responses: [] }, "has no responses"],
  ["responses", {}, "is empty"],
  ["parameter", { in: "query", schema: {} }, "has no name"],
  ["parameter", { name: "a", schema: {} }, "has no in"],
  ["parameter", { name: "a", in: "query" }, "has neither schema nor content"],
  ["requestBody", { description: "a" }, "has no content"],
  ["securityScheme", { scheme: "bearer" }, "has no type"],
  ["securityScheme", { type: "http" }, "has no scheme"],
  ["securityScheme", { type: "apiKey", in: "header" }, "has no name"],
  ["securityScheme", { type: "apiKey", name: "a" }, "has no in"],
  ["securityScheme", { type: "oauth2" }, "has no flows"],
  ["securityScheme", { type: "openIdConnect" }, "has no openIdConnectUrl"],
  ["discriminator", { mapping: {} }, "has no propertyName"],
])("a %s of %j is refused: it %s", (kind, value, problem) => {
  const checked = () => {
    checkShape({ kind, value, at: "#/x" });
  };
  expect(checked).toThrow(Refusal);
  expect(checked).toThrow(`#/x ${problem}: the source is cut off or broken`);
});

test.each<[kind: Kind, value: JsonObject]>([
  ...Object.entries(COMPLETE).map(([kind, value]): [Kind, JsonObject] => [kind as Kind, value]),
  ["pathItem", { summary: "a", get: {} }],
  ["parameter", { name: "a", in: "query", content: {} }],
  ["securityScheme", { type: "apiKey", name: "a", in: "header" }],
  ["securityScheme", { type: "oauth2", flows: {} }],
  ["securityScheme", { type: "openIdConnect", openIdConnectUrl: "a" }],
  ["securityScheme", { type: "mutualTLS" }],
  ["securityScheme", { type: ["http"] }],
  ["parameter", { $ref: "#/a" }],
])("a %s of %j is complete", (kind, value) => {
  expect(() => {
    checkShape({ kind, value, at: "#/x" });
  }).not.toThrow();
});

test("a boolean required is dropped from a schema alone", () => {
  const [schema, parameter, list]: JsonObject[] = [
    { required: false },
    { ...COMPLETE.parameter, required: true },
    { required: ["a"] },
  ];
  checkShape({ kind: "schema", value: schema!, at: "#" });
  checkShape({ kind: "parameter", value: parameter!, at: "#" });
  checkShape({ kind: "schema", value: list!, at: "#" });
  expect([schema, parameter, list]).toEqual([
    {},
    { ...COMPLETE.parameter, required: true },
    { required: ["a"] },
  ]);
});

describe("a schema of a validator", () => {
  const validated = (value: JsonObject) => () => {
    checkValidated({ kind: "schema", value, at: "#/x" });
  };
  test.each<JsonObject>([
    ...["array", "boolean", "integer", "null", "number", "object", "string"].map((type) => ({ type })),
    {},
    { type: ["string", "null"] },
    { enum: ["toString"], const: { a: "valueOf" } },
  ])("passes: %j", (value) => {
    expect(validated(value)).not.toThrow();
  });

  test.each<[value: JsonObject, problem: string]>([
    [{ type: "text" }, '#/x/type: "text" is no type of JSON Schema'],
    [{ type: ["string", "any"] }, '#/x/type: "any" is no type of JSON Schema'],
    [{ type: 1 }, "#/x/type: 1 is no type of JSON Schema"],
    [{ type: [] }, "#/x/type: [] must list different types"],
    [{ type: ["string", "string"] }, '#/x/type: ["string","string"] must list different types'],
    [{ enum: [{ toString: 1 }] }, '#/x/enum: the name "toString" is not allowed in a value there'],
    [{ const: { a: { valueOf: 1 } } }, '#/x/const: the name "valueOf" is not allowed in a value there'],
  ])("is refused: %j", (value, problem) => {
    expect(validated(value)).toThrow(Refusal);
    expect(validated(value)).toThrow(problem);
  });
});
