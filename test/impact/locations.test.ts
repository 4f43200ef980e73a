import { describe, expect, it } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { assess, specWithOperation, fields, specWithRequest } from "./fixture.ts";

const text = { type: "string" };
const number = { type: "number" };
const integer = { type: "integer" };
const refTo = (name: string) => ({ $ref: `#/components/${name}` });
const json = (schema: JsonObject) => ({ "application/json": { schema } });
const reply = (schema: JsonObject) => ({ description: "OK", content: json(schema) });
const atMost = (maxLength: number) => ({ ...text, maxLength });
const query = (more: JsonObject = {}) => ({ name: "l", in: "query", schema: text, ...more });
const usingA = { requestBody: { content: json(refTo("schemas/A")) } };
const ok = { description: "OK" };
/** a is required, or not. */
const required = fields({ a: text }, "a");
const optional = fields({ a: text });

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
  const post = { operationId: "createThing", responses: { 200: ok } };
  return { ...specWithOperation({}), paths: { "/things": { post, ...rest } } };
}

type Row<Value> = [what: string, before: Value, after: Value, impact: string];

/** Changes at one place of a document. */
function at<Value>(place: (value: Value) => SpecDocument, rows: Row<Value>[]): Row<SpecDocument>[] {
  return rows.map(([what, before, after, impact]) => [what, place(before), place(after), impact]);
}

const inDocument = (rest: JsonObject) => specWithOperation({}, rest);
const inComponents = (components: JsonObject) => specWithOperation({}, { components });
const inSchemas = (schemas: JsonObject) => inComponents({ schemas });
const inParameters = (...parameters: JsonObject[]) => specWithOperation({ parameters });
const inResponses = (responses: JsonObject) => specWithOperation({ responses });
const inContent = (content: JsonObject) => specWithOperation({ requestBody: { content } });
const inForm = (rest: JsonObject, components?: JsonObject) =>
  specWithOperation(
    { requestBody: { content: { "multipart/form-data": { schema: optional, ...rest } } } },
    components && { components },
  );

