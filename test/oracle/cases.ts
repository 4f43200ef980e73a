/** Schemas of each keyword, and values to try on them. */
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import type { Version } from "./judge.ts";
import { readPublished } from "./read-published.ts";

export const VALUES: Json[] = [
  ...[null, true, false, 0, 1, -1, 2, 5, 10, 0.5, 0.01, 19.99, 0.015, 1e10],
  ...[
    "",
    "a",
    "ab",
    "abc",
    "1",
    "null",
    "cat",
    "dog",
    "2024-01-02",
    "x-y.z",
    "https://a",
    "a\nb",
    "😀",
    "😀😀",
  ],
  ...[[], [1], ["a"], [1, "a"], [1, 1], [1, 2, 3], ["a", "b", 1], [[1]], [null]],
  ...[
    {},
    { a: 1 },
    { a: "x" },
    { a: null },
    { b: "x" },
    { a: "x", b: "y" },
    { a: 1, b: 2 },
    { a: "x", b: 2, c: true },
  ],
  ...[
    { old: 1 },
    { "x-a": 1 },
    { $defs: {} },
    { hasOwnProperty: 1 },
    { constructor: 1 },
    { kind: "cat" },
    { kind: "cat", a: "x" },
    { kind: "dog", b: "y" },
    { kind: 1 },
    { "": 1 },
    { $ref: "x" },
    { $ref: 1 },
    { a: "x", b: { a: "y" } },
    { a: "x", b: { a: 1 } },
  ],
];

