import { expect, test } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderSamples, sampleOf } from "../../scripts/generate/sample.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { compileValidators } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";

const TEXT = { type: "string" };
const COMPONENTS = {
  Loop: { type: "object", properties: { next: { $ref: "#/components/schemas/Loop" } } },
  Kind: { type: "string", enum: ["a", "b"] },
};

/** What `sample-create-api-key.ts` exports. */
function renderedSample(response: Json, openapi = "3.0.0"): Json {
  const document = normalize({ ...facadeSpec({}, response, COMPONENTS), openapi }).document;
  const source = renderSamples(document)["sample-create-api-key.ts"]!;
  return JSON.parse(/SAMPLE_RESPONSE = (.*);/.exec(source)![1]!) as Json;
}

test.each<[what: string, schema: Json, sample: Json, openapi?: string]>([
  ["minimum", { type: "integer", minimum: 3 }, 3],
  ["an exclusive minimum", { type: "integer", minimum: 3, exclusiveMinimum: true }, 4],
  ["an exclusive minimum of 3.1", { type: "number", exclusiveMinimum: 3 }, 4, "3.1.0"],
  ["a maximum below zero", { type: "integer", maximum: -2 }, -2],
  ["a range between two integers", { type: "number", minimum: 0.2, maximum: 0.6 }, 0.4],
  ["multipleOf", { type: "integer", minimum: 7, multipleOf: 5 }, 10],
  ["minLength", { ...TEXT, minLength: 3 }, "xxx"],
  [
    "maxProperties",
    { type: "object", properties: { a: TEXT, b: TEXT }, required: ["b"], maxProperties: 1 },
    { b: "" },
  ],
  [
    "properties that another part refuses",
    {
      allOf: [
        { type: "object", properties: { a: TEXT }, additionalProperties: false },
        { properties: { b: TEXT } },
      ],
    },
    {},
  ],
  [
    "dependentRequired",
    { type: "object", properties: { a: TEXT }, dependentRequired: { a: ["b"] } },
    {},
    "3.1.0",
  ],
  ["no type", { not: { enum: [null] } }, ""],
  [
    "items in each part",
    {
      allOf: [
        { type: "array", items: TEXT },
        { items: {}, minItems: 1 },
      ],
    },
    [""],
  ],
  ["contains", { type: "array", contains: { const: 1 }, minContains: 2 }, [1, 1], "3.1.0"],
  ["a pattern", { ...TEXT, pattern: "^[A-F]{3}-\\d$" }, expect.stringMatching(/^[A-F]{3}-\d$/)],
  ["a pattern and an example", { ...TEXT, pattern: "^(?=z)z$", example: "z" }, "z"],
  ["minItems", { type: "array", items: TEXT, minItems: 2 }, ["", ""]],
  ["const", { type: "string", const: "k" }, "k", "3.1.0"],
  ["an allOf of an enum", { allOf: [{ $ref: "#/components/schemas/Kind" }] }, "a"],
  ["limits in two branches", { allOf: [{ ...TEXT, minLength: 1 }, { maxLength: 4 }] }, "x"],
  ["a default that breaks its schema", { ...TEXT, default: "", minLength: 1 }, "x"],
  ["an example that breaks its schema", { ...TEXT, example: "abc", maxLength: 0 }, ""],
  ["a branch that its union refuses", { oneOf: [TEXT, { ...TEXT, minLength: 0 }, { type: "number" }] }, 0],
  ["an allOf that refuses null", { nullable: true, ...TEXT, allOf: [TEXT] }, null],
  ["a required name without a schema", { type: "object", required: ["a"] }, { a: null }],
  ["an optional property without a sample", object({ a: impossible(), b: TEXT }), { b: "" }],
  ["a schema that holds itself", { $ref: "#/components/schemas/Loop" }, {}],
])("a sample satisfies its schema: %s", async (_what, schema, sample, openapi = "3.0.0") => {
  const response = { type: "object", required: ["v"], properties: { v: schema } };
  const rendered = renderedSample(response, openapi);
  expect(rendered).toEqual({ v: sample });
  const { validateResponse } = await compileValidators({
    ...facadeSpec({}, response, COMPONENTS),
    openapi,
  });
  expect(validateResponse(rendered), JSON.stringify(validateResponse.errors)).toBe(true);
});

function object(properties: { [name: string]: Json }): Json {
  return { type: "object", properties };
}

function impossible(): Json {
  return { type: "string", pattern: "^(?!a)a$" };
}

test("a response without a sample is refused, with what to do", () => {
  const response = { type: "object", required: ["key"], properties: { key: impossible() } };
  expect(() => renderedSample(response)).toThrow(
    /no sample of the create-api-key response .* An `example` there that satisfies its schema would be taken/,
  );
});

test("schemas that multiply by their references have a sample within the bounds", () => {
  const level = (next: number) => ({
    type: "object",
    properties: Object.fromEntries(
      ["a", "b", "c", "d"].map((name) => [name, { $ref: `#/components/schemas/L${next}` }]),
    ),
  });
  const schemas = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`L${index}`, level(index + 1)]),
  );
  const document = facadeSpec({}, {}, { ...schemas, L20: TEXT });
  const sample = sampleOf({ $ref: "#/components/schemas/L0" }, document);
  expect(JSON.stringify(sample).length).toBeLessThan(500_000);
});

test.each([
  ["201", 201],
  ["2XX", 200],
  ["default", 200],
])("the sample of a response %s has the status %i", (status, expected) => {
  const document = facadeSpec({}, TEXT);
  const post = document.paths["/api_keys"]!["post"] as { responses: JsonObject };
  post.responses = { [status]: post.responses["200"]! };
  expect(renderSamples(document)["sample-create-api-key.ts"]).toContain(`SAMPLE_STATUS = ${expected};`);
});

test.each([
  ["a look-ahead", "^(?=.*\\d)(?=.*[a-z]).{2,}$", {}],
  ["a least length beside it", "^c", { minLength: 2, maxLength: 8 }],
])("a text is found for a pattern with %s", async (_what, pattern, limits) => {
  const response = { ...TEXT, pattern, ...limits };
  const { validateResponse } = await compileValidators(facadeSpec({}, response));
  expect(validateResponse(renderedSample(response))).toBe(true);
});