const LOCATIONS: Row<SpecDocument>[] = [
  ...at(inSchemas, [
    [
      "an unused component refers to another one with a lower limit",
      { A: refTo("schemas/B"), B: atMost(9), C: atMost(5) },
      { A: refTo("schemas/C"), B: atMost(9), C: atMost(5) },
      "major",
    ],
    [
      "a component has another example",
      { A: { ...text, example: "a" } },
      { A: { ...text, example: "b" } },
      "patch",
    ],
  ]),
  ...at(
    (parameters: JsonObject) => inComponents({ parameters }),
    [
      [
        "an unused parameter refers to another one with a limit",
        { A: refTo("parameters/B"), B: query(), C: query({ schema: atMost(5) }) },
        { A: refTo("parameters/C"), B: query(), C: query({ schema: atMost(5) }) },
        "major",
      ],
      [
        "an unused parameter has a higher limit",
        { B: query({ schema: atMost(5) }) },
        { B: query({ schema: atMost(9) }) },
        "minor",
      ],
      ["an unused parameter has another name", { B: query() }, { B: query({ name: "m" }) }, "major"],
    ],
  ),
  ...at(inComponents, [
    [
      "an unused header has a higher limit",
      { headers: { B: { schema: atMost(5) } } },
      { headers: { B: { schema: atMost(9) } } },
      "minor",
    ],
    [
      "an unused response has a property that is now optional",
      { responses: { B: reply(required) } },
      { responses: { B: reply(optional) } },
      "major",
    ],
    [
      "an unused response has another property",
      { responses: { B: reply(optional) } },
      { responses: { B: reply(fields({ a: text, b: text })) } },
      "minor",
    ],
    [
      "an unused body is now required",
      { requestBodies: { B: { content: json(text) } } },
      { requestBodies: { B: { required: true, content: json(text) } } },
      "major",
    ],
    [
      "an example among the components changes",
      { examples: { A: { value: 1 } } },
      { examples: { A: { value: 2 } } },
      "patch",
    ],
  ]),
  ...at(
    (A: JsonObject) => inComponents({ securitySchemes: { A } }),
    [
      [
        "an API key goes to another header",
        { type: "apiKey", in: "header", name: "X-A" },
        { type: "apiKey", in: "header", name: "X-B" },
        "major",
      ],
      [
        "a scheme is written in another letter case",
        { type: "http", scheme: "bearer" },
        { type: "http", scheme: "Bearer" },
        "patch",
      ],
    ],
  ),
  ...at(
    (scopes: JsonObject) =>
      inComponents({
        securitySchemes: {
          A: { type: "oauth2", flows: { implicit: { authorizationUrl: "https://a.test", scopes } } },
        },
      }),
    [["an OAuth scope has another description", { r: "x" }, { r: "y" }, "patch"]],
  ),
  ...at(
    ([sent, received, A, B]: [string, string, JsonObject, JsonObject]) =>
      specWithOperation(
        {
          requestBody: { required: true, content: json(refTo(`schemas/${sent}`)) },
          responses: { 200: reply(refTo(`schemas/${received}`)) },
        },
        { components: { schemas: { A, B } } },
      ),
    [
      [
        "two components swap names, and the operation swaps which it uses",
        ["A", "B", required, fields({ b: text }, "b")],
        ["B", "A", fields({ b: text }, "b"), required],
        "major",
      ],
    ],
  ),
  ...at(
    (name: string) =>
      specWithOperation(
        { requestBody: { content: json(refTo(`schemas/${name}`)) } },
        { components: { schemas: { A: atMost(9), B: atMost(5) } } },
      ),
    [["an operation uses another component with a lower limit", "A", "B", "major"]],
  ),
  ...at(
    (A: JsonObject) => specWithOperation({ callbacks }, { components: { schemas: { A } } }),
    [["a callback's body has another type behind a reference", optional, fields({ a: number }), "major"]],
  ),
  ...at(
    (A: JsonObject) => specWithOperation({ ...usingA, callbacks }, { components: { schemas: { A } } }),
    [
      [
        "a component of a request and a callback has a property that is now optional",
        required,
        optional,
        "major",
      ],
    ],
  ),
  [
    "a component that was unused before has a property that is now optional",
    specWithOperation({ requestBody: { content: json(text) } }, { components: { schemas: { A: required } } }),
    specWithOperation(
      { requestBody: { content: json(text) }, responses: { 200: reply(refTo("schemas/A")) } },
      { components: { schemas: { A: optional } } },
    ),
    "major",
  ],
  ...at(
    (A: JsonObject) => specWithOperation({ foo: refTo("schemas/A") }, { components: { schemas: { A } } }),
    [["an unknown field of an operation refers to a component that changed", atMost(5), atMost(6), "major"]],
  ),
  ...at(specWithOperation, [
    ["an operation has an unknown field", {}, { foo: 1 }, "major"],
    ["deprecated: false is written out", {}, { deprecated: false }, "patch"],
    [
      "two alternative credentials are now both required",
      { security: [{ A: [] }, { B: [] }] },
      { security: [{ A: [], B: [] }] },
      "major",
    ],
    [
      "authentication is no longer optional",
      { security: [{}, { A: [] }] },
      { security: [{ A: [] }] },
      "major",
    ],
    [
      "scopes have another order",
      { security: [{ A: ["r", "w"] }] },
      { security: [{ A: ["w", "r"] }] },
      "none",
    ],
    [
      "a body with a description is added",
      {},
      { requestBody: { description: "x", content: json(text) } },
      "minor",
    ],
    [
      "a response with a description and a header is added",
      {},
      { responses: { 200: ok, 201: { description: "new", headers: { "X-A": { schema: text } } } } },
      "minor",
    ],
    [
      "a request body has an unknown field",
      { requestBody: { content: json(text) } },
      { requestBody: { content: json(text), foo: 1 } },
      "major",
    ],
  ]),
  ...at(
    (operation: JsonObject) => specWithOperation(operation, { security: [{ A: [] }] }),
    [["an open operation falls back to the document's security", { security: [] }, {}, "major"]],
  ),
  ...at(pathItem, [
    ["a path has an unknown field", {}, { foo: 1 }, "major"],
    ["a path has another summary", { summary: "a" }, { summary: "b" }, "patch"],
    [
      "an operation replaces its path's parameter by one with a higher limit",
      { parameters: [query({ schema: atMost(5) })] },
      {
        parameters: [query({ schema: atMost(5) })],
        post: {
          operationId: "createThing",
          parameters: [query({ schema: atMost(9) })],
          responses: { 200: ok },
        },
      },
      "minor",
    ],
  ]),
  [
    "a parameter moves from the path to its operation",
    pathItem({ parameters: [query()] }),
    inParameters(query()),
    "patch",
  ],
  ...at(inDocument, [
    ["the document has another dialect of JSON Schema", {}, { jsonSchemaDialect: "https://x.test" }, "major"],
    [
      "a server's variable allows fewer values",
      { servers: [{ url: "https://{r}.test", variables: { r: { default: "a", enum: ["a", "b"] } } }] },
      { servers: [{ url: "https://{r}.test", variables: { r: { default: "a", enum: ["a"] } } }] },
      "minor",
    ],
    [
      "a server has no description any more",
      { servers: [{ url: "https://a.test", description: "x" }] },
      { servers: [{ url: "https://a.test" }] },
      "patch",
    ],
    [
      "webhooks are removed",
      { webhooks: { a: { post: { responses: { 200: { description: "x" } } } } } },
      {},
      "minor",
    ],
    ["the document is of another OpenAPI version", { openapi: "3.0.0" }, { openapi: "3.1.0" }, "patch"],
  ]),
  ...at(inParameters, [
    ["required: false is written out", query(), query({ required: false }), "patch"],
    [
      "a parameter has a media type in place of its schema",
      query(),
      { name: "l", in: "query", content: json(text) },
      "major",
    ],
    [
      "a parameter has a schema in place of its media type",
      { name: "l", in: "query", content: json(text) },
      query(),
      "major",
    ],
    [
      "a parameter has another media type",
      { name: "l", in: "query", content: json(text) },
      { name: "l", in: "query", content: { "text/plain": { schema: text } } },
      "major",
    ],
    ["a parameter moves from the query to a header", query(), query({ in: "header" }), "major"],
    [
      "a header parameter has a limit",
      query({ in: "header" }),
      query({ in: "header", schema: atMost(4) }),
      "major",
    ],
    ["a parameter has another example", query({ example: "a" }), query({ example: "b" }), "patch"],
    [
      "a parameter now allows reserved characters",
      query({ allowReserved: false }),
      query({ allowReserved: true }),
      "minor",
    ],
    [
      "a header parameter's list is written otherwise",
      query({ in: "header", schema: { type: "array", items: text } }),
      query({ in: "header", explode: true, schema: { type: "array", items: text } }),
      "major",
    ],
    ["a parameter may no longer be null", query({ schema: { ...text, nullable: true } }), query(), "major"],
  ]),
  [
    "a parameter has an unknown field, beside a parameter that is added",
    inParameters(query()),
    inParameters(query({ foo: 1 }), query({ name: "z" })),
    "major",
  ],
  ...at(inContent, [
    [
      "an unknown field of a media type changes beside a property that is added",
      { "application/json": { schema: optional, foo: 1 } },
      { "application/json": { schema: fields({ a: text, b: text }), foo: 2 } },
      "major",
    ],
    [
      "a body has a media type with a charset instead",
      json(text),
      { "application/json; charset=utf-8": { schema: text } },
      "major",
    ],
    ["a request body without a schema gets one", { "application/json": {} }, json(text), "major"],
  ]),
  ...at(inForm, [
    [
      "a form's part accepts another media type",
      { encoding: { a: { contentType: "image/png" } } },
      { encoding: { a: { contentType: "image/png, image/jpeg" } } },
      "minor",
    ],
    ["a form's encoding is removed", { encoding: { a: { contentType: "image/png" } } }, {}, "major"],
  ]),
  ...at(
    (H: JsonObject) =>
      inForm({ encoding: { a: { headers: { "x-a": refTo("headers/H") } } } }, { headers: { H } }),
    [
      [
        "the header of a form's part has a limit behind a reference",
        { schema: text },
        { schema: atMost(4) },
        "major",
      ],
    ],
  ),
  ...at(
    (header: JsonObject) => inResponses({ 200: { ...ok, headers: { "X-A": header } } }),
    [["a response header is now optional", { required: true, schema: text }, { schema: text }, "major"]],
  ),
  ...at(
    (H: JsonObject) =>
      specWithOperation(
        { responses: { 200: { ...ok, headers: { "x-a": refTo("headers/H") } } } },
        { components: { headers: { H } } },
      ),
    [
      [
        "a response header behind a reference has another type",
        { schema: text },
        { schema: number },
        "major",
      ],
    ],
  ),
  ...at(
    (response: JsonObject) => inResponses({ 200: response }),
    [
      ["a response has an unknown field", reply(text), { ...reply(text), foo: 1 }, "minor"],
      [
        "a response has links",
        reply(text),
        { ...reply(text), links: { a: { operationId: "createThing" } } },
        "minor",
      ],
      ["a response loses its body", reply(text), ok, "major"],
      ["a response without a body gets one", ok, reply(text), "minor"],
      ["a response loses its schema", reply(text), { ...ok, content: { "application/json": {} } }, "major"],
    ],
  ),
  ...at(
    (others: JsonObject) => inResponses({ 200: reply(text), ...others }),
    [
      ["a default response is added", {}, { default: reply(fields({ e: text })) }, "minor"],
      [
        "a property of the default response is now optional",
        { default: reply(fields({ e: text }, "e")) },
        { default: reply(fields({ e: text })) },
        "major",
      ],
      [
        "4XX becomes 400",
        { "4XX": reply(fields({ e: text })) },
        { 400: reply(fields({ e: text })) },
        "major",
      ],
    ],
  ),
];

describe("the impact of a change", () => {
  it.each(LOCATIONS)("%s", async (_, before, after, impact) => {
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
    const { impact, changes } = await assess(
      specWithRequest(fields({ x: before })),
      specWithRequest(fields({ x: after })),
    );
    expect(levels, JSON.stringify(changes)).toContain(impact);
  });
});
