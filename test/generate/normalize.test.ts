import { describe, expect, test } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import { specWith } from "../support/spec.ts";

/** A document with the schema of the case. */
function withSchema(schema: Json, openapi = "3.0.0"): SpecDocument {
  return specWith({
    openapi,
    components: {
      schemas: { Case: schema, ...(JSON.stringify(schema).includes("/Other") && { Other: TEXT }) },
    },
  });
}

/** A document with one operation, which has the request body of the case. */
function withBody(requestBody: Json, components: JsonObject = {}): SpecDocument {
  const post = { operationId: "send", requestBody, responses: { "200": { description: "OK" } } };
  return specWith({ paths: { "/send": { post } }, components });
}

const json = (schema: Json) => ({ content: { "application/json": { schema } } });
const count = (document: SpecDocument, name: string) =>
  normalize(document).corrected.find((correction) => correction.name === name)?.count;

/** What the types say of the case's schema, on one line. */
async function typeOf(document: SpecDocument): Promise<string> {
  const types = await renderTypes(normalize(document).document);
  const [, type = "(none)"] = /\n {8}Case: ([\s\S]*?);\n {4}(?:\}|    Other)/.exec(types) ?? [];
  return type.replaceAll(/\s*\/\*\*[\s\S]*?\*\//g, "").replaceAll(/\s+/g, " ");
}

const NULL = { nullable: true, title: "null" };
const NUMBER = { type: "number" };
const TEXT = { type: "string" };
const FRUIT = { type: "string", enum: ["apple", "pear"] };
const object = (properties: JsonObject, rest: JsonObject = {}) => ({ type: "object", properties, ...rest });

