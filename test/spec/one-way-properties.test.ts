import { expect, test } from "vitest";
import { relaxOneWayProperties, withOneWayProperties } from "../../scripts/spec/one-way-properties.ts";
import { objectOf, type Json, type JsonObject, type SpecDocument } from "../../scripts/spec/openapi.ts";
import { facadeSpec } from "../support/spec.ts";

const READ = { type: "string", readOnly: true };
const WRITE = { type: "string", writeOnly: true };
const object = (properties: JsonObject, ...required: string[]) => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The bodies and components of a document after the change, and how many schemas changed. */
function relaxed(request: Json, response: Json, schemas: JsonObject = {}) {
  // Through JSON, so that it shares no part.
  const document = JSON.parse(JSON.stringify(facadeSpec(request, response, schemas))) as SpecDocument;
  const count = relaxOneWayProperties(document);
  return { count, ...partsOf(document) };
}

function partsOf({ paths, components }: SpecDocument) {
  // As facadeSpec makes it.
  const post = paths["/api_keys"]!["post"] as unknown as {
    requestBody: { content: { "application/json": { schema: Json } } };
    responses: { "200": { content: { "application/json": { schema: Json } } } };
  };
  return {
    request: post.requestBody.content["application/json"].schema,
    response: post.responses["200"].content["application/json"].schema,
    schemas: objectOf(components)["schemas"],
  };
}

const BOTH = object({ id: READ, secret: WRITE, name: {} }, "id", "secret", "name");

test("a property is required in its own direction alone", () => {
  const { count, request, response } = relaxed(BOTH, BOTH);
  expect(request).toEqual({ ...BOTH, required: ["secret", "name"] });
  expect(response).toEqual({ ...BOTH, required: ["id", "name"] });
  expect(count).toBe(2);
});

test("required goes if it would be empty", () => {
  const { request, response } = relaxed(object({ id: READ }, "id"), object({ s: WRITE }, "s"));
  expect(request).toEqual(object({ id: READ }));
  expect(response).toEqual(object({ s: WRITE }));
});

test.each<[what: string, schema: JsonObject]>([
  ["without a one-way property", object({ a: { type: "string" } }, "a")],
  ["whose one-way properties are optional", object({ id: READ, secret: WRITE, a: {} }, "a")],
  ["whose flags are false", object({ id: { readOnly: false, writeOnly: false } }, "id")],
  ["whose flags are no flags", object({ id: { readOnly: "true", writeOnly: 1 } }, "id")],
  ["with a flag of its own", { ...object({ id: {} }, "id"), readOnly: true, writeOnly: true }],
  ["with a flag in a union", object({ id: { anyOf: [READ, WRITE] } }, "id")],
])("a schema %s stays as it is", (_what, schema) => {
  const before = facadeSpec(schema, schema, { S: schema });
  const document = structuredClone(before);
  expect(relaxOneWayProperties(document)).toBe(0);
  expect(document).toEqual(before);
  expect(withOneWayProperties(before)).toBe(before);
});

test("OpenAPI 3.1 requires such properties in both directions", () => {
  const document = { ...facadeSpec(BOTH, BOTH), openapi: "3.1.0" };
  expect(withOneWayProperties(document)).toBe(document);
});

test("the argument stays as it is, and what its parts share is changed in one place alone", () => {
  const document = facadeSpec(BOTH, BOTH);
  const before = structuredClone(document);
  const { request, response } = partsOf(withOneWayProperties(document));
  expect(document).toEqual(before);
  expect([request, response]).toEqual([
    { ...BOTH, required: ["secret", "name"] },
    { ...BOTH, required: ["id", "name"] },
  ]);
});

test.each(["allOf", "anyOf", "oneOf"])("required may stand in another branch of %s", (keyword) => {
  const schema = (required: string[]) => ({
    [keyword]: [object({ id: READ, secret: WRITE }), { title: "a", required }, {}],
  });
  const { count, request, response } = relaxed(schema(["id", "secret"]), schema(["id", "secret"]));
  expect([request, response]).toEqual([schema(["secret"]), schema(["id"])]);
  expect(count).toBe(2);
});

test("the flag may stand in an allOf of the property, and behind a reference", () => {
  const property = object({ id: { allOf: [{}, ref("Id")] }, other: ref("Id"), a: {} }, "id", "other", "a");
  const { request } = relaxed(property, {}, { Id: READ });
  expect(request).toEqual({ ...property, required: ["a"] });
});

test("a schema in a list, in a property or in a parameter is relaxed, too", () => {
  const list = (item: Json) => ({ type: "array", items: object({ a: item }) });
  const { request } = relaxed(list(BOTH), {});
  expect(request).toEqual(list({ ...BOTH, required: ["secret", "name"] }));
});

test("a component that only one direction uses keeps its name", () => {
  const { request, response, schemas } = relaxed(ref("In"), ref("Out"), {
    In: BOTH,
    Out: BOTH,
    Unused: BOTH,
  });
  expect([request, response]).toEqual([ref("In"), ref("Out")]);
  expect(schemas).toEqual({
    In: { ...BOTH, required: ["secret", "name"] },
    Out: { ...BOTH, required: ["id", "name"] },
    Unused: BOTH,
  });
});

test("a component that both use gets a copy for the direction that requires more", () => {
  const read = object({ id: READ }, "id");
  const write = object({ s: WRITE }, "s");
  const schemas = { Read: read, Write: write, Plain: object({}) };
  const body = object({ r: ref("Read"), w: ref("Write"), p: ref("Plain") });
  const result = relaxed(body, body, schemas);
  expect(result.request).toEqual(object({ r: ref("Read"), w: ref("WriteRequest"), p: ref("Plain") }));
  expect(result.response).toEqual(object({ r: ref("ReadResponse"), w: ref("Write"), p: ref("Plain") }));
  expect(result.schemas).toEqual({
    Read: object({ id: READ }),
    ReadResponse: read,
    Write: object({ s: WRITE }),
    WriteRequest: write,
    Plain: object({}),
  });
});

test("a component that leads to such a one is copied with it, and the copies refer to each other", () => {
  const inner = object({ id: READ, next: ref("Outer") }, "id");
  const outer = object({ inner: ref("a~1b") });
  const { request, response, schemas } = relaxed(ref("Outer"), ref("Outer"), { Outer: outer, "a/b": inner });
  expect([request, response]).toEqual([ref("Outer"), ref("OuterResponse")]);
  expect(schemas).toEqual({
    Outer: outer,
    OuterResponse: object({ inner: ref("a_bResponse") }),
    "a/b": object({ id: READ, next: ref("Outer") }),
    a_bResponse: object({ id: READ, next: ref("OuterResponse") }, "id"),
  });
});

test("a copy takes no name that a component has", () => {
  const read = object({ id: READ }, "id");
  const taken = { Key: read, KeyResponse: { type: "string" } };
  const { response, schemas } = relaxed(ref("Key"), ref("Key"), taken);
  expect(response).toEqual(ref("KeyResponse_"));
  expect(schemas).toEqual({ Key: object({ id: READ }), KeyResponse: { type: "string" }, KeyResponse_: read });
});

test("a reference is redirected however it is written, and one that is none of a copy stays", () => {
  const read = object({ id: READ }, "id");
  const text = { type: "string" };
  const response = object({ a: { $ref: "#/components/schemas/K%65y" }, b: ref("Text") });
  const result = relaxed(ref("Key"), response, { Key: read, Text: text });
  expect(result.response).toEqual(object({ a: ref("KeyResponse"), b: ref("Text") }));
});
