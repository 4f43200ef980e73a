import { describe, expect, it } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";
import { assess, changesBetween, specWithOperation, fields, specWithRequest } from "./fixture.ts";

const text = { type: "string" };
const json = (schema: JsonObject) => ({ "application/json": { schema } });
const reply = (schema: JsonObject) => ({ description: "OK", content: json(schema) });
const body = fields({ a: text }, "a");
const query = (name: string, more: JsonObject = {}) => ({ name, in: "query", schema: text, ...more });
const id = { name: "id", in: "path", required: true, schema: text };

/** createThing before and after, and what the report has of it. */
const OPERATION: [what: string, before: JsonObject, after: JsonObject, want: string[]][] = [
  ["nothing", {}, {}, []],
  [
    "an optional query parameter added",
    {},
    { parameters: [query("limit")] },
    ["minor request: optional query parameter limit added"],
  ],
  [
    "a required query parameter added",
    {},
    { parameters: [query("limit", { required: true })] },
    ["major request: required query parameter limit added"],
  ],
  [
    "a query parameter removed",
    { parameters: [query("limit"), query("page")] },
    { parameters: [query("page")] },
    ["major request: query parameter limit removed"],
  ],
  [
    "a query parameter that becomes required",
    { parameters: [query("limit")] },
    { parameters: [query("limit", { required: true })] },
    ["major request: query parameter limit is now required"],
  ],
  [
    "a limit on a query parameter",
    { parameters: [query("limit")] },
    { parameters: [query("limit", { schema: { ...text, maxLength: 9 } })] },
    ["major request: maxLength of query parameter limit added: 9"],
  ],
  [
    "the defaults of a query parameter, written out",
    { parameters: [query("limit")] },
    { parameters: [query("limit", { style: "form", explode: true, allowReserved: false })] },
    ["patch * the same is written in another form"],
  ],
  [
    "another style of a query parameter",
    { parameters: [query("limit")] },
    { parameters: [query("limit", { style: "deepObject" })] },
    ['major request: style of query parameter limit added: "deepObject"'],
  ],
  [
    "a header parameter added",
    {},
    { parameters: [{ name: "X-Trace", in: "header", schema: text }] },
    ["minor request: optional header parameter X-Trace added"],
  ],
  [
    "an optional body added",
    {},
    { requestBody: { required: false, content: json(body) } },
    ["minor request: optional body added"],
  ],
  [
    "a required body added",
    {},
    { requestBody: { required: true, content: json(body) } },
    ["major request: required body added"],
  ],
  ["a body removed", { requestBody: { content: json(body) } }, {}, ["major request: body removed"]],
  [
    "a body that becomes required",
    { requestBody: { required: false, content: json(body) } },
    { requestBody: { required: true, content: json(body) } },
    ["major request: the body is now required"],
  ],
  [
    "a media type of the body added",
    { requestBody: { content: json(body) } },
    { requestBody: { content: { ...json(body), "multipart/form-data": { schema: body } } } },
    ["minor request: media type multipart/form-data added"],
  ],
  [
    "a media type of the body removed",
    { requestBody: { content: { ...json(body), "multipart/form-data": { schema: body } } } },
    { requestBody: { content: json(body) } },
    ["major request: media type multipart/form-data removed"],
  ],
  [
    "a change of only one media type",
    { requestBody: { content: { ...json(body), "multipart/form-data": { schema: body } } } },
    { requestBody: { content: { ...json(body), "multipart/form-data": { schema: fields({ a: text }) } } } },
    ["minor request multipart/form-data: property a is now optional"],
  ],
  [
    "a change of all media types, which is reported once",
    { requestBody: { content: { ...json(body), "multipart/form-data": { schema: body } } } },
    {
      requestBody: {
        content: {
          ...json(fields({ a: text, b: text }, "a")),
          "multipart/form-data": { schema: fields({ a: text, b: text }, "a") },
        },
      },
    },
    ["minor request: optional property b added"],
  ],
  [
    "an error status whose body is like another's",
    { responses: { "200": reply(body), "400": reply(fields({ error: text }, "error")) } },
    {
      responses: {
        "200": reply(body),
        "400": reply(fields({ error: text }, "error")),
        "402": reply(fields({ error: text }, "error")),
      },
    },
    ["minor response 402: status added"],
  ],
  [
    "an error status with a body that readers of errors don't expect",
    { responses: { "200": reply(body), "400": reply(fields({ error: text }, "error")) } },
    {
      responses: {
        "200": reply(body),
        "400": reply(fields({ error: text }, "error")),
        "402": reply(fields({ reason: text }, "reason")),
      },
    },
    ["major response 402: status added"],
  ],
  [
    "a success without a body beside one with a body",
    { responses: { "200": reply(body) } },
    { responses: { "200": reply(body), "204": { description: "none" } } },
    ["major response 204: status added"],
  ],
  [
    "a status removed",
    { responses: { "200": reply(body), "400": reply(body) } },
    { responses: { "200": reply(body) } },
    ["major response 400: status removed"],
  ],
  [
    "a response header added",
    { responses: { "200": { description: "OK", headers: {} } } },
    { responses: { "200": { description: "OK", headers: { "X-Id": { schema: text } } } } },
    ["minor response 200: header X-Id added"],
  ],
  [
    "another way of authentication",
    { security: [{ Bearer: [] }] },
    { security: [{ Bearer: [] }, { siwx: [] }] },
    ["minor authentication by siwx is now accepted"],
  ],
  [
    "a way of authentication removed",
    { security: [{ Bearer: [] }, { siwx: [] }] },
    { security: [{ siwx: [] }] },
    ["major authentication by Bearer is no longer accepted"],
  ],
  [
    "a scope that is no longer required",
    { security: [{ OAuth: ["read", "write"] }] },
    { security: [{ OAuth: ["read"] }] },
    ["minor authentication by OAuth read is now accepted"],
  ],
  [
    "a header's default style written out",
    { responses: { "200": { description: "OK", headers: { "X-Id": { schema: text } } } } },
    {
      responses: {
        "200": { description: "OK", headers: { "X-Id": { schema: text, style: "simple", explode: false } } },
      },
    },
    ["patch * the same is written in another form"],
  ],
  [
    "another scope",
    { security: [{ OAuth: ["read"] }] },
    { security: [{ OAuth: ["read", "write"] }] },
    [
      "major authentication by OAuth read is no longer accepted",
      "minor authentication by OAuth read write is now accepted",
    ],
  ],
  [
    "one of two credentials less",
    { security: [{ Bearer: [], Siwx: [] }] },
    { security: [{ Bearer: [] }] },
    ["minor authentication by Bearer is now accepted"],
  ],
  [
    "one credential more",
    { security: [{ Bearer: [] }] },
    { security: [{ Bearer: [], Siwx: [] }] },
    [
      "major authentication by Bearer is no longer accepted",
      "minor authentication by Bearer with Siwx is now accepted",
    ],
  ],
  [
    "no authentication any more",
    { security: [{ Bearer: [] }] },
    {},
    ["minor authentication is no longer required"],
  ],
  [
    "authentication from now on",
    {},
    { security: [{ Bearer: [] }] },
    [
      "major a request without authentication is no longer accepted",
      "minor authentication by Bearer is now accepted",
    ],
  ],
  ["a deprecation", {}, { deprecated: true }, ["minor is now deprecated"]],
  [
    "a server of its own",
    {},
    { servers: [{ url: "https://x.test" }] },
    ['major server changed from null to "https://x.test"'],
  ],
  ["a callback", {}, { callbacks: { done: {} } }, ["minor callbacks added"]],
  [
    "annotations",
    { summary: "x" },
    { summary: "y", tags: ["z"], "x-note": 1 },
    ["patch summary changed", "patch tags added", "patch x-note added"],
  ],
];

