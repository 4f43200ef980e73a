import { describe, expect, it } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { assess, documentOf, fields, taking } from "./fixture.ts";

const text = { type: "string" };
const number = { type: "number" };
const integer = { type: "integer" };
const refTo = (name: string) => ({ $ref: `#/components/${name}` });
const json = (schema: JsonObject) => ({ "application/json": { schema } });
const reply = (schema: JsonObject) => ({ description: "OK", content: json(schema) });
const atMost = (maxLength: number) => ({ ...text, maxLength });
const query = (more: JsonObject = {}) => ({ name: "l", in: "query", schema: text, ...more });
const echo = (sent: JsonObject, received: JsonObject, schemas: JsonObject) =>
  documentOf(
    { requestBody: { required: true, content: json(sent) }, responses: { 200: reply(received) } },
    { components: { schemas } },
  );

/** Venice would post the component A to the caller. */
const callbacks = {
  c: {
    "{$url}": {
      post: {
        requestBody: { content: json(refTo("schemas/A")) },
        responses: { 200: { description: "x" } },
      },
    },
  },
};

/** The path item of createThing. */
function pathItem(rest: JsonObject): SpecDocument {
  const post = { operationId: "createThing", responses: { 200: { description: "OK" } } };
  return { ...documentOf({}), paths: { "/things": { post, ...rest } } };
}

