import { describe, expect, test } from "vitest";
import { widenForTypes } from "../../scripts/generate/widen.ts";
import { objectOf, type Json, type JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function widen(components: JsonObject): Json | undefined {
  const document = specWith({ openapi: "3.1.0", components: structuredClone(components) });
  widenForTypes(document);
  return document["components"];
}
const OTHERS = { Named: { properties: { a: TEXT } } };
const widenSchema = (schema: JsonObject) =>
  objectOf(objectOf(widen({ schemas: { ...OTHERS, Case: schema } }))["schemas"])["Case"];

type Case = [what: string, schema: JsonObject, widened: JsonObject];
/** What stays as it is. */
const same = (what: string, schema: JsonObject): Case => [what, schema, schema];

describe("a list of types with object", () => {
  test.each<Case>([
    ...["anyOf", "oneOf"].map((union): Case => [
      `beside ${union} is a part of its own`,
      { type: ["object", "null"], title: "a", [union]: [TEXT] },
      { [union]: [TEXT], allOf: [{ type: ["object", "null"], title: "a" }] },
    ]),
    [
      "beside allOf is one of its parts",
      { type: ["object", "null"], allOf: [TEXT] },
      { allOf: [TEXT, { type: ["object", "null"] }] },
    ],
    same("alone stays", { type: ["object", "null"] }),
    same("without object stays", { type: ["string", "null"], anyOf: [TEXT] }),
    same("that is a type stays", { type: "object", anyOf: [TEXT] }),
  ])("%s", (_what, schema, widened) => {
    expect(widenSchema(schema)).toEqual(widened);
  });
});

describe("a name that is only required becomes a property", () => {
  test.each<Case>([
    [
      "of an object",
      { type: "object", required: ["a"] },
      { type: "object", required: ["a"], properties: { a: {} } },
    ],
    [
      "beside others",
      { type: "object", required: ["a", "b", "c"], properties: { a: TEXT } },
      { type: "object", required: ["a", "b", "c"], properties: { a: TEXT, b: {}, c: {} } },
    ],
    ...["allOf", "anyOf", "oneOf"].map((union): Case => [
      `beside ${union}, unless a branch describes it`,
      { [union]: [ref("Named")], required: ["a", "b"] },
      { [union]: [ref("Named")], required: ["a", "b"], properties: { b: {} } },
    ]),
    [
      "with the schema of the rest",
      { type: "object", required: ["a"], additionalProperties: TEXT },
      { type: "object", required: ["a"], additionalProperties: TEXT, properties: { a: TEXT } },
    ],
    [
      "with any value if the rest may be anything",
      { type: "object", required: ["a"], additionalProperties: true },
      { type: "object", required: ["a"], additionalProperties: true, properties: { a: {} } },
    ],
    [
      "with any value if a pattern may describe it",
      { type: "object", required: ["a"], additionalProperties: TEXT, patternProperties: { a: NUMBER } },
      { type: "object", required: ["a"], additionalProperties: true, properties: { a: {} } },
    ],
    same("unless there is no rest", { type: "object", required: ["a"], additionalProperties: false }),
    same("unless it is described", { type: "object", required: ["a"], properties: { a: TEXT } }),
    same("unless the schema may be no object", { required: ["a"] }),
    same("unless none is required", { type: "object", required: [] }),
    same("unless the list is none", { type: "object", required: true }),
    same("unless it is no name", { type: "object", required: [1] }),
  ])("%s", (_what, schema, widened) => {
    expect(widenSchema(schema)).toEqual(widened);
  });
});

describe("the rest of an object", () => {
  test.each<Case>([
    [
      "may be anything if a property has another schema",
      { properties: { a: TEXT, b: NUMBER }, additionalProperties: NUMBER },
      { properties: { a: TEXT, b: NUMBER }, additionalProperties: true },
    ],
    same("keeps its schema if all properties have the same", {
      properties: { a: { type: ["string"] } },
      additionalProperties: { type: ["string"] },
    }),
    same("keeps its schema without properties", { additionalProperties: TEXT }),
    same("keeps a schema that allows anything", { properties: { a: TEXT }, additionalProperties: {} }),
    same("stays forbidden", { properties: { a: TEXT }, additionalProperties: false }),
    [
      "may be anything beside a pattern",
      { type: "object", additionalProperties: false, patternProperties: { a: TEXT } },
      { type: "object", additionalProperties: true },
    ],
    [
      "may be anything beside a pattern and properties",
      { properties: { a: TEXT }, patternProperties: { a: TEXT } },
      { properties: { a: TEXT }, additionalProperties: true },
    ],
    ["is none if the schema is no object", { patternProperties: { a: TEXT } }, {}],
    ...["dependentSchemas", "unevaluatedProperties", "if", "then", "else"].flatMap((keyword): Case[] => [
      [
        `may be anything beside ${keyword}`,
        { type: "object", [keyword]: {} },
        { type: "object", [keyword]: {}, additionalProperties: true },
      ],
      same(`stays forbidden beside ${keyword}`, {
        type: "object",
        [keyword]: {},
        additionalProperties: false,
      }),
    ]),
    same("stays as it is beside a boolean", { type: "object", unevaluatedProperties: false }),
  ])("%s", (_what, schema, widened) => {
    expect(widenSchema(schema)).toEqual(widened);
  });
});

describe("a tuple", () => {
  test.each<Case>([
    ["with any rest is a list of anything", { prefixItems: [TEXT] }, { items: {} }],
    ["with a true rest is a list of anything", { prefixItems: [TEXT], items: true }, { items: {} }],
    [
      "with a typed rest is a list of all of them",
      { prefixItems: [TEXT], items: NUMBER },
      { items: { anyOf: [TEXT, NUMBER] } },
    ],
    [
      "that may be shorter is a list",
      { prefixItems: [TEXT, NUMBER], items: false, minItems: 1 },
      { items: { anyOf: [TEXT, NUMBER] }, minItems: 1 },
    ],
    [
      "that may be longer is a list",
      { prefixItems: [TEXT], items: NUMBER, minItems: 1 },
      { items: { anyOf: [TEXT, NUMBER] }, minItems: 1 },
    ],
    same("of a fixed length stays", { prefixItems: [TEXT, NUMBER], items: false, minItems: 2 }),
    same("is no list", { items: TEXT }),
  ])("%s", (_what, schema, widened) => {
    expect(widenSchema(schema)).toEqual(widened);
  });
});

test("a property with a name that every object has may be anything unless it is required", () => {
  const properties = { toString: TEXT, valueOf: TEXT, a: TEXT };
  expect(widenSchema({ properties, required: ["valueOf"] })).toEqual({
    properties: { toString: {}, valueOf: TEXT, a: TEXT },
    required: ["valueOf"],
  });
  expect(widenSchema({ properties })).toEqual({ properties: { toString: {}, valueOf: {}, a: TEXT } });
  expect(widenSchema({ properties: { a: TEXT } })).toEqual({ properties: { a: TEXT } });
});

test("a header of a response is written in place of a reference, as text", () => {
  const json = { content: { "application/json": { schema: NUMBER } } };
  const headers = { H: { required: true, ...json }, N: { schema: NUMBER } };
  const responses = {
    R: { headers: { A: { $ref: "#/components/headers/H" }, B: { ...json }, C: { schema: NUMBER } } },
  };
  expect(widen({ headers, responses })).toEqual({
    headers: { H: { required: true, schema: TEXT }, N: { schema: NUMBER } },
    responses: {
      R: { headers: { A: { required: true, schema: TEXT }, B: { schema: TEXT }, C: { schema: NUMBER } } },
    },
  });
  expect(widen({ responses: { R: {} } })).toEqual({ responses: { R: {} } });
});

test("a parameter that is sent as JSON has the type of its schema", () => {
  const content = (type: string, schema?: Json) => ({
    content: { [type]: schema === undefined ? {} : { schema } },
  });
  const parameters = {
    A: content("application/json", NUMBER),
    B: content("text/plain", NUMBER),
    C: content("application/json"),
    D: { schema: TEXT, ...content("application/json", NUMBER) },
  };
  expect(widen({ parameters })).toEqual({
    parameters: { A: { schema: NUMBER }, B: parameters.B, C: { schema: {} }, D: parameters.D },
  });
});

test("what is no schema, no parameter and no response stays as it is", () => {
  const json = { content: { "application/json": { schema: TEXT } } };
  const components = {
    requestBodies: { A: { ...json, patternProperties: {} } },
    responses: { A: { ...json, patternProperties: {} } },
    parameters: {
      A: {
        content: {
          "multipart/form-data": { encoding: { a: { headers: { B: { $ref: "#/components/headers/C" } } } } },
        },
      },
    },
    headers: { C: { schema: TEXT } },
  };
  expect(widen(components)).toEqual(components);
});
