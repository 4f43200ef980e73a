import { expect, test } from "vitest";
import { facadeBodies } from "../../scripts/spec/facade-bodies.ts";
import { VALIDATED_OPERATIONS } from "../../scripts/spec/facade-operations.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { specWith } from "../support/spec.ts";

const REQUEST = { title: "request" };
const RESPONSE = { title: "response" };
const JSON_TYPE = "application/json";
const json = (schema: Json, mediaType = JSON_TYPE) => ({ content: { [mediaType]: { schema } } });
const POST: JsonObject = {
  operationId: "createApiKey",
  requestBody: json(REQUEST),
  responses: { "200": json(RESPONSE) },
};

function bodiesOf(post: JsonObject) {
  const document = specWith({
    paths: { "/a": { get: { operationId: "getA" } }, "/api_keys": { post: { ...POST, ...post } } },
    components: {
      requestBodies: { B: json({ $ref: "#/components/schemas/S" }) },
      responses: { R: json(RESPONSE) },
      schemas: { S: REQUEST },
    },
  });
  return facadeBodies(document);
}

test("the bodies of the facade's one operation have a name for files, media types and schemas", () => {
  expect(VALIDATED_OPERATIONS).toEqual(["createApiKey"]);
  expect(bodiesOf({})).toEqual([
    {
      operationId: "createApiKey",
      stem: "create-api-key",
      request: { mediaType: JSON_TYPE, schema: REQUEST },
      response: { mediaType: JSON_TYPE, schema: RESPONSE, status: "200" },
    },
  ]);
});

test("bodies and their schemas are found through references", () => {
  const post = {
    requestBody: { $ref: "#/components/requestBodies/B" },
    responses: { "200": { $ref: "#/components/responses/R" } },
  };
  expect(bodiesOf(post)).toEqual(bodiesOf({}));
});

test.each<[statuses: string[], picked: string]>([
  [["default", "2XX", "204", "201", "200"], "200"],
  [["default", "2XX", "201"], "201"],
  [["default", "2XX", "400"], "2XX"],
  [["400", "default"], "default"],
  [["1200", "2000", "20", "299"], "299"],
])("of the responses %j, that of %s is the success", (statuses, picked) => {
  const responses = Object.fromEntries(statuses.map((status) => [status, json({ title: status })]));
  const [bodies] = bodiesOf({ responses });
  expect(bodies?.response).toEqual({ status: picked, mediaType: JSON_TYPE, schema: { title: picked } });
});

test("a success without JSON is passed over", () => {
  const responses = {
    "200": { description: "OK" },
    "201": json(RESPONSE, "text/plain"),
    "202": json(RESPONSE),
  };
  expect(bodiesOf({ responses })[0]?.response.status).toBe("202");
});

test("a media type that is JSON by its name is taken, as it is written", () => {
  expect(bodiesOf({ requestBody: json(REQUEST, "text/json; a=b") })[0]?.request).toEqual({
    mediaType: "text/json; a=b",
    schema: REQUEST,
  });
});

test.each<[what: string, post: JsonObject, problem: string]>([
  [
    "no such operation",
    { operationId: "makeApiKey" },
    "The spec has no operation createApiKey, which src/ offers: it was removed or renamed.",
  ],
  [
    "no request body",
    { requestBody: null },
    "The createApiKey request has no application/json schema, which src/ needs.",
  ],
  [
    "a request body without JSON",
    { requestBody: json(REQUEST, "text/plain") },
    "The createApiKey request has no",
  ],
  ["a media type that is called undefined", { requestBody: json(REQUEST, "undefined") }, "request has no"],
  ["a schema that is no object", { requestBody: json(true) }, "The createApiKey request has no"],
  ["no responses", { responses: null }, "The createApiKey 200 response has no application/json schema"],
  ["no success", { responses: { "400": json({}) } }, "The createApiKey 200 response has no"],
  [
    "statuses that only look like a success",
    { responses: { "1200": json(RESPONSE), "2000": json(RESPONSE) } },
    "The createApiKey 200 response has no",
  ],
  ["successes without JSON", { responses: { "204": {}, "201": {} } }, "The createApiKey 201 response has no"],
])("a spec with %s is refused", (_what, post, problem) => {
  expect(() => bodiesOf(post)).toThrow(Refusal);
  expect(() => bodiesOf(post)).toThrow(problem);
});
