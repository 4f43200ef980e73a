import { expect, test } from "vitest";
import { semanticHash } from "../../scripts/spec/hash.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

function withParts(schema: Json, rest: JsonObject = {}): SpecDocument {
  return specWith({
    paths: { "/keys": { get: { operationId: "listKeys", responses: { "200": { description: "OK" } } } } },
    components: { schemas: { Key: schema } },
    ...rest,
  });
}

const KEY = {
  type: "object",
  properties: { id: { type: "string" }, title: { type: "string" } },
  required: ["id"],
};
const semanticHashOf = (schema: Json, rest?: JsonObject) => semanticHash(withParts(schema, rest));

test.each<[what: string, schema: Json, rest?: JsonObject]>([
  ["another version", KEY, { info: { title: "T", version: "2.0.0" } }],
  [
    "another order of keys",
    { required: ["id"], properties: { title: { type: "string" }, id: { type: "string" } }, type: "object" },
  ],
  ["a description", { ...KEY, description: "A key" }],
  ["a title", { ...KEY, title: "Key" }],
  ["an example", { ...KEY, example: { id: 1 } }],
  ["an extension", { ...KEY, "x-order": 1 }],
  [
    "an addition of tags and externalDocs",
    KEY,
    { tags: [{ name: "Keys" }], externalDocs: { url: "https://docs.venice.ai" } },
  ],
])("%s doesn't change the semantic hash", (_what, schema, rest) => {
  expect(semanticHashOf(schema, rest)).toBe(semanticHashOf(KEY));
});

const withProperty = (name: string, schema: Json) => ({
  ...KEY,
  properties: { ...KEY.properties, [name]: schema },
});

test.each<[what: string, before: Json, after: Json]>([
  ["a type", KEY, withProperty("id", { type: "number" })],
  ["a limit", KEY, withProperty("id", { type: "string", maxLength: 9 })],
  ["a property that is called title", KEY, { ...KEY, properties: { id: { type: "string" } } }],
  ["a property that is called description", KEY, withProperty("description", {})],
  ["a property that is called x-id", KEY, withProperty("x-id", {})],
  [
    "the schema of a property that is called properties",
    withProperty("properties", { type: "string" }),
    withProperty("properties", { type: "number" }),
  ],
  ["a change of required", KEY, { ...KEY, required: [] }],
  ["deprecation", KEY, { ...KEY, deprecated: true }],
  ["a default", KEY, { ...KEY, default: { id: "" } }],
  [
    "a key that is called title in a default",
    { ...KEY, default: { title: "a" } },
    { ...KEY, default: { title: "b" } },
  ],
  [
    "a key that is called title in an object of an enum",
    { enum: [{ title: "a" }] },
    { enum: [{ title: "b" }] },
  ],
  ["the order of an enum", { enum: ["a", "b"] }, { enum: ["b", "a"] }],
])("%s changes the semantic hash", (_what, before, after) => {
  expect(semanticHashOf(after)).not.toBe(semanticHashOf(before));
});

test.each<[what: string, rest: JsonObject]>([
  ["a path", { paths: {} }],
  ["a server", { servers: [{ url: "https://api.venice.ai/v2" }] }],
  ["security", { security: [{ BearerAuth: [] }] }],
])("%s changes the semantic hash", (_what, rest) => {
  expect(semanticHashOf(KEY, rest)).not.toBe(semanticHashOf(KEY));
});