const string = { type: "string" };
const number = { type: "number" };
export const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const COMPONENTS: JsonObject = {
  A: object({ a: string }, "a"),
  B: object({ b: string }, "b"),
  N: { type: "string", nullable: true },
  Cat: object({ kind: { type: "string", enum: ["cat"] }, a: string }, "kind"),
  Dog: object({ kind: { type: "string", enum: ["dog"] }, b: string }, "kind"),
  Untyped: { properties: { a: string }, required: ["a"] },
  Parts: { allOf: [object({ p: { anyOf: [number, { type: "string", maxLength: 1 }] } }), { maxLength: 2 }] },
  // With references inside, ajv makes a function of it instead of writing it where it is used.
  Tree: object({ a: string, b: { $ref: "#/components/schemas/Tree" } }, "a"),
  List: { anyOf: [string, { type: "array", items: { $ref: "#/components/schemas/List" } }] },
  Holder: object({ a: { $ref: "#/components/schemas/N" }, b: { $ref: "#/components/schemas/A" } }, "b"),
};
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const BOTH: Record<string, JsonObject> = {
  string,
  number,
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  nothing: {},
  "string lengths": { type: "string", minLength: 1, maxLength: 2 },
  "a pattern": { type: "string", pattern: "^[a-c]+$" },
  "a pattern with an escape that u refuses": { type: "string", pattern: "^\\d{4}\\-\\d{2}\\-\\d{2}$" },
  "a pattern with a class that u refuses": { type: "string", pattern: "^[\\w-.]+$" },
  "a pattern with an escaped colon": { type: "string", pattern: "^https\\:\\/\\/" },
  "number bounds": { type: "number", minimum: 1, maximum: 5 },
  "multiples of a cent": { type: "number", multipleOf: 0.01 },
  "multiples of five": { type: "integer", multipleOf: 5 },
  "an enum": { type: "string", enum: ["a", "b"] },
  "an enum of several types": { enum: ["a", 1, true, { a: 1 }, [1]] },
  "an enum with null": { type: "string", nullable: true, enum: ["a", null] },
  "an array": { type: "array", items: number },
  "array lengths": { type: "array", items: {}, minItems: 1, maxItems: 2 },
  "unique items": { type: "array", items: {}, uniqueItems: true },
  "an object": object({ a: string, b: number }, "a"),
  "a closed object": { ...object({ a: string }), additionalProperties: false },
  "a typed rest": { type: "object", additionalProperties: string },
  "a typed rest beside a property": { ...object({ b: number }), additionalProperties: string },
  "a required name that isn't among the properties": { ...object({ a: string }), required: ["a", "b"] },
  "property counts": { type: "object", minProperties: 1, maxProperties: 1 },
  "names that every object has": object({ hasOwnProperty: number, valueOf: string }),
  "names that lead to a prototype": object({ constructor: number, prototype: string }),
  "a required name that leads to a prototype": object({ constructor: number }, "constructor"),
  "names of getters that every object has": object({ __defineGetter__: number, __lookupSetter__: string }),
  "a name that is empty": object({ "": number }, ""),
  "a name as a reference has it": object({ $ref: string }),
  "an enum with a line break": { enum: ["a\nb", "b"] },
  "a required name that every object has": { type: "object", required: ["hasOwnProperty"] },
  allOf: { allOf: [ref("A"), ref("B")] },
  anyOf: { anyOf: [ref("A"), ref("B")] },
  oneOf: { oneOf: [ref("A"), ref("B")] },
  "oneOf of types": { oneOf: [string, number] },
  "anyOf of numbers and strings": {
    anyOf: [
      { type: "string", maxLength: 1 },
      { type: "number", minimum: 2 },
    ],
  },
  not: { not: string },
  "not of a reference": { not: ref("A") },
  "a reference": ref("A"),
  "a nullable reference": ref("N"),
  "a default": { type: "string", default: "a" },
  "a discriminator": { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
  "a discriminator with a mapping by name": {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: { propertyName: "kind", mapping: { cat: "Cat", dog: "Dog" } },
  },
  "a discriminator with a mapping by reference": {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: {
      propertyName: "kind",
      mapping: { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" },
    },
  },
  "anyOf with a schema that refers to itself": { anyOf: [number, ref("Tree")] },
  "oneOf with a schema that refers to itself": { oneOf: [number, ref("Tree"), ref("Holder")] },
  "not of a union with a schema that refers to itself": { not: { anyOf: [string, ref("Tree")] } },
  "a union in a union with a schema that refers on": {
    anyOf: [{ anyOf: [string, ref("Holder")] }, { type: "array", items: { anyOf: [string, ref("Tree")] } }],
  },
  "a list of itself": ref("List"),
  "a reference into allOf": { $ref: "#/components/schemas/Parts/allOf/1" },
  "a reference into a property of a union": {
    $ref: "#/components/schemas/Parts/allOf/0/properties/p/anyOf/1",
  },
  "a reference into items": { $ref: "#/components/schemas/List/anyOf/1/items" },
  "a property of null alone": object({ a: { enum: [null], nullable: true } }),
  "properties without a type": { properties: { a: string }, required: ["a"] },
  "a typed rest without a type": { additionalProperties: string },
  "properties without a type in allOf": { allOf: [{ properties: { a: string } }, { required: ["a"] }] },
  "properties without a type beside a type": {
    type: "object",
    allOf: [{ properties: { a: string }, required: ["a"] }],
  },
  "a list of properties without a type": {
    type: "array",
    items: { properties: { a: string }, required: ["a"] },
  },
  "a reference to properties without a type": object({ a: ref("Untyped") }),
  "a format of a file": { type: "string", format: "binary" },
};

const ONLY_30: Record<string, JsonObject> = {
  "a nullable string": { type: "string", nullable: true },
  "a nullable allOf": { type: "object", nullable: true, allOf: [ref("A")] },
  "a nullable anyOf": { nullable: true, anyOf: [string, number] },
  "exclusive bounds": {
    type: "number",
    minimum: 1,
    exclusiveMinimum: true,
    maximum: 5,
    exclusiveMaximum: false,
  },
};

const ONLY_31: Record<string, JsonObject> = {
  "several types": { type: ["string", "null"] },
  "several types beside a union": { type: ["object", "string"], oneOf: [string, object({ a: string }, "a")] },
  const: { const: "a" },
  "const of an object": { const: { a: 1 } },
  "exclusive bounds": { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 5 },
  prefixItems: { type: "array", prefixItems: [number, string] },
  "items after prefixItems": { type: "array", prefixItems: [number], items: string },
  "no items after prefixItems": { type: "array", prefixItems: [number], items: false },
  contains: { type: "array", contains: string },
  "contains with counts": { type: "array", contains: string, minContains: 2 },
  "false in allOf": { allOf: [string, false] },
  "true in allOf": { allOf: [string, true] },
  "booleans in anyOf": { anyOf: [string, false] },
  "booleans in oneOf": { oneOf: [string, true, false] },
  "booleans in prefixItems": { type: "array", prefixItems: [true, false] },
  "a reference to true": object({ a: ref("Anything"), b: ref("Nothing") }),
  "a property of the type null": object({ a: { type: "null" } }),
  "a property that can't be": object({ old: false }),
  "patterns of names": { type: "object", patternProperties: { "^x-": string } },
  "no names of a pattern": { type: "object", patternProperties: { "^x-": false } },
  propertyNames: { type: "object", propertyNames: { maxLength: 1 } },
  "if, then, else": { if: string, then: { maxLength: 1 }, else: number },
  dependentRequired: { type: "object", dependentRequired: { a: ["b"] } },
  dependentSchemas: { type: "object", dependentSchemas: { a: { required: ["b"] } } },
  "dependencies, which 2020-12 has split": {
    type: "object",
    dependencies: { a: ["b"], kind: { required: ["a"], properties: { b: number } } },
    dependentRequired: { a: ["b"] },
    dependentSchemas: { kind: { maxProperties: 2 } },
  },
  unevaluatedProperties: { allOf: [object({ a: string })], unevaluatedProperties: false },
  "patterns beside a union that evaluates properties": {
    patternProperties: { "^x-": true },
    anyOf: [{ ...object({ a: string }, "a"), unevaluatedProperties: true }, ref("Dog")],
    unevaluatedProperties: false,
  },
  "patterns beside dependentSchemas": {
    type: "object",
    patternProperties: { "^x-": true },
    dependentSchemas: { a: object({ a: string }) },
    unevaluatedProperties: false,
  },
  "$defs beside properties": { ...object({ a: string }), $defs: { X: string } },
  "an anchor that nothing refers to": { ...string, $anchor: "unused" },
  "a reference to an anchor": object({
    a: { $ref: "#text" },
    b: { type: "string", maxLength: 1, $anchor: "text" },
  }),
  "an address that nothing refers to": { ...object({ a: string }), $id: "https://a.example/unused" },
  "references by address": {
    ...object({
      a: { $ref: "leaf" },
      b: { ...string, $id: "leaf" },
      kind: { $ref: "#/properties/c" },
      c: number,
    }),
    $id: "https://a.example/root",
  },
  "a schema that refers to itself by its address": {
    ...object({ a: string, b: { $ref: "#" } }, "a"),
    $id: "https://a.example/self",
  },
  "limits beside a reference": { ...ref("A"), required: ["b"] },
};

export const CASES = [
  ...Object.entries({ ...BOTH, ...ONLY_30 }).map(([title, schema]) => ["3.0.0", title, schema] as const),
  ...Object.entries({ ...BOTH, ...ONLY_31 }).map(([title, schema]) => ["3.1.0", title, schema] as const),
].filter(([version, , schema]) => version === "3.0.0" || !JSON.stringify(schema).includes("nullable"));

/** The components in the words of that version. */
export function componentsOf(version: Version): JsonObject {
  if (version === "3.0.0") return COMPONENTS;
  return { ...COMPONENTS, N: { type: ["string", "null"] }, Anything: true, Nothing: false };
}

/** A document with an operation for each schema, as the gate lets it through: `POST /0` sends the first. */
export function documentOf(schemas: Json[], version: Version): SpecDocument {
  const content = (schema: Json) => ({ content: { "application/json": { schema } } });
  const operation = (schema: Json) => ({
    post: { requestBody: content(schema), responses: { "200": { description: "OK" } } },
  });
  return readPublished({
    openapi: version,
    info: { title: "T", version: "1.0.0" },
    paths: Object.fromEntries(schemas.map((schema, index) => [`/${index}`, operation(schema)])),
    components: { schemas: componentsOf(version) },
  });
}
