import { expect, test } from "vitest";
import { allowOtherThanObjects, typesOf } from "../../scripts/generate/untyped-objects.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { facadeSpec, specWith } from "../support/spec.ts";

const TEXT = { type: "string" };
const NULL = { nullable: true };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const ALL = ["object", "array", "string", "number", "boolean", "null"];
const OTHERS = { type: ALL.slice(1) };
const UNTYPED = { properties: { a: TEXT } };

test.each<[schema: Json, types: string[]]>([
  [{}, ALL],
  [true, ALL],
  [{ type: "integer" }, ["number"]],
  [{ type: ["null", "object", "integer"] }, ["object", "number", "null"]],
  [{ type: "string", nullable: true }, ["string", "null"]],
  [{ type: "string", nullable: false }, ["string"]],
  [{ enum: ["a", 1, null, [], {}, true] }, ALL],
  [{ enum: ["a"] }, ["string"]],
  [{ type: "string", enum: ["a", 1] }, ["string"]],
  [{ const: null }, ["null"]],
  [{ const: [], enum: ["a"] }, ["array"]],
  [{ anyOf: [TEXT, { type: "null" }] }, ["string", "null"]],
  [{ oneOf: [TEXT, { type: "array" }], type: ["string", "object"] }, ["string"]],
  [{ anyOf: [TEXT], oneOf: [{ type: "object" }] }, []],
  [{ allOf: [{ type: ["string", "null"] }, { type: ["string", "object"] }] }, ["string"]],
  [ref("A"), ["object"]],
  [{ allOf: [ref("A")], nullable: true }, ["object", "null"]],
])("a value of %j may have the types %j", (schema, types) => {
  const document = specWith({ components: { schemas: { A: { type: "object" } } } });
  expect(typesOf(schema, document)).toEqual(types);
});

function allowed(request: Json, schemas: JsonObject = {}, response: Json = {}) {
  const document = JSON.parse(JSON.stringify(facadeSpec(request, response, schemas))) as ReturnType<
    typeof facadeSpec
  >;
  allowOtherThanObjects(document);
  // As facadeSpec makes it.
  const post = document.paths["/api_keys"]!["post"] as unknown as {
    requestBody: { content: { "application/json": { schema: Json } } };
    responses: { "200": { content: { "application/json": { schema: Json } } } };
  };
  return {
    request: post.requestBody.content["application/json"].schema,
    response: post.responses["200"].content["application/json"].schema,
    components: document["components"],
  };
}

test.each<[what: string, schema: JsonObject, rest?: JsonObject]>([
  ["properties", UNTYPED],
  ["a schema of the rest", { additionalProperties: TEXT }],
  ["a rest that may be anything", { additionalProperties: true }],
  ["names that are required beside allOf", { required: ["a"], allOf: [{}] }],
  ["names that are required beside anyOf", { required: ["a"], anyOf: [{}] }],
  ["names that are required beside oneOf", { required: ["a"], oneOf: [{}] }],
  ["properties in a branch", { anyOf: [UNTYPED] }],
  ["properties in a component", { allOf: [ref("Untyped")] }],
])("a schema of a request without a type, but with %s, allows other values", (_what, schema) => {
  const annotated = { description: "a", deprecated: true, ...schema };
  expect(allowed(annotated, { Untyped: UNTYPED }).request).toStrictEqual({
    description: "a",
    deprecated: true,
    anyOf: [schema, OTHERS],
  });
  expect(allowed(schema, { Untyped: UNTYPED }).request).toStrictEqual({ anyOf: [schema, OTHERS] });
});

test.each<[what: string, schema: Json]>([
  ["with a type", { ...UNTYPED, type: "object" }],
  ["with a list of types", { ...UNTYPED, type: ["object", "string"] }],
  ["with the type of a branch", { anyOf: [{ ...UNTYPED, type: "object" }] }],
  ["whose type allows objects alone", { allOf: [UNTYPED, { type: "object" }] }],
  ["without a word of objects", { maxLength: 1 }],
  ["without a rest", { additionalProperties: false }],
  ["with required names alone", { required: ["a"] }],
  ["with a union alone", { anyOf: [{}] }],
  ["with no names and a union", { anyOf: [{}], required: [] }],
  ["that is a boolean", true],
])("a schema %s stays as it is", (_what, schema) => {
  expect(allowed(schema).request).toEqual(schema);
});

test("the other types are those that the rest of the schema allows", () => {
  const schema = { allOf: [UNTYPED, { type: ["object", "integer", "null"] }] };
  expect(allowed(schema).request).toEqual({ anyOf: [schema, { type: ["number", "null"] }] });
  expect(allowed({ ...UNTYPED, ...NULL, enum: [{}] }).request).toEqual({
    anyOf: [{ ...UNTYPED, ...NULL, enum: [{}] }, { type: ["null"] }],
  });
});

test("a schema below another is changed, but none that judges the same value, and no response", () => {
  const both = { anyOf: [UNTYPED, OTHERS] };
  const outer = (inner: Json) => ({ type: "object", properties: { b: inner }, additionalProperties: inner });
  expect(allowed(outer(UNTYPED)).request).toEqual(outer(both));
  expect(allowed({ type: "array", items: UNTYPED }).request).toEqual({ type: "array", items: both });
  for (const keyword of ["not", "if", "then", "else"])
    expect(allowed({ [keyword]: UNTYPED }).request).toEqual({ [keyword]: UNTYPED });
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    expect(allowed({ type: "object", [keyword]: [UNTYPED] }).request).toEqual({
      type: "object",
      [keyword]: [UNTYPED],
    });
  const dependent = { dependentSchemas: { a: UNTYPED } };
  expect(allowed(dependent).request).toEqual(dependent);
  expect(allowed({}, {}, UNTYPED).response).toEqual(UNTYPED);
});

test("a component stays, and what refers to it allows other values beside it", () => {
  const { request, components } = allowed({ type: "array", items: ref("Untyped") }, { Untyped: UNTYPED });
  expect(request).toEqual({ type: "array", items: { anyOf: [ref("Untyped"), OTHERS] } });
  expect(components).toEqual({ schemas: { Untyped: UNTYPED } });
});
