import { expect, test } from "vitest";
import { jsonContentOf, parameterFormatsOf, relaxIgnoredHeaders } from "../../scripts/generate/parameters.ts";
import type { ParameterFormat } from "../../scripts/generate/serialize-parameters.ts";
import { operationsOf, type Json, type JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const text = { type: "string" };
const list = { type: "array" };
const object = { type: "object" };
const json = { content: { "application/json": { schema: text } } };

const documentOf = (...parameters: JsonObject[]) =>
  specWith({ openapi: "3.1.0", paths: { "/a/{b}": { get: { parameters } }, "/c": { get: {} } } });

/** The formats of `GET /a/{b}`. */
function formatsOf(...parameters: JsonObject[]): ParameterFormat[] {
  const document = documentOf(...parameters);
  return parameterFormatsOf(document, operationsOf(document)[0]!);
}
const parameter = (place: string, schema: Json, rest: JsonObject = {}) => ({
  in: place,
  name: "p",
  schema,
  ...rest,
});

test.each<[what: string, parameter: JsonObject]>([
  ["text in a query", parameter("query", text)],
  ["text in a query that isn't exploded", parameter("query", text, { explode: false })],
  ["a list in a query", parameter("query", list)],
  ["a query name of plain characters", parameter("query", text, { name: "aZ0_.~!$:@[]-" })],
  ["text in a path", parameter("path", text)],
  ["a list in a path", parameter("path", list)],
  ["a list in an exploded path", parameter("path", list, { explode: true })],
  ["text in a header", parameter("header", text)],
  ["a list in a header", parameter("header", list)],
])("openapi-fetch itself writes %s as the spec says", (_what, given) => {
  expect(formatsOf(given)).toEqual([]);
});

test.each<[what: string, parameter: JsonObject, format: JsonObject]>([
  ["an object in a query", parameter("query", object), { in: "query", style: "form", explode: true }],
  ["an object in a path", parameter("path", object), { in: "path", style: "simple", explode: false }],
  ["an object in a header", parameter("header", object), { in: "header", style: "simple", explode: false }],
  ["anything in a query", parameter("query", {}), { in: "query", style: "form", explode: true }],
  [
    "a list that isn't exploded",
    parameter("query", list, { explode: false }),
    { in: "query", style: "form", explode: false },
  ],
  [
    "a list with a style",
    parameter("query", list, { style: "pipeDelimited" }),
    { in: "query", style: "pipeDelimited", explode: false },
  ],
  [
    "a style of a path",
    parameter("path", text, { style: "label" }),
    { in: "path", style: "label", explode: false },
  ],
  [
    "a path name with a style in it",
    parameter("path", text, { name: ".p" }),
    { in: "path", name: ".p", style: "simple", explode: false },
  ],
  [
    "a query name to be encoded",
    parameter("query", text, { name: "a&b" }),
    { in: "query", name: "a&b", style: "form", explode: true },
  ],
  [
    "a query name with a sign at its end",
    parameter("query", text, { name: "a " }),
    { in: "query", name: "a ", style: "form", explode: true },
  ],
  [
    "a query name with a sign at its beginning",
    parameter("query", text, { name: " a" }),
    { in: "query", name: " a", style: "form", explode: true },
  ],
  ["text in a cookie", parameter("cookie", text), { in: "cookie", style: "cookie", explode: true }],
  [
    "a list in a cookie",
    parameter("cookie", list, { explode: false }),
    { in: "cookie", style: "cookie", explode: false },
  ],
  [
    "text that isn't JSON",
    { in: "query", name: "p", content: { "text/plain": { schema: text } } },
    { in: "query", style: "form", explode: true },
  ],
  [
    "JSON in a query",
    { in: "query", name: "p", ...json },
    { in: "query", style: "form", explode: true, isJson: true },
  ],
  [
    "JSON in a path",
    { in: "path", name: "p", ...json, style: "label", explode: true },
    { in: "path", style: "simple", explode: false, isJson: true },
  ],
])("%s is written by its format", (_what, given, format) => {
  expect(formatsOf(given)).toEqual([{ name: "p", ...format }]);
});

test("the formats are those of the parameters that need one, in their order", () => {
  const first = parameter("header", object, { name: "a" });
  const last = parameter("cookie", text, { name: "b" });
  expect(formatsOf(first, parameter("query", text), last).map(({ name }) => name)).toEqual(["a", "b"]);
});

test.each<[parameter: JsonObject, schema: Json | undefined]>([
  [json, text],
  [{ content: { "text/json; a=b": { schema: true } } }, true],
  [{ content: { "application/json": {} } }, {}],
  [{ content: { "text/plain": { schema: text } } }, undefined],
  [{ ...json, schema: text }, undefined],
  [{ content: {} }, undefined],
  [{}, undefined],
])("the JSON schema of the parameter %j is %j", (given, schema) => {
  expect(jsonContentOf(given)).toEqual(schema);
});

test.each<[what: string, parameter: JsonObject, isRelaxed: boolean]>([
  ...["Accept", "authorization", "CONTENT-TYPE"].map((name): [string, JsonObject, boolean] => [
    name,
    { in: "header", name, required: true },
    true,
  ]),
  ["another header", { in: "header", name: "X-Accept", required: true }, false],
  ["a longer name", { in: "header", name: "Accept-Language", required: true }, false],
  ["a query parameter", { in: "query", name: "Accept", required: true }, false],
  ["an optional header", { in: "header", name: "Accept", required: false }, false],
  ["a header without a name", { in: "header", name: 1, required: true }, false],
])("a required header that a request has anyway may be left out: %s", (_what, given, isRelaxed) => {
  const { required, ...rest } = given;
  const document = documentOf({ ...given });
  expect(relaxIgnoredHeaders(document)).toBe(isRelaxed ? 1 : 0);
  expect(document).toStrictEqual(documentOf(isRelaxed ? rest : { ...rest, required: required! }));
});

test("only a parameter is a header that a request has anyway", () => {
  const scheme = { type: "apiKey", in: "header", name: "Authorization", required: true };
  const document = specWith({ components: { securitySchemes: { A: scheme } } });
  expect(relaxIgnoredHeaders(document)).toBe(0);
  expect(document["components"]).toEqual({ securitySchemes: { A: scheme } });
});
