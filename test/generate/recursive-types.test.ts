import { expect, test } from "vitest";
import { nameRecursiveTypes } from "../../scripts/generate/recursive-types.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import ts from "../../scripts/spec/typescript.js";
import { specWith } from "../support/spec.ts";

/** The declarations after the change, each on a line. */
function named(schemas: JsonObject, types: { [name: string]: string }, around = "%"): string[] {
  const members = Object.entries(types).map(([name, type]) => `${JSON.stringify(name)}: ${type};`);
  const components = `export interface components { schemas: { ${members.join(" ")} }; responses: never; }`;
  const source = ts.createSourceFile("a.ts", around.replace("%", components), ts.ScriptTarget.ES2022, true);
  const nodes = nameRecursiveTypes([...source.statements], specWith({ components: { schemas } }));
  const printer = ts.createPrinter();
  return nodes.map((node) =>
    printer.printNode(ts.EmitHint.Unspecified, node, source).replaceAll(/\s+/g, " "),
  );
}
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const type = (name: string) => `components["schemas"]["${name}"]`;

test("a list of itself becomes an alias, which itself and others refer to", () => {
  const schemas = {
    List: { anyOf: [{ type: "string" }, { type: "array", items: ref("List") }] },
    Other: { properties: { a: ref("List") } },
  };
  const types = { List: `string | ${type("List")}[]`, Other: `{ a?: ${type("List")}; }` };
  expect(named(schemas, types)).toEqual([
    'export interface components { schemas: { "List": Recursive_List; "Other": { a?: components["schemas"]["List"]; }; }; responses: never; }',
    "type Recursive_List = string | Recursive_List[];",
  ]);
});

test("two lists of each other become two aliases", () => {
  const schemas = { A: { items: ref("B") }, B: { items: ref("A") } };
  const types = { A: `${type("B")}[]`, B: `${type("A")}[]` };
  expect(named(schemas, types).slice(1)).toEqual([
    "type Recursive_A = Recursive_B[];",
    "type Recursive_B = Recursive_A[];",
  ]);
});

test.each<[what: string, schema: JsonObject]>([
  ["properties", { properties: { a: ref("A") } }],
  ["additionalProperties", { additionalProperties: ref("A") }],
  ["patternProperties", { patternProperties: { a: ref("A") } }],
  ["nothing of it", { items: ref("B") }],
  ["what is no reference", { items: { $ref: "A" } }],
])("a schema with itself in %s stays as it is", (_what, schema) => {
  expect(named({ A: schema, B: {} }, { A: `{ a: ${type("A")} }` })).toHaveLength(1);
});

test.each<[what: string, schema: JsonObject]>([
  ["allOf", { allOf: [ref("A")] }],
  ["a reference", ref("A")],
  ["another component", { not: ref("B") }],
  ["a part of a part", { anyOf: [{ items: { prefixItems: [{}, ref("A")] } }, true] }],
])("a schema with itself in %s becomes an alias", (_what, schema) => {
  expect(named({ A: schema, B: ref("C"), C: { items: ref("A") } }, { A: type("A") })).toEqual([
    'export interface components { schemas: { "A": Recursive_A; }; responses: never; }',
    "type Recursive_A = Recursive_A;",
  ]);
});

test("names that are alike as aliases get one each, and may have any characters", () => {
  const schemas = { "a-b": { items: ref("a-b") }, "a.b": { items: ref("a.b") }, a_b: { items: ref("a_b") } };
  const types = Object.fromEntries(Object.keys(schemas).map((name) => [name, `${type(name)}[]`]));
  expect(named(schemas, types).slice(1)).toEqual([
    "type Recursive_a_b = Recursive_a_b[];",
    "type Recursive_a_b_ = Recursive_a_b_[];",
    "type Recursive_a_b__ = Recursive_a_b__[];",
  ]);
});

test("a name is found by the pointer that leads to it", () => {
  const schemas = { "a/b": { items: { $ref: "#/components/schemas/a~1b" } } };
  expect(named(schemas, { "a/b": `${type("a/b")}[]` }).slice(1)).toEqual([
    "type Recursive_a_b = Recursive_a_b[];",
  ]);
});

test("types that only look like a component's stay", () => {
  const others = `components["responses"]["List"] | components["schemas"] | a["List"] | b["schemas"][number] | ${type("List")}`;
  expect(named({ List: { items: ref("List") } }, { List: others })[1]).toBe(
    'type Recursive_List = components["responses"]["List"] | components["schemas"] | a["List"] | b["schemas"][number] | Recursive_List;',
  );
});

test("a document whose types have no components stays as it is", () => {
  const schemas = { List: { items: ref("List") } };
  for (const text of [
    "export interface paths { schemas: { List: string } }",
    "export interface components { schemas: never; }",
    "export interface components { responses: { List: string } }",
    "export type components = { schemas: { List: string } };",
    "export interface components { schemas: { List; } }",
  ])
    expect(named(schemas, {}, text), text).toHaveLength(1);
});

test("a type is replaced in its own declaration, so that its comments stay", () => {
  const text = "export interface components { schemas: { List: string[]; }; }";
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true);
  const schemas = { List: { items: ref("List") } };
  const [declaration] = nameRecursiveTypes([...source.statements], specWith({ components: { schemas } }));
  expect(declaration).toBe(source.statements[0]);
});
