import { expect, test } from "vitest";
import { semanticHash, sha256 } from "../../scripts/spec/hash.ts";
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

/** Keywords with the level of what is in them: `title` is an annotation, a name or data there. */
const MAPS =
  "paths webhooks callbacks schemas responses parameters requestBodies headers securitySchemes links pathItems " +
  "content encoding properties patternProperties dependentSchemas $defs definitions mapping scopes variables";
const hashOfField = (field: string, value: Json) => semanticHash(specWith({ a: { [field]: value } }));

test.each(MAPS.split(" "))("what is called title in %s is a name, and below it an annotation", (field) => {
  expect(hashOfField(field, { title: {} })).not.toBe(hashOfField(field, {}));
  expect(hashOfField(field, { b: { title: "a" } })).toBe(hashOfField(field, { b: {} }));
  expect(hashOfField(field, [{ title: "a" }])).toBe(hashOfField(field, [{}]));
});

test.each(["default", "enum", "const"])("what is called title at any depth of %s is data", (field) => {
  for (const wrap of [
    (value: Json) => value,
    (value: Json) => [value],
    (value: Json) => ({ b: [{ c: value }] }),
  ])
    expect(hashOfField(field, wrap({ title: "a" }))).not.toBe(hashOfField(field, wrap({})));
  expect(hashOfField(field, { a: 1, b: { c: 1, d: 2 } })).toBe(
    hashOfField(field, { b: { d: 2, c: 1 }, a: 1 }),
  );
});

test.each(["allOf", "items", "info", "a"])("what is called title below %s is an annotation", (field) => {
  expect(hashOfField(field, { title: "a" })).toBe(hashOfField(field, {}));
  expect(hashOfField(field, [{ title: "a" }])).toBe(hashOfField(field, [{}]));
});

test.each(["termsOfService", "tags", "externalDocs", "summary", "x-a"])("%s changes nothing", (field) => {
  expect(hashOfField(field, "a")).toBe(hashOfField("title", "b"));
});

test("null, false and 0 are values of their own", () => {
  const hashes = [null, false, 0, "", [], {}].map((value) => hashOfField("maxLength", value));
  expect(new Set([...hashes, semanticHash(specWith({ a: {} }))]).size).toBe(7);
});

test("the hash of text is that of its bytes, in hexadecimal digits", () => {
  expect(sha256("é")).toBe(sha256(new TextEncoder().encode("é")));
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
