import { Oas3Types, Oas3_1Types } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import type { Json } from "../../scripts/spec/openapi.ts";
import { pointer } from "../../scripts/spec/pointer.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { isLeaf, schemaShapeOf, walk, type Kind } from "../../scripts/spec/walk.ts";

const visitsOf = (value: Json, kind: Kind) =>
  [...walk(value, kind)].map((visit) => `${visit.kind} ${visit.at}`);

/** The type of Redocly's parser for each kind. */
const REDOCLY: { [kind in Kind]: string } = {
  document: "Root",
  components: "Components",
  pathItem: "PathItem",
  operation: "Operation",
  responses: "Responses",
  callback: "Callback",
  parameter: "Parameter",
  requestBody: "RequestBody",
  response: "Response",
  header: "Header",
  mediaType: "MediaType",
  encoding: "Encoding",
  schema: "Schema",
  discriminator: "Discriminator",
  securityScheme: "SecurityScheme",
};
const KINDS = Object.keys(REDOCLY) as Kind[];

/** Redocly's type of a node, as far as it is used: fields, their name, or a function of a value and its key. */
type NodeType = string | NodeFields | ((value: Json, key: string) => NodeType) | null | undefined;
interface NodeFields {
  properties?: { [field: string]: NodeType };
  items?: NodeType;
  additionalProperties?: NodeType;
}
type NodeTypes = { [name: string]: NodeFields };

/** A name that is right in one map or another: of a path, of a status, of anything else. */
const NAMES = ["/a", "200", "a"];
/** Its names lead to schemas, but it holds none. */
const LEAVES = ["mapping"];

const evaluate = (type: NodeType, key = "") => (typeof type === "function" ? type({}, key) : type);

/** A value of a type with an object of a kind, and the kind and place of that. */
function exampleOf(type: NodeType, types: NodeTypes): { value: Json; kind: Kind; below: string } | undefined {
  const kindOf = (node: NodeType) => KINDS.find((kind) => REDOCLY[kind] === node);
  const evaluated = evaluate(type);
  const own = kindOf(evaluated);
  if (own) return { value: {}, kind: own, below: "" };
  const fields = typeof evaluated === "string" ? types[evaluated] : evaluated;
  if (!fields || typeof fields === "function") return undefined;
  const item = kindOf(evaluate(fields.items));
  if (item) return { value: [{}], kind: item, below: "/0" };
  for (const name of NAMES) {
    const child = kindOf(evaluate(fields.additionalProperties, name));
    if (child) return { value: { [name]: {} }, kind: child, below: pointer("", name) };
  }
  return undefined;
}

describe.each([
  ["3.0", Oas3Types],
  ["3.1", Oas3_1Types],
])("the walk through OpenAPI %s", (_version, redocly) => {
  // Its own type is of an internal module.
  const types = redocly as unknown as NodeTypes;

  test.each(KINDS)("visits those objects in a %s that Redocly's parser knows", (kind) => {
    const { properties = {} } = types[REDOCLY[kind]]!;
    const fields = Object.entries(properties).filter(
      ([field]) => !field.startsWith("x-") && !LEAVES.includes(field),
    );
    const known = fields.map(([field, type]) => ({ field, child: exampleOf(type, types) }));
    const visits = known.map(({ field, child }) => visitsOf({ [field]: child?.value ?? { a: {} } }, kind));
    expect(visits).toEqual(
      known.map(({ field, child }) => [
        `${kind} #`,
        ...(child ? [`${child.kind} ${pointer("#", field)}${child.below}`] : []),
      ]),
    );
  });
});

test("every name but an extension's is a response's in responses, and a path item's in a callback", () => {
  const value = { "200": {}, constructor: {}, "x-a": {} };
  expect(visitsOf(value, "responses")).toEqual(["responses #", "response #/200", "response #/constructor"]);
  expect(visitsOf(value, "callback")).toEqual(["callback #", "pathItem #/200", "pathItem #/constructor"]);
});

test("an inherited name is no field", () => {
  expect(visitsOf({ constructor: {}, properties: { constructor: {} } }, "schema")).toEqual([
    "schema #",
    "schema #/properties/constructor",
  ]);
  expect(schemaShapeOf("constructor")).toBeUndefined();
  expect(isLeaf("schema", "constructor")).toBe(true);
});

test("the walk visits what is below in the order of the document, and follows no reference", () => {
  const schema = {
    $ref: "#/components/schemas/A",
    properties: { "a/b": { items: true }, c: { allOf: [{}, { not: false }] } },
    additionalProperties: true,
  };
  expect(visitsOf(schema, "schema")).toEqual([
    "schema #",
    "schema #/properties/a~1b",
    "schema #/properties/c",
    "schema #/properties/c/allOf/0",
    "schema #/properties/c/allOf/1",
  ]);
});

test("a boolean is a schema and nothing else", () => {
  expect(visitsOf({ schema: true }, "mediaType")).toEqual(["mediaType #"]);
  expect(() => visitsOf(true, "response")).toThrow("# must be an object (response), is true");
});

test.each<[kind: Kind, value: Json, problem: string]>([
  ["schema", [], "# must be an object (schema), is []: the source is cut off or broken"],
  ["schema", { properties: "a" }, '#/properties must be an object (map), is "a": the source is cut off'],
  ["schema", { properties: { a: 1 } }, "#/properties/a must be an object (schema), is 1: the source is"],
  ["schema", { allOf: {} }, "#/allOf must be a list, is {}"],
  ["schema", { allOf: [1] }, "#/allOf/0 must be an object (schema), is 1"],
  ["schema", { maxLength: null }, "#/maxLength is null: the source is cut off or broken"],
  ["response", { content: { "a/b": null } }, "#/content/a~1b must be an object (mediaType), is null"],
])("a %s of %j is refused", (kind, value, problem) => {
  expect(() => visitsOf(value, kind)).toThrow(Refusal);
  expect(() => visitsOf(value, kind)).toThrow(problem);
});

test.each(["default", "example", "const", "value", "description", "summary", "title", "x-a"])(
  "the field %s may be null",
  (field) => {
    expect(visitsOf({ [field]: null }, "schema")).toEqual(["schema #"]);
  },
);

test.each<[keyword: string, shape: string | undefined]>([
  ["items", "one"],
  ["allOf", "list"],
  ["properties", "map"],
  ["discriminator", undefined],
  ["maxLength", undefined],
  ["$ref", undefined],
])("the keyword %s has schemas as %s", (keyword, shape) => {
  expect(schemaShapeOf(keyword)).toBe(shape);
});

test.each<[kind: Kind, field: string, isOne: boolean]>([
  ["schema", "maxLength", true],
  ["schema", "items", false],
  ["schema", "discriminator", false],
  ["responses", "200", false],
  ["callback", "a", false],
  ["discriminator", "mapping", true],
])("of a %s, the field %s is a leaf: %s", (kind, field, isOne) => {
  expect(isLeaf(kind, field)).toBe(isOne);
});