const PLACES: [what: string, before: SpecDocument, after: SpecDocument, impact: string][] = [
  [
    "two components swap names, and the operation swaps which it uses",
    echo(refTo("schemas/A"), refTo("schemas/B"), {
      A: fields({ a: text }, "a"),
      B: fields({ b: text }, "b"),
    }),
    echo(refTo("schemas/B"), refTo("schemas/A"), {
      A: fields({ b: text }, "b"),
      B: fields({ a: text }, "a"),
    }),
    "major",
  ],
  [
    "an unused component refers to another one with a lower limit",
    documentOf({}, { components: { schemas: { A: refTo("schemas/B"), B: atMost(9), C: atMost(5) } } }),
    documentOf({}, { components: { schemas: { A: refTo("schemas/C"), B: atMost(9), C: atMost(5) } } }),
    "major",
  ],
  [
    "an unused parameter refers to another one with a limit",
    documentOf(
      {},
      {
        components: { parameters: { A: refTo("parameters/B"), B: query(), C: query({ schema: atMost(5) }) } },
      },
    ),
    documentOf(
      {},
      {
        components: { parameters: { A: refTo("parameters/C"), B: query(), C: query({ schema: atMost(5) }) } },
      },
    ),
    "major",
  ],
  [
    "an unused parameter has a higher limit",
    documentOf({}, { components: { parameters: { B: query({ schema: atMost(5) }) } } }),
    documentOf({}, { components: { parameters: { B: query({ schema: atMost(9) }) } } }),
    "minor",
  ],
  [
    "an unused header has a higher limit",
    documentOf({}, { components: { headers: { B: { schema: atMost(5) } } } }),
    documentOf({}, { components: { headers: { B: { schema: atMost(9) } } } }),
    "minor",
  ],
  [
    "an unused response has a property that is now optional",
    documentOf({}, { components: { responses: { B: reply(fields({ a: text }, "a")) } } }),
    documentOf({}, { components: { responses: { B: reply(fields({ a: text })) } } }),
    "major",
  ],
  [
    "an unused response has another property",
    documentOf({}, { components: { responses: { B: reply(fields({ a: text })) } } }),
    documentOf({}, { components: { responses: { B: reply(fields({ a: text, b: text })) } } }),
    "minor",
  ],
  [
    "an unused body is now required",
    documentOf({}, { components: { requestBodies: { B: { content: json(text) } } } }),
    documentOf({}, { components: { requestBodies: { B: { required: true, content: json(text) } } } }),
    "major",
  ],
  [
    "an unused parameter has another name",
    documentOf({}, { components: { parameters: { B: query() } } }),
    documentOf({}, { components: { parameters: { B: query({ name: "m" }) } } }),
    "major",
  ],
  [
    "an operation uses another component with a lower limit",
    documentOf(
      { requestBody: { content: json(refTo("schemas/A")) } },
      { components: { schemas: { A: atMost(9), B: atMost(5) } } },
    ),
    documentOf(
      { requestBody: { content: json(refTo("schemas/B")) } },
      { components: { schemas: { A: atMost(9), B: atMost(5) } } },
    ),
    "major",
  ],
  ["an operation has an unknown field", documentOf({}), documentOf({ foo: 1 }), "major"],
  [
    "an unknown field of an operation refers to a component that changed",
    documentOf({ foo: refTo("schemas/A") }, { components: { schemas: { A: atMost(5) } } }),
    documentOf({ foo: refTo("schemas/A") }, { components: { schemas: { A: atMost(6) } } }),
    "major",
  ],
  ["a path has an unknown field", pathItem({}), pathItem({ foo: 1 }), "major"],
  [
    "the document has another dialect of JSON Schema",
    documentOf({}),
    documentOf({}, { jsonSchemaDialect: "https://x.test" }),
    "major",
  ],
  [
    "an unknown field of a media type changes beside a property that is added",
    documentOf({ requestBody: { content: { "application/json": { schema: fields({ a: text }), foo: 1 } } } }),
    documentOf({
      requestBody: { content: { "application/json": { schema: fields({ a: text, b: text }), foo: 2 } } },
    }),
    "major",
  ],
  [
    "a parameter has an unknown field, beside a parameter that is added",
    documentOf({ parameters: [query()] }),
    documentOf({ parameters: [query({ foo: 1 }), query({ name: "z" })] }),
    "major",
  ],
  [
    "a request body has an unknown field",
    documentOf({ requestBody: { content: json(text) } }),
    documentOf({ requestBody: { content: json(text), foo: 1 } }),
    "major",
  ],
  [
    "a response has an unknown field",
    documentOf({ responses: { 200: reply(text) } }),
    documentOf({ responses: { 200: { ...reply(text), foo: 1 } } }),
    "minor",
  ],
  [
    "a response has links",
    documentOf({ responses: { 200: reply(text) } }),
    documentOf({ responses: { 200: { ...reply(text), links: { a: { operationId: "createThing" } } } } }),
    "minor",
  ],
  [
    "a parameter has a media type in place of its schema",
    documentOf({ parameters: [query()] }),
    documentOf({ parameters: [{ name: "l", in: "query", content: json(text) }] }),
    "major",
  ],
  [
    "a parameter has a schema in place of its media type",
    documentOf({ parameters: [{ name: "l", in: "query", content: json(text) }] }),
    documentOf({ parameters: [query()] }),
    "major",
  ],
  [
    "a parameter has another media type",
    documentOf({ parameters: [{ name: "l", in: "query", content: json(text) }] }),
    documentOf({ parameters: [{ name: "l", in: "query", content: { "text/plain": { schema: text } } }] }),
    "major",
  ],
  [
    "a parameter moves from the query to a header",
    documentOf({ parameters: [query()] }),
    documentOf({ parameters: [query({ in: "header" })] }),
    "major",
  ],
  [
    "a parameter moves from the path to its operation",
    pathItem({ parameters: [query()] }),
    documentOf({ parameters: [query()] }),
    "patch",
  ],
  [
    "an operation replaces its path's parameter by one with a higher limit",
    pathItem({ parameters: [query({ schema: atMost(5) })] }),
    {
      ...pathItem({
        parameters: [query({ schema: atMost(5) })],
        post: {
          operationId: "createThing",
          parameters: [query({ schema: atMost(9) })],
          responses: { 200: { description: "OK" } },
        },
      }),
    },
    "minor",
  ],
  [
    "required: false is written out",
    documentOf({ parameters: [query()] }),
    documentOf({ parameters: [query({ required: false })] }),
    "patch",
  ],
  [
    "a header parameter has a limit",
    documentOf({ parameters: [query({ in: "header" })] }),
    documentOf({ parameters: [query({ in: "header", schema: atMost(4) })] }),
    "major",
  ],
  [
    "a response header is now optional",
    documentOf({
      responses: { 200: { description: "OK", headers: { "X-A": { required: true, schema: text } } } },
    }),
    documentOf({ responses: { 200: { description: "OK", headers: { "X-A": { schema: text } } } } }),
    "major",
  ],
  [
    "a response header behind a reference has another type",
    documentOf(
      { responses: { 200: { description: "OK", headers: { "x-a": refTo("headers/H") } } } },
      { components: { headers: { H: { schema: text } } } },
    ),
    documentOf(
      { responses: { 200: { description: "OK", headers: { "x-a": refTo("headers/H") } } } },
      { components: { headers: { H: { schema: number } } } },
    ),
    "major",
  ],
  [
    "the header of a form's part has a limit behind a reference",
    documentOf(
      {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: fields({ a: text }),
              encoding: { a: { headers: { "x-a": refTo("headers/H") } } },
            },
          },
        },
      },
      { components: { headers: { H: { schema: text } } } },
    ),
    documentOf(
      {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: fields({ a: text }),
              encoding: { a: { headers: { "x-a": refTo("headers/H") } } },
            },
          },
        },
      },
      { components: { headers: { H: { schema: atMost(4) } } } },
    ),
    "major",
  ],
  [
    "a form's part accepts another media type",
    documentOf({
      requestBody: {
        content: {
          "multipart/form-data": {
            schema: fields({ a: text }),
            encoding: { a: { contentType: "image/png" } },
          },
        },
      },
    }),
    documentOf({
      requestBody: {
        content: {
          "multipart/form-data": {
            schema: fields({ a: text }),
            encoding: { a: { contentType: "image/png, image/jpeg" } },
          },
        },
      },
    }),
    "minor",
  ],
  [
    "a form's encoding is removed",
    documentOf({
      requestBody: {
        content: {
          "multipart/form-data": {
            schema: fields({ a: text }),
            encoding: { a: { contentType: "image/png" } },
          },
        },
      },
    }),
    documentOf({ requestBody: { content: { "multipart/form-data": { schema: fields({ a: text }) } } } }),
    "major",
  ],
  [
    "a body has a media type with a charset instead",
    documentOf({ requestBody: { content: json(text) } }),
    documentOf({ requestBody: { content: { "application/json; charset=utf-8": { schema: text } } } }),
    "major",
  ],
  [
    "a response loses its body",
    documentOf({ responses: { 200: reply(text) } }),
    documentOf({ responses: { 200: { description: "OK" } } }),
    "major",
  ],
  [
    "a response without a body gets one",
    documentOf({ responses: { 200: { description: "OK" } } }),
    documentOf({ responses: { 200: reply(text) } }),
    "minor",
  ],
  [
    "a request body without a schema gets one",
    documentOf({ requestBody: { content: { "application/json": {} } } }),
    documentOf({ requestBody: { content: json(text) } }),
    "major",
  ],
  [
    "a response loses its schema",
    documentOf({ responses: { 200: reply(text) } }),
    documentOf({ responses: { 200: { description: "OK", content: { "application/json": {} } } } }),
    "major",
  ],
  [
    "a default response is added",
    documentOf({ responses: { 200: reply(text) } }),
    documentOf({ responses: { 200: reply(text), default: reply(fields({ e: text })) } }),
    "minor",
  ],
  [
    "a property of the default response is now optional",
    documentOf({ responses: { 200: reply(text), default: reply(fields({ e: text }, "e")) } }),
    documentOf({ responses: { 200: reply(text), default: reply(fields({ e: text })) } }),
    "major",
  ],
  [
    "4XX becomes 400",
    documentOf({ responses: { 200: reply(text), "4XX": reply(fields({ e: text })) } }),
    documentOf({ responses: { 200: reply(text), 400: reply(fields({ e: text })) } }),
    "major",
  ],
  [
    "two alternative credentials are now both required",
    documentOf({ security: [{ A: [] }, { B: [] }] }),
    documentOf({ security: [{ A: [], B: [] }] }),
    "major",
  ],
  [
    "authentication is no longer optional",
    documentOf({ security: [{}, { A: [] }] }),
    documentOf({ security: [{ A: [] }] }),
    "major",
  ],
  [
    "an open operation falls back to the document's security",
    documentOf({ security: [] }, { security: [{ A: [] }] }),
    documentOf({}, { security: [{ A: [] }] }),
    "major",
  ],
  [
    "scopes have another order",
    documentOf({ security: [{ A: ["r", "w"] }] }),
    documentOf({ security: [{ A: ["w", "r"] }] }),
    "none",
  ],
  [
    "an API key goes to another header",
    documentOf({}, { components: { securitySchemes: { A: { type: "apiKey", in: "header", name: "X-A" } } } }),
    documentOf({}, { components: { securitySchemes: { A: { type: "apiKey", in: "header", name: "X-B" } } } }),
    "major",
  ],
  [
    "an OAuth scope has another description",
    documentOf(
      {},
      {
        components: {
          securitySchemes: {
            A: {
              type: "oauth2",
              flows: { implicit: { authorizationUrl: "https://a.test", scopes: { r: "x" } } },
            },
          },
        },
      },
    ),
    documentOf(
      {},
      {
        components: {
          securitySchemes: {
            A: {
              type: "oauth2",
              flows: { implicit: { authorizationUrl: "https://a.test", scopes: { r: "y" } } },
            },
          },
        },
      },
    ),
    "patch",
  ],
  [
    "a scheme is written in another letter case",
    documentOf({}, { components: { securitySchemes: { A: { type: "http", scheme: "bearer" } } } }),
    documentOf({}, { components: { securitySchemes: { A: { type: "http", scheme: "Bearer" } } } }),
    "patch",
  ],
  [
    "a server's variable allows fewer values",
    documentOf(
      {},
      { servers: [{ url: "https://{r}.test", variables: { r: { default: "a", enum: ["a", "b"] } } }] },
    ),
    documentOf(
      {},
      { servers: [{ url: "https://{r}.test", variables: { r: { default: "a", enum: ["a"] } } }] },
    ),
    "minor",
  ],
  [
    "a server has no description any more",
    documentOf({}, { servers: [{ url: "https://a.test", description: "x" }] }),
    documentOf({}, { servers: [{ url: "https://a.test" }] }),
    "patch",
  ],
  [
    "a callback's body has another type behind a reference",
    documentOf(
      {
        callbacks,
      },
      { components: { schemas: { A: fields({ a: text }) } } },
    ),
    documentOf(
      {
        callbacks,
      },
      { components: { schemas: { A: fields({ a: number }) } } },
    ),
    "major",
  ],
  [
    "a component of a request and a callback has a property that is now optional",
    documentOf(
      {
        requestBody: { content: json(refTo("schemas/A")) },
        callbacks,
      },
      { components: { schemas: { A: fields({ a: text }, "a") } } },
    ),
    documentOf(
      {
        requestBody: { content: json(refTo("schemas/A")) },
        callbacks,
      },
      { components: { schemas: { A: fields({ a: text }) } } },
    ),
    "major",
  ],
  ["deprecated: false is written out", documentOf({}), documentOf({ deprecated: false }), "patch"],
  [
    "a body with a description is added",
    documentOf({}),
    documentOf({ requestBody: { description: "x", content: json(text) } }),
    "minor",
  ],
  ["a path has another summary", pathItem({ summary: "a" }), pathItem({ summary: "b" }), "patch"],
  [
    "a response with a description and a header is added",
    documentOf({}),
    documentOf({
      responses: {
        200: { description: "OK" },
        201: { description: "new", headers: { "X-A": { schema: text } } },
      },
    }),
    "minor",
  ],
  [
    "webhooks are removed",
    documentOf({}, { webhooks: { a: { post: { responses: { 200: { description: "x" } } } } } }),
    documentOf({}),
    "minor",
  ],
  [
    "a component has another example",
    documentOf({}, { components: { schemas: { A: { ...text, example: "a" } } } }),
    documentOf({}, { components: { schemas: { A: { ...text, example: "b" } } } }),
    "patch",
  ],
  [
    "an example among the components changes",
    documentOf({}, { components: { examples: { A: { value: 1 } } } }),
    documentOf({}, { components: { examples: { A: { value: 2 } } } }),
    "patch",
  ],
  [
    "a parameter has another example",
    documentOf({ parameters: [query({ example: "a" })] }),
    documentOf({ parameters: [query({ example: "b" })] }),
    "patch",
  ],
  [
    "a parameter now allows reserved characters",
    documentOf({ parameters: [query({ allowReserved: false })] }),
    documentOf({ parameters: [query({ allowReserved: true })] }),
    "minor",
  ],
  [
    "a header parameter's list is written otherwise",
    documentOf({ parameters: [query({ in: "header", schema: { type: "array", items: text } })] }),
    documentOf({
      parameters: [query({ in: "header", explode: true, schema: { type: "array", items: text } })],
    }),
    "major",
  ],
  [
    "the document is of another OpenAPI version",
    { ...documentOf({}), openapi: "3.0.0" },
    { ...documentOf({}), openapi: "3.1.0" },
    "patch",
  ],
  [
    "a parameter may no longer be null",
    documentOf({ parameters: [query({ schema: { ...text, nullable: true } })] }),
    documentOf({ parameters: [query()] }),
    "major",
  ],
  [
    "a component that was unused before has a property that is now optional",
    documentOf(
      { requestBody: { content: json(text) } },
      { components: { schemas: { A: fields({ a: text }, "a") } } },
    ),
    documentOf(
      { requestBody: { content: json(text) }, responses: { 200: reply(refTo("schemas/A")) } },
      { components: { schemas: { A: fields({ a: text }) } } },
    ),
    "major",
  ],
];

