import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { reachableFrom, sameValueParts, subschemasOf } from "../../scripts/spec/subschemas.ts";
import { specWith } from "../support/spec.ts";

const part = (title: string) => ({ title });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const LOOP = { title: "loop", items: ref("Loop") };
const DOCUMENT = specWith({
  components: {
    schemas: {
      Loop: LOOP,
      Alias: ref("Text"),
      Text: part("text"),
      Union: { title: "union", allOf: [ref("Text")], properties: { p: part("property") } },
    },
  },
});
const titles = (schemas: Iterable<JsonObject>) => [...schemas].map(({ title = "" }) => title);

test("the subschemas are those of each keyword, in order", () => {
  const schema = { items: part("a"), title: "x", allOf: [part("b"), true], properties: { c: part("c") } };
  expect(subschemasOf({ ...schema, discriminator: {}, maxLength: 1, default: {} })).toEqual([
    { keyword: "items", subschema: part("a") },
    { keyword: "allOf", subschema: part("b") },
    { keyword: "allOf", subschema: true },
    { keyword: "properties", subschema: part("c") },
  ]);
  expect(subschemasOf({ properties: null })).toEqual([]);
});

test.each<[what: string, roots: Json[], reached: string[]]>([
  ["the schemas themselves", [part("a"), part("b")], ["b", "a"]],
  ["all below them", [{ title: "a", items: { title: "b", not: part("c") } }], ["a", "b", "c"]],
  ["the targets of references, once", [ref("Alias"), ref("Text")], ["text"]],
  ["a schema that contains itself", [ref("Loop")], ["loop"]],
  ["no boolean, and what comes after it", [part("a"), true, part("b")], ["b", "a"]],
  ["nothing", [], []],
])("reachable are %s", (_what, roots, reached) => {
  expect(titles(reachableFrom(DOCUMENT, roots))).toEqual(reached);
});

test("the schemas that apply to the same value are the schema and its branches, whatever is between", () => {
  const schema = {
    title: "a",
    allOf: [{ title: "b", oneOf: [part("c"), ref("Union")] }],
    anyOf: [part("d"), true],
    not: part("e"),
    properties: { f: part("f") },
  };
  expect(titles(sameValueParts(DOCUMENT, schema))).toEqual(["a", "b", "d", "", "c", "union", "text"]);
  expect(titles(sameValueParts(DOCUMENT, schema, ["allOf"]))).toEqual(["a", "b"]);
  expect(titles(sameValueParts(DOCUMENT, ref("Loop")))).toEqual(["loop"]);
  expect([...sameValueParts(DOCUMENT, true)]).toEqual([{}]);
});
