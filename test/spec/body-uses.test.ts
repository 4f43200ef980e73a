import { expect, test } from "vitest";
import { bodyUsesOf } from "../../scripts/spec/body-uses.ts";
import { objectOf, type Json, type JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const schema = (title: string) => ({ title });
const body = (title: string, mediaType = "application/json") => ({
  content: { [mediaType]: { schema: schema(title) } },
});

/** Each use as `direction mediaType title`. */
function usesOf(post: JsonObject, item: JsonObject = {}): string[] {
  const document = specWith({
    paths: { "/a": { ...item, post } },
    components: {
      requestBodies: { B: body("shared body") },
      responses: { R: { ...body("shared response"), headers: { H: { $ref: "#/components/headers/H" } } } },
      headers: { H: { schema: schema("shared header") } },
      parameters: { P: { in: "query", name: "p", schema: schema("shared parameter") } },
    },
  });
  return bodyUsesOf(document).map(
    ({ direction, mediaType, schema }) =>
      `${direction} ${mediaType} ${JSON.stringify(objectOf(schema)["title"])}`,
  );
}
const reference = (address: string) => ({ $ref: `#/components/${address}` });

test.each<[what: string, operation: JsonObject, uses: string[]]>([
  ["a request body", { requestBody: body("a") }, ['request application/json "a"']],
  [
    "each media type of a body",
    { requestBody: { content: { "a/b": { schema: schema("a") }, "c/d": { schema: schema("c") } } } },
    ['request a/b "a"', 'request c/d "c"'],
  ],
  [
    "each response",
    { responses: { "200": body("a"), default: body("b", "text/plain") } },
    ['response application/json "a"', 'response text/plain "b"'],
  ],
  [
    "the headers of a response",
    { responses: { "200": { headers: { A: { schema: schema("a") }, B: body("b", "x/y") } } } },
    ['response application/json "a"', 'response x/y "b"'],
  ],
  [
    "parameters",
    { parameters: [{ name: "a", schema: schema("a") }, { name: "b", ...body("b", "x/y") }, { name: "c" }] },
    ['request application/json "a"', 'request x/y "b"'],
  ],
  [
    "references",
    {
      parameters: [reference("parameters/P")],
      requestBody: reference("requestBodies/B"),
      responses: { "200": reference("responses/R") },
    },
    [
      'request application/json "shared parameter"',
      'request application/json "shared body"',
      'response application/json "shared response"',
      'response application/json "shared header"',
    ],
  ],
  ["nothing without a schema", { requestBody: { content: { "a/b": {} } }, responses: { "204": {} } }, []],
  ["nothing of an operation without bodies", {}, []],
])("the uses of schemas are those of %s", (_what, operation, uses) => {
  expect(usesOf(operation)).toEqual(uses);
});

test("the parameters of a path are used by each of its operations", () => {
  const item = { parameters: [{ in: "query", name: "a", schema: schema("a") }], get: {} };
  const use = 'request application/json "a"';
  expect(usesOf({}, item)).toEqual([use, use]);
});

test("a schema is the object of the document itself", () => {
  const own: Json = { type: "string" };
  const document = specWith({ paths: { "/a": { get: { parameters: [{ schema: own }] } } } });
  expect(bodyUsesOf(document)[0]?.schema).toBe(own);
});