describe("the impact of a change", () => {
  it.each(PLACES)("%s", async (_, before, after, impact) => {
    const report = await assess(before, after);
    expect(report.impact, JSON.stringify(report.changes)).toBe(impact);
  });
});

const HARMLESS: [what: string, before: JsonObject, after: JsonObject, levels: string[]][] = [
  ["a type that its values imply", { enum: ["a"] }, { ...text, enum: ["a"] }, ["none", "patch"]],
  ["int32 to int64", { ...integer, format: "int32" }, { ...integer, format: "int64" }, ["minor"]],
  ["a universal pattern", { ...text, pattern: "^a" }, { ...text, pattern: ".*" }, ["minor"]],
  [
    "maxContains raised",
    { type: "array", contains: integer, maxContains: 1 },
    { type: "array", contains: integer, maxContains: 2 },
    ["minor"],
  ],
  [
    "dependentRequired that shrinks",
    { type: "object", dependentRequired: { a: ["b", "c"] } },
    { type: "object", dependentRequired: { a: ["b"] } },
    ["minor"],
  ],
  ["multipleOf 0.3 to 0.1", { ...number, multipleOf: 0.3 }, { ...number, multipleOf: 0.1 }, ["minor"]],
  [
    "an integer bound that is written the other way",
    { ...integer, exclusiveMinimum: 0 },
    { ...integer, minimum: 1 },
    ["none", "patch"],
  ],
  [
    "values replaced by the bounds that keep them",
    { ...number, enum: [1, 2] },
    { ...number, minimum: 1, maximum: 2 },
    ["minor"],
  ],
];

describe("a harmless change of a request", () => {
  it.each(HARMLESS)("%s", async (_, before, after, levels) => {
    const { impact, changes } = await assess(taking(fields({ x: before })), taking(fields({ x: after })));
    expect(levels, JSON.stringify(changes)).toContain(impact);
  });
});
