import { format } from "prettier";
import { expect, test } from "vitest";
import { normalize } from "../../scripts/lib/normalize.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/lib/openapi.ts";
import { renderTypes } from "../../scripts/lib/render-types.ts";

function documentWith(operation: JsonObject, schemas: JsonObject = {}, openapi = "3.0.0"): SpecDocument {
  return {
    openapi,
    info: { version: "20260101.000000", title: "Tiny" },
    paths: { "/things/{id}": { post: { responses: { 200: { description: "OK" } }, ...operation } } },
    components: { schemas },
  };
}

/** What the generator makes of a document, on one line. */
async function typesOf(document: SpecDocument): Promise<string> {
  const text = await format(await renderTypes(normalize(document).document), { parser: "typescript" });
  return text.replace(/\/\*\*.*?\*\//gs, "").replace(/\s+/g, " ");
}

const body = (schema: Json, media = "application/json", more: JsonObject = {}): JsonObject => ({
  operationId: "makeThing",
  requestBody: { ...more, content: { [media]: { schema } } },
});
const NULL_BRANCH = { nullable: true, title: "null" };

test.each<[string, JsonObject, string]>([
  [
    "a branch that only says null becomes null, not unknown",
    { anyOf: [{ type: "number" }, NULL_BRANCH, NULL_BRANCH] },
    "Thing: number | null;",
  ],
  [
    "a union keeps its other branches beside null",
    { anyOf: [{ type: "number" }, { type: "string" }, NULL_BRANCH] },
    "Thing: (number | string) | null;",
  ],
  [
    "an object without properties may hold anything",
    { type: "object", properties: {} },
    "Thing: Record<string, unknown>;",
  ],
  [
    "a default makes no property required",
    { type: "object", properties: { size: { type: "number", default: 1 } } },
    "Thing: { size?: number; };",
  ],
  ["a binary string is a Blob", { type: "string", format: "binary" }, "Thing: Blob;"],
  [
    "a nullable binary string is a Blob or null",
    { type: "string", format: "binary", nullable: true },
    "Thing: Blob | null;",
  ],
  [
    "an enum beside any string keeps its literals",
    { anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "string" }] },
    'Thing: ("a" | "b") | (string & {});',
  ],
  ["an enum alone stays closed", { type: "string", enum: ["a", "b"] }, 'Thing: "a" | "b";'],
])("%s", async (_title, schema, want) => {
  expect(await typesOf(documentWith({ operationId: "makeThing" }, { Thing: schema }))).toContain(want);
});

test("the null branch of OpenAPI 3.1 is null as it stands", async () => {
  const schema = { anyOf: [{ type: "number" }, { type: "null" }] };
  const types = await typesOf(documentWith({ operationId: "makeThing" }, { Thing: schema }, "3.1.0"));
  expect(types).toContain("Thing: number | null;");
});

const REQUIRED = { type: "object", required: ["name"], properties: { name: { type: "string" } } };

test.each<[string, JsonObject, "requestBody:" | "requestBody?:"]>([
  ["a body with a required property is required", body(REQUIRED), "requestBody:"],
  ["… through allOf as well", body({ allOf: [REQUIRED] }), "requestBody:"],
  ["… where every branch of a union has one", body({ anyOf: [REQUIRED, REQUIRED] }), "requestBody:"],
  ["… but not where one branch has none", body({ anyOf: [REQUIRED, { type: "object" }] }), "requestBody?:"],
  ["a body without required properties is optional", body({ type: "object" }), "requestBody?:"],
  [
    "an explicit `required: false` stays",
    body(REQUIRED, "application/json", { required: false }),
    "requestBody?:",
  ],
])("%s", async (_title, operation, want) => {
  const types = await typesOf(documentWith(operation));
  expect(types.slice(types.indexOf("makeThing: {"))).toContain(` ${want} { content:`);
});

test.each<[string, string, string]>([
  ["`{}` beside a string in a multipart body is a file", "multipart/form-data", "file?: Blob | string;"],
  ["`{}` beside a string elsewhere stays anything", "application/json", "file?: unknown | string;"],
])("%s", async (_title, media, want) => {
  const file = { type: "object", properties: { file: { anyOf: [{}, { type: "string" }] } } };
  expect(await typesOf(documentWith(body(file, media)))).toContain(want);
});

test("an operation without an id is listed under one made from its method and path", async () => {
  expect(await typesOf(documentWith({}))).toContain("export interface operations { postThingsId: {");
});

test.each<[string, JsonObject, boolean]>([
  ["without a mapping writes no literal into the schemas it names", {}, false],
  ["with a mapping writes its literals", { mapping: { cat: "#/components/schemas/Cat" } }, true],
])("a discriminator %s", async (_title, mapping, hasLiteral) => {
  const union = {
    oneOf: [{ $ref: "#/components/schemas/Cat" }],
    discriminator: { propertyName: "kind", ...mapping },
  };
  const types = await typesOf(
    documentWith(
      { operationId: "makeThing" },
      { Cat: { type: "object", properties: { kind: { type: "string" } } }, Thing: union },
    ),
  );
  expect(/kind: "(cat|Cat)"/.test(types)).toBe(hasLiteral);
});

test("each correction counts its places, and 0 where nothing is left to correct", () => {
  const counts = (document: SpecDocument) =>
    Object.fromEntries(normalize(document).corrected.map(({ name, count }) => [name, count]));
  const none = counts(documentWith({ operationId: "makeThing" }));
  expect(none).toEqual({
    "bare discriminators": 0,
    "multipart files": 0,
    "null branches": 0,
    "open enums": 0,
    "operation ids": 0,
    "required bodies": 0,
  });
  const two = {
    a: { anyOf: [{ type: "number" }, NULL_BRANCH] },
    b: { oneOf: [{ type: "number" }, NULL_BRANCH] },
  };
  const some = counts(documentWith({ ...body(REQUIRED), operationId: "makeThing" }, two));
  expect(some).toEqual({ ...none, "null branches": 2, "required bodies": 1 });
});

test("a property that is called like a keyword is a property", () => {
  const schema = {
    type: "object",
    properties: { enum: { anyOf: [{ type: "number" }, NULL_BRANCH] }, example: {} },
  };
  const { document } = normalize(documentWith({}, { Thing: schema }));
  const { components } = document;
  expect(JSON.stringify(components)).toContain('"enum":{"type":"number","nullable":true}');
});

test("an example that looks like a schema stays as it is", () => {
  const example = { anyOf: [{ type: "number" }, NULL_BRANCH] };
  const { document, corrected } = normalize(
    documentWith({ operationId: "makeThing" }, { Thing: { example } }),
  );
  expect(document["components"]).toEqual({ schemas: { Thing: { example } } });
  expect(corrected.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("the published document is not changed by normalising a copy of it", () => {
  const published = documentWith(body(REQUIRED), { Thing: { anyOf: [{ type: "number" }, NULL_BRANCH] } });
  const text = JSON.stringify(published);
  normalize(published);
  expect(JSON.stringify(published)).toBe(text);
});