describe("a change of an operation", () => {
  it.each(OPERATION)("%s", async (_, before, after, want) => {
    const found = await changesBetween(specWithOperation(before), specWithOperation(after));
    expect(found.map((change) => change.replace("createThing ", ""))).toEqual(want);
  });
});

const post = { operationId: "createThing", responses: { "200": { description: "OK" } } };
const at = (paths: JsonObject, rest: JsonObject = {}) => specWith({ paths, ...rest });

/** The only body is a component. */
const usingThing = (properties: JsonObject) =>
  specWithRequest({ $ref: "#/components/schemas/Thing" }, { schemas: { Thing: fields(properties) } });

const DOCUMENT: [what: string, before: SpecDocument, after: SpecDocument, want: string[]][] = [
  [
    "an operation added",
    at({ "/things": { post } }),
    at({ "/things": { post, get: { ...post, operationId: "listThings" } } }),
    ["minor listThings operation added"],
  ],
  [
    "an operation removed",
    at({ "/things": { post, get: { ...post, operationId: "listThings" } } }),
    at({ "/things": { post } }),
    ["major listThings operation removed"],
  ],
  [
    "an operation renamed at its place",
    at({ "/things": { post } }),
    at({ "/things": { post: { ...post, operationId: "createThings" } } }),
    ["major createThings operation renamed from createThing to createThings"],
  ],
  [
    "an operation moved under its name",
    at({ "/things": { post } }),
    at({ "/v2/things": { post } }),
    ["major createThing operation moved from POST /things to POST /v2/things"],
  ],
  [
    "an operation without an id",
    at({ "/things/{id}": { get: { parameters: [id], responses: {} } } }),
    at({ "/things/{id}": { get: { parameters: [id, query("page")], responses: {} } } }),
    ["minor getThingsId request: optional query parameter page added"],
  ],
  [
    "a parameter of the path item",
    at({ "/things": { post } }),
    at({ "/things": { parameters: [query("page")], post } }),
    ["minor createThing request: optional query parameter page added"],
  ],
  [
    "a limit on a parameter behind a reference",
    at(
      { "/things": { post: { ...post, parameters: [{ $ref: "#/components/parameters/Page" }] } } },
      { components: { parameters: { Page: query("page") } } },
    ),
    at(
      { "/things": { post: { ...post, parameters: [{ $ref: "#/components/parameters/Page" }] } } },
      { components: { parameters: { Page: query("page", { schema: { ...text, minLength: 2 } }) } } },
    ),
    ["major createThing request: minLength of query parameter page added: 2"],
  ],
  [
    "the server that the client sends to",
    at({}, { servers: [{ url: "https://a.test" }] }),
    at({}, { servers: [{ url: "https://b.test" }] }),
    ['major * server changed from "https://a.test" to "https://b.test"'],
  ],
  [
    "a further server",
    at({}, { servers: [{ url: "https://a.test" }] }),
    at({}, { servers: [{ url: "https://a.test" }, { url: "https://b.test" }] }),
    ["minor * further servers changed"],
  ],
  [
    "the only server is removed",
    at({}, { servers: [{ url: "https://a.test" }] }),
    at({}),
    ['major * server changed from "https://a.test" to null'],
  ],
  [
    "the description of a server",
    at({}, { servers: [{ url: "https://a.test", description: "a" }] }),
    at({}, { servers: [{ url: "https://a.test", description: "b" }] }),
    ["patch * descriptions of the servers changed"],
  ],
  [
    "a server of a path item",
    at({ "/things": { post } }),
    at({ "/things": { servers: [{ url: "https://x.test" }], post } }),
    ['major createThing server changed from null to "https://x.test"'],
  ],
  [
    "components that come and go",
    at({}, { components: { schemas: { Old: text } } }),
    at({}, { components: { schemas: { New: text } } }),
    ["major * component schemas.Old removed", "minor * component schemas.New added"],
  ],
  [
    "a component that no operation uses, which may be sent or received",
    at({}, { components: { schemas: { Loose: fields({ a: text }, "a") } } }),
    at({}, { components: { schemas: { Loose: fields({ a: text }) } } }),
    ["major * component Loose: property a is now optional"],
  ],
  [
    "an annotation of a component beside another change of it",
    usingThing({ a: { ...text, description: "one" }, b: { $ref: "#/components/schemas/Thing" } }),
    usingThing({ a: { ...text, description: "two" }, b: { $ref: "#/components/schemas/Thing" }, c: text }),
    [
      "minor createThing request: optional property c added",
      "patch * component Thing: description of a changed",
    ],
  ],
  [
    "the description of a security scheme",
    at(
      {},
      { components: { securitySchemes: { Key: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } } },
    ),
    at({}, { components: { securitySchemes: { Key: { type: "http", scheme: "bearer" } } } }),
    ["patch * component securitySchemes.Key changed"],
  ],
  [
    "a security scheme",
    at({}, { components: { securitySchemes: { Key: { type: "http", scheme: "bearer" } } } }),
    at({}, { components: { securitySchemes: { Key: { type: "http", scheme: "basic" } } } }),
    ["major * component securitySchemes.Key changed"],
  ],
  [
    "the description of the API",
    at({}, { tags: [{ name: "a" }] }),
    at({}, { tags: [{ name: "b" }] }),
    ["patch * tags changed"],
  ],
  ["only the version", at({}), at({}, { info: { ...at({}).info, version: "2" } }), []],
];

