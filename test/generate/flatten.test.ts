import { expect, test } from "vitest";
import { flatten } from "../../scripts/generate/flatten.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const TEXT = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const LOOP = { title: "loop", allOf: [ref("Loop"), { maxLength: 1 }] };
const DOCUMENT = specWith({ components: { schemas: { Text: TEXT, Loop: LOOP } } });
const flat = (schema: JsonObject) => flatten(schema, DOCUMENT, new Map());

test.each<[what: string, schema: JsonObject, merged: JsonObject]>([
  [
    "references",
    { allOf: [ref("Text"), { minLength: 1 }], title: "a" },
    { title: "a", type: "string", minLength: 1 },
  ],
  ["nested allOf", { allOf: [{ allOf: [ref("Text")], minLength: 1 }] }, { type: "string", minLength: 1 }],
  ["a schema that is part of itself", ref("Loop"), ref("Loop")],
  ["itself", LOOP, { title: "loop", maxLength: 1 }],
  [
    "the schema's own keywords, then those of the last part",
    {
      allOf: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
      a: 3,
    },
    { a: 3, b: 2 },
  ],
  [
    "names that any requires, once",
    { allOf: [{ required: ["a", "b"] }, { required: ["b", "c"] }] },
    { required: ["b", "c", "a"] },
  ],
  ["no boolean", { allOf: [true, TEXT] }, TEXT],
  [
    "properties of each",
    { allOf: [{ properties: { a: TEXT } }, { properties: { b: TEXT } }] },
    { properties: { a: TEXT, b: TEXT } },
  ],
  [
    "both schemas of a property",
    { allOf: [{ properties: { a: TEXT } }], properties: { a: { minLength: 1 } } },
    { properties: { a: { allOf: [TEXT, { minLength: 1 }] } } },
  ],
  [
    "one that is the same, once",
    { allOf: [{ properties: { a: TEXT } }], properties: { a: TEXT } },
    { properties: { a: TEXT } },
  ],
  [
    "both schemas of items",
    { allOf: [{ items: TEXT }], items: { minLength: 1 } },
    { items: { allOf: [TEXT, { minLength: 1 }] } },
  ],
  ["items of one", { allOf: [{ items: TEXT }, { maxItems: 1 }] }, { items: TEXT, maxItems: 1 }],
  ["items of the schema itself", { allOf: [{ maxItems: 1 }], items: TEXT }, { items: TEXT, maxItems: 1 }],
  ["a boolean of items", { allOf: [{ items: TEXT }], items: false }, { items: false }],
])("allOf is merged into its schema: %s", (_what, schema, merged) => {
  expect(flat(schema)).toStrictEqual(merged);
});

test("a schema without allOf is returned as it is", () => {
  const schema = { type: "string" };
  expect(flat(schema)).toBe(schema);
  expect(flat({ allOf: {} })).toEqual({ allOf: {} });
});

test("a schema is merged once", () => {
  const known = new Map<JsonObject, JsonObject>();
  const schema = { allOf: [{ allOf: [TEXT] }] };
  const first = flatten(schema, DOCUMENT, known);
  expect(flatten(schema, DOCUMENT, known)).toBe(first);
  expect(known.size).toBe(2);
});
