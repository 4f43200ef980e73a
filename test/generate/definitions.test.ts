import { expect, test } from "vitest";
import { copyInnerSchemas, moveDefinitions } from "../../scripts/generate/definitions.ts";
import { objectOf, type Json, type JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const ref = (address: string) => ({ $ref: address });
const component = (name: string) => ref(`#/components/schemas/${name}`);

function changed(change: typeof moveDefinitions, schemas: JsonObject, rest: JsonObject = {}) {
  const components = { ...objectOf(rest["components"]), schemas };
  const document = specWith(structuredClone({ ...rest, components }));
  const count = change(document);
  return { count, document, schemas: objectOf(objectOf(document["components"])["schemas"]) };
}

test.each(["$defs", "definitions"])("the %s of a schema become components", (keyword) => {
  const { count, schemas } = changed(moveDefinitions, {
    A: { [keyword]: { X: TEXT, Y: NUMBER }, properties: { x: ref(`#/components/schemas/A/${keyword}/X`) } },
    B: ref(`#/components/schemas/A/${keyword}/Y`),
  });
  expect(count).toBe(2);
  expect(schemas).toEqual({
    A: { properties: { x: component("A_X") } },
    B: component("A_Y"),
    A_X: TEXT,
    A_Y: NUMBER,
  });
});

test("a definition inside another moves on its own, and references into either follow", () => {
  const at = "#/components/schemas/A/$defs/X";
  const { count, schemas } = changed(moveDefinitions, {
    A: { $defs: { X: { $defs: { Y: { items: TEXT } }, not: TEXT } } },
    B: { allOf: [ref(`${at}/$defs/Y`), ref(`${at}/$defs/Y/items`), ref(`${at}/not`), ref(`${at}s`)] },
  });
  expect(count).toBe(2);
  expect(schemas).toEqual({
    A: {},
    B: {
      allOf: [
        component("X_Y"),
        ref("#/components/schemas/X_Y/items"),
        ref("#/components/schemas/A_X/not"),
        ref(`${at}s`),
      ],
    },
    X_Y: { items: TEXT },
    A_X: { not: TEXT },
  });
});

test("a definition takes no name that a component has, and a name's characters are made fit", () => {
  const { schemas } = changed(moveDefinitions, { A: { $defs: { X: TEXT, "a/b": NUMBER } }, A_X: NUMBER });
  expect(schemas).toEqual({ A: {}, A_X: NUMBER, A_X_: TEXT, A_a_b: NUMBER });
});

test("a reference is followed however it is written", () => {
  const { schemas } = changed(moveDefinitions, {
    A: { $defs: { "a/b": TEXT }, items: ref("#/components/schemas/%41/$defs/a~1b") },
  });
  expect(schemas["A"]).toEqual({ items: component("A_a_b") });
});

test("only a schema has definitions", () => {
  const parameter = { in: "query", name: "a", schema: TEXT, $defs: { X: TEXT } };
  const rest = { components: { parameters: { P: parameter } } };
  const { count, document } = changed(moveDefinitions, { A: TEXT }, rest);
  expect(count).toBe(0);
  expect(document["components"]).toEqual({
    parameters: { P: parameter },
    schemas: { A: TEXT },
  });
});

test("a document without components gets some if a definition needs them", () => {
  const document = specWith({
    paths: { "/a": { get: { parameters: [{ in: "query", name: "a", schema: { $defs: { X: TEXT } } }] } } },
  });
  expect(moveDefinitions(document)).toBe(1);
  expect(document["components"]).toEqual({ schemas: { schema_X: TEXT } });
});

test.each<[what: string, schemas: JsonObject, copied: JsonObject, refersTo: Json]>([
  [
    "a property",
    { A: { properties: { p: TEXT } }, B: ref("#/components/schemas/A/properties/p") },
    { properties_p: TEXT },
    component("properties_p"),
  ],
  [
    "a schema of a list",
    { A: { allOf: [NUMBER, TEXT] }, B: { items: ref("#/components/schemas/A/allOf/1") } },
    { allOf_1: TEXT },
    { items: component("allOf_1") },
  ],
  [
    "one that two refer to, once",
    {
      A: { not: TEXT },
      B: { allOf: [ref("#/components/schemas/A/not"), ref("#/components/schemas/%41/not")] },
    },
    { A_not: TEXT },
    { allOf: [component("A_not"), component("A_not")] },
  ],
  [
    "a boolean",
    { A: { items: true }, B: ref("#/components/schemas/A/items") },
    { A_items: true },
    component("A_items"),
  ],
])(
  "a schema inside another that is referred to is copied to a component: %s",
  (_what, schemas, copied, refersTo) => {
    const result = changed(copyInnerSchemas, schemas);
    expect(result.count).toBe(1);
    expect(result.schemas).toEqual({ ...schemas, B: refersTo, ...copied });
  },
);

test("a copy is no longer the schema that it was made of", () => {
  const { schemas } = changed(copyInnerSchemas, {
    A: { properties: { p: { items: TEXT } } },
    B: ref("#/components/schemas/A/properties/p"),
  });
  expect(schemas["properties_p"]).not.toBe(objectOf(objectOf(schemas["A"])["properties"])["p"]);
});

test("a schema anywhere else in the document is copied, too", () => {
  const parameters = [
    { in: "query", name: "a", schema: TEXT },
    { in: "query", name: "b", schema: ref("#/paths/~1a/get/parameters/0/schema") },
  ];
  const { count, document, schemas } = changed(
    copyInnerSchemas,
    {},
    { paths: { "/a": { get: { parameters } } } },
  );
  expect(count).toBe(1);
  expect(schemas).toEqual({ "0_schema": TEXT });
  expect(document.paths["/a"]?.["get"]).toEqual({
    parameters: [parameters[0], { in: "query", name: "b", schema: component("0_schema") }],
  });
});

test("a schema elsewhere whose address is as long as a component's is copied", () => {
  const document = specWith({
    paths: {},
    definitions: { a: { b: TEXT } },
    components: { schemas: { A: ref("#/definitions/a/b") } },
  });
  expect(copyInnerSchemas(document)).toBe(1);
  expect(document["components"]).toEqual({ schemas: { A: component("a_b"), a_b: TEXT } });
});

test("what only looks like a reference stays as it is", () => {
  const data = { default: null, example: { $ref: "a" }, enum: [null, { $ref: 1 }] };
  const { schemas } = changed(moveDefinitions, { A: { ...data, $defs: { X: TEXT } } });
  expect(schemas["A"]).toEqual(data);
});

test("a reference to a component is left as it is, and so is one of what is no schema", () => {
  const schemas = {
    A: TEXT,
    B: component("A"),
    "a/b": TEXT,
    C: component("a~1b"),
    D: { properties: { $ref: TEXT } },
  };
  const rest = {
    paths: { "/a": { get: { parameters: [ref("#/components/parameters/P")] } } },
    components: { parameters: { P: { in: "query", name: "a", schema: TEXT } } },
  };
  const before = structuredClone({ ...rest.components, schemas });
  const { count, document } = changed(copyInnerSchemas, schemas, rest);
  expect(count).toBe(0);
  expect(document["components"]).toEqual(before);
});