test.each<[what: string, schema: Json, want: string]>([
  ["a null branch", { anyOf: [NUMBER, NULL] }, "number | null"],
  ["a null branch said twice", { anyOf: [NUMBER, NULL, NULL] }, "number | null"],
  [
    "a null branch with prose and a default of its own",
    { anyOf: [NUMBER, { ...NULL, description: "No limit", example: null, default: null, "x-note": "n" }] },
    "number | null",
  ],
  ["a null branch of several", { anyOf: [NUMBER, TEXT, NULL] }, "(number | string) | null"],
  ["a null branch in oneOf", { oneOf: [NUMBER, NULL] }, "number | null"],
  [
    "a null branch beside a reference",
    { anyOf: [{ $ref: "#/components/schemas/Other" }, NULL] },
    'components["schemas"]["Other"] | null',
  ],
  ["nothing but null branches", { anyOf: [NULL, NULL] }, "null"],
  ["nullable, as 3.0 says it", { type: "string", nullable: true }, "string | null"],
  ["a union that is nullable itself", { anyOf: [NUMBER, TEXT], nullable: true }, "(number | string) | null"],
  ["an object that anything may be in", object({}), "Record<string, unknown>"],
  ["an object without a word on properties", { type: "object" }, "Record<string, unknown>"],
  ["a default", object({ a: { ...TEXT, default: "x" } }), "{ a?: string; }"],
  [
    "a default of a required property",
    object({ a: { ...TEXT, default: "x" } }, { required: ["a"] }),
    "{ a: string; }",
  ],
  ["a file", { type: "string", format: "binary" }, "Blob"],
  ["a file or null", { type: "string", format: "binary", nullable: true }, "Blob | null"],
  ["an enum that may be any string", { anyOf: [FRUIT, TEXT] }, '("apple" | "pear") | (string & {})'],
  [
    "an enum that may be any string or null",
    { anyOf: [FRUIT, TEXT, NULL] },
    '(("apple" | "pear") | (string & {})) | null',
  ],
  [
    "a reference that may be null",
    object({ a: { $ref: "#/components/schemas/Case", nullable: true } }),
    '{ a?: components["schemas"]["Case"] | null; }',
  ],
  [
    "properties of which at least one must be there",
    object({ a: TEXT, b: NUMBER }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
    "{ a?: string; b?: number; }",
  ],
  [
    "an example that refers to a part of its own",
    object({ a: { ...TEXT, example: { $ref: "#/$defs/S" } } }),
    "{ a?: string; }",
  ],
  ["an enum alone", FRUIT, '"apple" | "pear"'],
  [
    "a discriminator without a mapping",
    { anyOf: [object({ kind: FRUIT })], discriminator: { propertyName: "kind" } },
    '{ kind?: "apple" | "pear"; }',
  ],
  [
    "properties named like keywords",
    object({
      example: { anyOf: [NUMBER, NULL] },
      default: { anyOf: [NUMBER, NULL] },
      enum: { anyOf: [NUMBER, NULL] },
    }),
    "{ example?: number | null; default?: number | null; enum?: number | null; }",
  ],
])("the types say of %s what it means", async (_what, schema, want) => {
  expect(await typeOf(withSchema(schema))).toBe(want);
});

test.each<[what: string, schema: Json, want: string]>([
  ["a list of types", { type: ["string", "null"] }, "string | null"],
  ["a null type in a union", { anyOf: [NUMBER, { type: "null" }] }, "number | null"],
  ["a constant", { const: "x" }, '"x"'],
  ["constants without a type and any string", { anyOf: [{ const: "x" }, TEXT] }, '"x" | (string & {})'],
  ["a file or null", { type: ["string", "null"], format: "binary" }, "Blob | null"],
  ["anything, as a boolean", object({ a: true }), "{ a?: unknown; }"],
  ["constants and any string", { anyOf: [{ ...TEXT, const: "x" }, TEXT] }, '"x" | (string & {})'],
])("the types say of %s what OpenAPI 3.1 means", async (_what, schema, want) => {
  expect(await typeOf(withSchema(schema, "3.1.0"))).toBe(want);
});

test("what a union says of itself goes before what its only branch says", () => {
  const schema = { anyOf: [{ ...NUMBER, description: "the branch's" }, NULL], description: "the union's" };
  expect(normalize(withSchema(schema)).document["components"]).toEqual({
    schemas: { Case: { ...NUMBER, nullable: true, description: "the union's" } },
  });
});

test("what looks like a schema in an example, a default or an enum is left as it is", () => {
  const data = { anyOf: [NUMBER, NULL] };
  const schema = { type: "object", example: data, default: data, enum: [data] };
  expect(normalize(withSchema(schema)).document["components"]).toEqual({ schemas: { Case: schema } });
});

test("a component keeps its meaning whatever its name", () => {
  const components = { requestBodies: { default: json({ anyOf: [NUMBER, NULL] }) } };
  expect(count(withBody({ $ref: "#/components/requestBodies/default" }, components), "null branches")).toBe(
    1,
  );
});

const NEEDS = object({ a: TEXT }, { required: ["a"] });
const FREE = object({ a: TEXT });
const REFERRED = { $ref: "#/components/schemas/Needs" };

describe("a request body", () => {
  test.each<[what: string, body: Json, required: boolean | undefined]>([
    ["has required properties", json(NEEDS), true],
    ["refers to a schema that has", json(REFERRED), true],
    ["is allOf one that has", json({ allOf: [FREE, REFERRED] }), true],
    ["is anyOf such only", json({ anyOf: [NEEDS, REFERRED] }), true],
    ["is oneOf such only", json({ oneOf: [NEEDS, NEEDS] }), true],
    ["has a branch that needs nothing", json({ anyOf: [NEEDS, FREE] }), undefined],
    ["needs nothing", json(FREE), undefined],
    ["says that it is optional", { ...json(NEEDS), required: false }, false],
    ["says that it is required", { ...json(FREE), required: true }, true],
    ["is a form that has", { content: { "multipart/form-data": { schema: NEEDS } } }, true],
    ["holds itself", json({ $ref: "#/components/schemas/Self" }), undefined],
  ])("that %s comes out as required: %s", (_what, body, required) => {
    const self = { allOf: [{ $ref: "#/components/schemas/Self" }] };
    const { document } = normalize(withBody(body, { schemas: { Needs: NEEDS, Self: self } }));
    expect(document.paths["/send"]).toHaveProperty("post.requestBody");
    expect(document.paths["/send"]).toMatchObject({
      post: { requestBody: { ...(required !== undefined && { required }) } },
    });
    expect(JSON.stringify(document.paths["/send"]).includes('"required":true')).toBe(required === true);
  });

  test("that several operations share is corrected once", () => {
    const document = withBody(
      { $ref: "#/components/requestBodies/Shared" },
      { requestBodies: { Shared: json(NEEDS) } },
    );
    const get = { ...(document.paths["/send"]?.["post"] as JsonObject), operationId: "again" };
    document.paths["/again"] = { post: get };
    expect(count(document, "required bodies")).toBe(1);
  });
});

test.each<[what: string, branches: Json[], want: string]>([
  ["anything", [{}, TEXT], "file: Blob | string"],
  ["anything, described", [{ description: "A file", example: "x" }, TEXT], "file: Blob | string"],
  ["anything, through a reference", [{ $ref: "#/components/schemas/Text" }, {}], "file: components"],
])("%s beside a string in a multipart body is a file", async (_what, anyOf, want) => {
  const schema = object({ file: { anyOf } }, { required: ["file"] });
  const document = withBody({ content: { "multipart/form-data": { schema } } }, { schemas: { Text: TEXT } });
  expect(await renderTypes(normalize(document).document)).toContain(want);
});

test("an enum by reference stays open beside any string", async () => {
  const schema = object({ a: { anyOf: [{ $ref: "#/components/schemas/Fruit" }, TEXT] } });
  const document = withBody(json(schema), { schemas: { Fruit: FRUIT } });
  expect(await renderTypes(normalize(document).document)).toContain(
    'a?: components["schemas"]["Fruit"] | (string & {})',
  );
});

test("anything beside a string stays unknown where it can't be a file", () => {
  expect(count(withBody(json({ anyOf: [{}, TEXT] })), "multipart files")).toBe(0);
});

test("an operation without an id gets one from its method and path, always the same", () => {
  const document = withBody(json(FREE));
  const get = { responses: {} };
  document.paths["/x402/balance/{walletAddress}"] = { get };
  const [first, second] = [normalize(document), normalize(document)];
  expect(first).toEqual(second);
  expect(first.document.paths["/x402/balance/{walletAddress}"]).toEqual({
    get: { operationId: "getX402BalanceWalletAddress", responses: {} },
  });
});

test.each(["#/components/schemas/Case", "Case"])(
  "a discriminator that maps to %s leaves no literal",
  async (target) => {
    const kind = { propertyName: "kind", mapping: { a: target } };
    const document = withSchema({ ...object({ kind: { type: "integer" } }), discriminator: kind });
    expect(await typeOf(document)).toBe("{ kind?: number; }");
  },
);

test("the published document is left as it was, also where parts of it are shared", () => {
  const shared: JsonObject = { anyOf: [NUMBER, NULL] };
  const document = withSchema(object({ a: shared, b: shared }));
  const before = structuredClone(document);
  const { corrected } = normalize(document);
  expect(document).toEqual(before);
  expect(corrected).toContainEqual({ name: "null branches", count: 2 });
});

test("normalising twice corrects nothing more", () => {
  const first = normalize(withSchema({ anyOf: [FRUIT, TEXT, NULL] }));
  expect(normalize(first.document).document).toEqual(first.document);
});

test("each correction has a name of its own, and counts the places", () => {
  const document = withBody({ anyOf: [NUMBER, NULL] });
  document.paths["/a"] = { get: { responses: {} }, put: { responses: {} } };
  const { corrected } = normalize(document);
  expect(corrected.map(({ name }) => name)).toEqual([
    ...["extensions", "local definitions", "inner references", "references beside keywords"],
    ...[
      "references in examples",
      "boolean schemas",
      "nullable references",
      "null branches",
      "required bodies",
    ],
    ...["ignored headers", "multipart files", "operation ids", "discriminators", "one-way properties"],
    ...["files in JSON", "open enums"],
  ]);
  expect(count(document, "operation ids")).toBe(2);
});

test("a file that a form and JSON share is either in the types", async () => {
  const file = { type: "string", format: "binary" };
  const reference = { schema: { $ref: "#/components/schemas/File" } };
  const content = { "application/json": reference, "multipart/form-data": reference };
  const { document } = normalize(withBody({ content }, { schemas: { File: file } }));
  expect(await renderTypes(document)).toContain("File: Blob | string;");
});