describe("a change of the document", () => {
  it.each(DOCUMENT)("%s", async (_, before, after, want) => {
    expect(await changesBetween(before, after)).toEqual(want);
  });
});

describe("a report", () => {
  it("has the highest impact of its operations, and each operation that of its changes", async () => {
    const before = specWithRequest(fields({ a: text, b: text }));
    const after = specWithRequest(fields({ a: { ...text, description: "A." }, c: text }));
    const { impact, operations } = await assess(before, after);
    expect({ impact, operations }).toEqual({
      impact: "major",
      operations: [
        {
          operationId: "createThing",
          impact: "major",
          changes: [
            "request: property b removed",
            "request: optional property c added",
            "request: description of a changed",
          ],
        },
      ],
    });
  });

  it("gives each operation its own changes", async () => {
    const list = { ...post, operationId: "listThings" };
    const { operations } = await assess(
      at({ "/things": { post, get: list } }),
      at({ "/things": { post: { ...post, summary: "x" }, get: { ...list, deprecated: true } } }),
    );
    expect(operations).toEqual([
      { operationId: "listThings", impact: "minor", changes: ["is now deprecated"] },
      { operationId: "createThing", impact: "patch", changes: ["summary added"] },
    ]);
  });

  it("is none, and names no operation, if nothing changed", async () => {
    const document = specWithRequest(fields({ a: text }));
    expect(await assess(document, document)).toEqual({ impact: "none", operations: [], changes: [] });
  });
});
