import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { CASES, componentsOf, documentOf, object } from "./cases.ts";
import { bodyOf, findUncompilable } from "./compile-values.ts";
import { findDisagreements, rightValues } from "./disagreements.ts";
import { judge, type Version } from "./judge.ts";

describe("the validator agrees with ajv on the schema as published", () => {
  it.each(CASES)("OpenAPI %s: %s", async (version, _title, schema) => {
    expect(await findDisagreements(schema, version)).toEqual([]);
  });
});

it.each<Version>(["3.0.0", "3.1.0"])(
  "each value that ajv accepts compiles against the type, OpenAPI %s",
  { timeout: 60_000 },
  async (version) => {
    const schemas = CASES.filter((entry) => entry[0] === version).map(([, , schema]) => schema);
    const right = schemas.map((schema) => rightValues(schema, version));
    expect(right.flat().length).toBeGreaterThan(300);
    expect(await findUncompilable(documentOf(schemas, version), right.map(bodyOf))).toEqual([]);
  },
);

/** Names that a schema describes otherwise than by `properties` must be writable. */
const DESCRIBED: [schema: JsonObject, value: Json][] = [
  [{ type: "object", additionalProperties: { type: "string" } }, { b: "x" }],
  [
    { ...object({ a: { type: "number" } }), additionalProperties: { type: "string" } },
    { a: 1, b: "x" },
  ],
  [
    { ...object({ a: { type: "string" } }), required: ["a", "b"] },
    { a: "x", b: 1 },
  ],
  [
    { $ref: "#/components/schemas/A", required: ["b"] },
    { a: "x", b: 1 },
  ],
  [
    { allOf: [{ $ref: "#/components/schemas/A" }], required: ["b"] },
    { a: "x", b: 1 },
  ],
  [{ type: "object", patternProperties: { "^x-": { type: "string" } } }, { "x-a": "x" }],
  [
    { ...object({}), additionalProperties: false, patternProperties: { "^x-": { type: "string" } } },
    { "x-a": "x" },
  ],
  [
    { type: "object", dependentSchemas: { a: object({ b: { type: "string" } }) } },
    { a: 1, b: "x" },
  ],
  [
    { ...object({ a: {} }), if: object({ a: { const: 1 } }), then: object({ b: { type: "string" } }, "b") },
    { a: 1, b: "x" },
  ],
  [
    { ...object({ a: {} }), unevaluatedProperties: { type: "string" } },
    { a: 1, b: "x" },
  ],
];

it(
  "a property that is described by another keyword than properties can be written",
  { timeout: 60_000 },
  async () => {
    for (const [schema, value] of DESCRIBED)
      expect(judge(schema, "3.1.0", componentsOf("3.1.0"))(value), JSON.stringify(schema)).toBe(true);
    const document = documentOf(
      DESCRIBED.map(([schema]) => schema),
      "3.1.0",
    );
    const bodies = DESCRIBED.map(([, value], index) => bodyOf([value], index));
    expect(await findUncompilable(document, bodies, "literal")).toEqual([]);
  },
);
