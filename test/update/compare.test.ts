import { afterEach, beforeEach, expect, test } from "vitest";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { compareRevisions, keepAlike, renderSortedValidators } from "../../scripts/update/compare.ts";
import { facadeSpec } from "../support/spec.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "compare-"));
  mkdirSync(join(root, "generated"));
});
afterEach(() => rmSync(root, { recursive: true }));

const TEXT = { type: "string" };
const object = (properties: JsonObject, rest: JsonObject = {}) => ({ type: "object", properties, ...rest });
const typesOf = (document: SpecDocument) => renderTypes(normalize(document).document);

async function compare(before: SpecDocument, after: SpecDocument) {
  writeFileSync(join(root, "generated/venice.d.ts"), await typesOf(before));
  const files = { "generated/venice.d.ts": await typesOf(after) };
  const normalized = normalize(after).document;
  const { impact, operations } = compareRevisions(root, before, after, { files, normalized });
  return { impact, changes: operations.flatMap(({ changes }) => changes) };
}
const withRequest = (schema: JsonObject) => facadeSpec(object({ a: schema }));

test("a tree without the snapshot's types is refused", () => {
  const document = withRequest(TEXT);
  expect(() => compareRevisions(root, document, document, { files: {}, normalized: document })).toThrow(
    new Refusal("generated/venice.d.ts is missing: run npm run generate, then this again"),
  );
});

test("the same document has no impact", async () => {
  expect(await compare(withRequest(TEXT), withRequest(TEXT))).toEqual({ impact: "none", changes: [] });
});

test("what only the types show is found", async () => {
  const { impact } = await compare(withRequest(TEXT), withRequest({ type: "number" }));
  expect(impact).toBe("major");
});

test("what only the validators show is found, and another way of writing the same is not", async () => {
  const narrowed = await compare(withRequest(TEXT), withRequest({ allOf: [TEXT, { pattern: "^a" }] }));
  expect(narrowed.impact).toBe("major");
  const { impact } = await compare(
    withRequest({ ...TEXT, maxLength: 8 }),
    withRequest({ allOf: [{ ...TEXT, maxLength: 8 }] }),
  );
  expect(["none", "patch"]).toContain(impact);
});

const validatorsOf = (document: SpecDocument) => renderSortedValidators(normalize(document).document);

test.each<[what: string, before: Json, after: Json]>([
  ["properties", object({ a: TEXT, b: { type: "number" } }), object({ b: { type: "number" }, a: TEXT })],
  [
    "required names",
    object({ a: TEXT, b: TEXT }, { required: ["a", "b"] }),
    object({ a: TEXT, b: TEXT }, { required: ["b", "a"] }),
  ],
  ["listed values", { enum: ["a", 1, null] }, { enum: [null, 1, "a"] }],
  ...["allOf", "anyOf", "oneOf"].map((keyword): [string, Json, Json] => [
    keyword,
    { [keyword]: [{ maxLength: 1 }, { minimum: 1 }, { title: "c", maxItems: 1 }] },
    { [keyword]: [{ maxItems: 1, title: "c" }, { maxLength: 1 }, { minimum: 1 }] },
  ]),
])("another order of %s is no other validator", (_what, before, after) => {
  expect(validatorsOf(facadeSpec(before, after))).toEqual(validatorsOf(facadeSpec(after, before)));
});

test("another order of types is no other validator", () => {
  const [one, other] = [
    ["string", "null"],
    ["null", "string"],
  ].map((type) => validatorsOf({ ...facadeSpec({ type }), openapi: "3.1.0" }));
  expect(one).toEqual(other);
});

test("another order of a tuple is another validator", () => {
  const [one, other] = [
    [TEXT, { type: "number" }],
    [{ type: "number" }, TEXT],
  ].map((prefixItems) => validatorsOf({ ...facadeSpec({ prefixItems }), openapi: "3.1.0" }));
  expect(one).not.toEqual(other);
});

test("each side of an operation is kept on its own", () => {
  const documentOf = (request: JsonObject, response: JsonObject) =>
    normalize(facadeSpec(object({ a: request }), object({ a: response }))).document;
  const alike = { ...TEXT, minLength: 0 };
  const longer = { ...TEXT, maxLength: 9 };
  const before = documentOf(TEXT, TEXT);
  const from = renderSortedValidators(before)["createApiKey"]!;
  for (const [request, response] of [
    [alike, longer],
    [longer, alike],
    [alike, alike],
    [longer, longer],
  ] as const) {
    const after = documentOf(request, response);
    const to = renderSortedValidators(after)["createApiKey"]!;
    expect(keepAlike({ createApiKey: from }, { createApiKey: to }, before, after)).toEqual({
      createApiKey: {
        request: request === alike ? from.request : to.request,
        response: response === alike ? from.response : to.response,
      },
    });
  }
});

test("an operation that is new has its own validators", () => {
  const document = normalize(facadeSpec(TEXT, TEXT)).document;
  const revised = renderSortedValidators(document);
  expect(keepAlike({}, revised, document, document)).toEqual(revised);
});
