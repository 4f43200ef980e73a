import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { fields } from "./fixture.ts";

const text = { type: "string" };
const number = { type: "number" };
const integer = { type: "integer" };
const boolean = { type: "boolean" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: JsonObject) => ({ type: "array", items });
const tagged = (kind: string, properties: JsonObject = {}, ...required: string[]) =>
  fields({ kind: { ...text, enum: [kind] }, ...properties }, "kind", ...required);

export interface SchemaPair {
  what: string;
  before: JsonObject;
  after: JsonObject;
  /** What the references lead to. */
  schemas?: { before: JsonObject; after: JsonObject };
}

export type Row = [
  what: string,
  before: JsonObject,
  after: JsonObject,
  before?: { schemas: JsonObject },
  after?: { schemas: JsonObject },
];

/** Changes of what values a schema accepts. */
const CONSTRAINTS: Row[] = [
  [
    "allOf three patterns, first changes",
    {
      allOf: [
        { ...text, pattern: "a" },
        { ...text, pattern: "b" },
        { ...text, pattern: "" },
      ],
    },
    {
      allOf: [
        { ...text, pattern: "c" },
        { ...text, pattern: "b" },
        { ...text, pattern: "" },
      ],
    },
  ],
  [
    "allOf number & integer limit",
    { allOf: [number, { ...integer, maximum: 5 }] },
    { allOf: [number, { ...integer, maximum: 3 }] },
  ],
  [
    "oneOf enums overlap moves",
    { oneOf: [{ enum: ["a", "b"] }, { enum: ["b", "c"] }] },
    { oneOf: [{ enum: ["a", "b"] }, { enum: ["a", "c"] }] },
  ],
  [
    "oneOf member loosened into overlap",
    { oneOf: [fields({ a: { ...text, maxLength: 2 } }, "a"), fields({ a: { ...text, minLength: 4 } }, "a")] },
    { oneOf: [fields({ a: { ...text, maxLength: 4 } }, "a"), fields({ a: { ...text, minLength: 4 } }, "a")] },
  ],
  [
    "anyOf -> oneOf strings",
    {
      anyOf: [
        { ...text, minLength: 1 },
        { ...text, maxLength: 2 },
      ],
    },
    {
      oneOf: [
        { ...text, minLength: 1 },
        { ...text, maxLength: 2 },
      ],
    },
  ],
  ["oneOf integer,number", { anyOf: [integer, number] }, { oneOf: [integer, number] }],
  [
    "list type null, enum lacks null",
    { type: ["string", "null"], enum: ["a", null] },
    { type: ["string", "null"], enum: ["a"] },
  ],
  ["nullable enum null dropped", { ...text, nullable: true, enum: ["a", null] }, { ...text, enum: ["a"] }],
  [
    "closed allOf",
    { ...fields({ a: text, b: text }), additionalProperties: false },
    { allOf: [{ ...fields({ a: text }), additionalProperties: false }, fields({ b: text })] },
  ],
  [
    "typed index in allOf",
    { allOf: [{ type: "object", additionalProperties: text }, fields({ a: {} })] },
    { allOf: [{ type: "object", additionalProperties: number }, fields({ a: {} })] },
  ],
  ["const changes", { const: "a" }, { const: "b" }],
  ["const outside enum", { enum: ["a", "b"] }, { enum: ["a", "b"], const: "b" }],
  ["not added", text, { ...text, not: { pattern: "a" } }],
  [
    "not via ref changed",
    { not: ref("A") },
    { not: ref("A") },
    { schemas: { A: { ...text, minLength: 5 } } },
    { schemas: { A: { ...text, minLength: 1 } } },
  ],
  [
    "anyOf not via ref beside minor",
    { ...text, default: "q", not: ref("A") },
    { ...text, default: "w", not: ref("A") },
    { schemas: { A: { ...text, minLength: 5 } } },
    { schemas: { A: { ...text, minLength: 1 } } },
  ],
  [
    "if/then",
    { ...fields({ a: text, b: text }) },
    { ...fields({ a: text, b: text }), if: { required: ["a"] }, then: { required: ["b"] } },
  ],
  [
    "else added",
    { ...fields({ a: text }), if: { required: ["a"] } },
    { ...fields({ a: text }), if: { required: ["a"] }, else: { required: ["b"] } },
  ],
  ["propertyNames", { type: "object" }, { type: "object", propertyNames: { maxLength: 1 } }],
  ["patternProperties", { type: "object" }, { type: "object", patternProperties: { "^x": number } }],
  [
    "patternProperties tighter",
    { type: "object", patternProperties: { "^x": {} } },
    { type: "object", patternProperties: { "^x": { ...text, maxLength: 2 } } },
  ],
  ["prefixItems", { type: "array" }, { type: "array", prefixItems: [text] }],
  [
    "prefixItems + items false",
    { type: "array", prefixItems: [integer] },
    { type: "array", prefixItems: [integer], items: false },
  ],
  [
    "items under prefixItems in allOf",
    {
      allOf: [
        { type: "array", items: text },
        { type: "array", maxItems: 2 },
      ],
    },
    {
      allOf: [
        { type: "array", items: { ...text, maxLength: 0 } },
        { type: "array", maxItems: 2 },
      ],
    },
  ],
  ["contains", { type: "array" }, { type: "array", contains: text }],
  ["contains changed", { type: "array", contains: {} }, { type: "array", contains: text }],
  [
    "minContains raised",
    { type: "array", contains: integer, minContains: 1 },
    { type: "array", contains: integer, minContains: 2 },
  ],
  [
    "maxContains removed",
    { type: "array", contains: integer, maxContains: 1 },
    { type: "array", contains: integer },
  ],
  [
    "maxContains added",
    { type: "array", contains: integer },
    { type: "array", contains: integer, maxContains: 1 },
  ],
  [
    "unevaluatedProperties",
    { allOf: [fields({ a: text })] },
    { allOf: [fields({ a: text })], unevaluatedProperties: false },
  ],
  [
    "unevaluatedItems",
    { type: "array", prefixItems: [integer] },
    { type: "array", prefixItems: [integer], unevaluatedItems: false },
  ],
  ["dependentSchemas", { type: "object" }, { type: "object", dependentSchemas: { a: { required: ["b"] } } }],
  ["dependentRequired new key", { type: "object" }, { type: "object", dependentRequired: { a: ["b"] } }],
  ["required undeclared", { type: "object" }, { type: "object", required: ["a"] }],
  ["minProperties", { type: "object" }, { type: "object", minProperties: 1 }],
  ["maxProperties removed", { type: "object", maxProperties: 1 }, { type: "object" }],
  ["type widened", text, { type: ["string", "number"] }],
  ["type narrowed", { type: ["string", "number"] }, text],
  ["untyped -> typed", {}, text],
  ["typed -> untyped", text, {}],
  ["enum mixed types", { enum: ["a", 1] }, { enum: ["a", 2] }],
  [
    "enum mixed -> typed list",
    { enum: ["a", 1, null] },
    { type: ["string", "integer", "null"], enum: ["a", 1, null] },
  ],
  ["enum mixed narrowed by type", { enum: ["a", 1] }, { ...text, enum: ["a", 1] }],
  ["boolean enum", boolean, { ...boolean, enum: [true] }],
  ["array enum", { enum: [["a"], ["a", "b"]] }, { enum: [["a"]] }],
  ["object const", { const: { a: 1 } }, { const: { a: 2 } }],
  [
    "items tighter through ref",
    { type: "array", items: ref("A") },
    { type: "array", items: ref("A") },
    { schemas: { A: text } },
    { schemas: { A: { ...text, minLength: 2 } } },
  ],
  ["uniqueItems", { type: "array" }, { type: "array", uniqueItems: true }],
  ["multipleOf 2->4", { ...integer, multipleOf: 2 }, { ...integer, multipleOf: 4 }],
  ["multipleOf 4->2", { ...integer, multipleOf: 4 }, { ...integer, multipleOf: 2 }],
  [
    "allOf multipleOf 2&3 -> 2",
    {
      allOf: [
        { ...integer, multipleOf: 2 },
        { ...integer, multipleOf: 3 },
      ],
    },
    { ...integer, multipleOf: 2 },
  ],
  [
    "allOf multipleOf 2 -> 2&3",
    { ...integer, multipleOf: 2 },
    {
      allOf: [
        { ...integer, multipleOf: 2 },
        { ...integer, multipleOf: 3 },
      ],
    },
  ],
  ["exclusiveMinimum 0 -> minimum 0", { ...number, exclusiveMinimum: 0 }, { ...number, minimum: 0 }],
  ["minimum 0 -> exclusiveMinimum 0", { ...number, minimum: 0 }, { ...number, exclusiveMinimum: 0 }],
  ["int minimum 0.5 vs 1", { ...integer, minimum: 0.5 }, { ...integer, minimum: 1 }],
  ["minimum on untyped", {}, { minimum: 3 }],
  ["maxLength on untyped", {}, { maxLength: 2 }],
  ["properties on untyped", {}, { properties: { a: text } }],
  [
    "recursive tree tighter",
    ref("T"),
    ref("T"),
    { schemas: { T: fields({ value: text, children: { type: "array", items: ref("T") } }) } },
    {
      schemas: {
        T: fields({ value: { ...text, maxLength: 3 }, children: { type: "array", items: ref("T") } }),
      },
    },
  ],
  [
    "recursive allOf both",
    { allOf: [ref("T"), ref("U")] },
    { allOf: [ref("T"), ref("U")] },
    {
      schemas: {
        T: fields({ value: text, children: { type: "array", items: ref("T") } }),
        U: fields({ children: { type: "array", items: ref("U") } }),
      },
    },
    {
      schemas: {
        T: fields({ value: text, children: { type: "array", items: ref("T") } }),
        U: fields({ value: { ...text, maxLength: 3 }, children: { type: "array", items: ref("U") } }),
      },
    },
  ],
  [
    "recursive arrays allOf",
    { allOf: [ref("T"), ref("U")] },
    { allOf: [ref("T"), ref("U")] },
    { schemas: { T: { type: "array", items: ref("T") }, U: { type: "array", items: ref("U") } } },
    {
      schemas: { T: { type: "array", items: ref("T") }, U: { type: "array", items: ref("U"), maxItems: 0 } },
    },
  ],
  [
    "prop named description tighter",
    fields({ description: {} }),
    fields({ description: { ...text, maxLength: 3 } }),
  ],
  ["prop named x-a tighter", fields({ "x-a": {} }), fields({ "x-a": { ...text, maxLength: 3 } })],
  [
    "patternProperties ^x- tighter",
    { type: "object", patternProperties: { "x-a": text } },
    { type: "object", patternProperties: { "x-a": { ...text, maxLength: 3 } } },
  ],
  ["anyOf branch removed", { anyOf: [text, number] }, { anyOf: [text] }],
  [
    "anyOf discriminated prop removed (closed)",
    {
      anyOf: [
        { ...fields({ kind: { enum: ["x"] }, a: text }, "kind"), additionalProperties: false },
        { ...fields({ kind: { enum: ["y"] }, a: text }, "kind"), additionalProperties: false },
      ],
    },
    {
      anyOf: [
        { ...fields({ kind: { enum: ["x"] } }, "kind"), additionalProperties: false },
        { ...fields({ kind: { enum: ["y"] }, a: text }, "kind"), additionalProperties: false },
      ],
    },
  ],
  [
    "sibling of ref",
    { ...ref("A") },
    { ...ref("A"), maxLength: 2 },
    { schemas: { A: text } },
    { schemas: { A: text } },
  ],
  [
    "additionalProperties schema tighter",
    { type: "object", additionalProperties: {} },
    { type: "object", additionalProperties: text },
  ],
  [
    "additionalProperties false -> schema",
    { type: "object", additionalProperties: false },
    { type: "object", additionalProperties: text },
  ],
  [
    "additionalProperties schema -> false",
    { type: "object", additionalProperties: text },
    { type: "object", additionalProperties: false },
  ],
  [
    "nested anyOf in allOf",
    { allOf: [{ anyOf: [{ ...text, maxLength: 1 }, number] }, { anyOf: [text, number] }] },
    { allOf: [{ anyOf: [{ ...text, maxLength: 0 }, number] }, { anyOf: [text, number] }] },
  ],
  [
    "allOf contradictory limits",
    {
      allOf: [
        { ...text, minLength: 2 },
        { ...text, maxLength: 3 },
      ],
    },
    {
      allOf: [
        { ...text, minLength: 2 },
        { ...text, maxLength: 2 },
      ],
    },
  ],
  [
    "allOf contradictory types",
    { allOf: [text, { type: ["string", "number"] }] },
    { allOf: [text, { type: ["number"] }] },
  ],
  ["format then pattern", { ...text, pattern: "^a" }, { ...text, pattern: "^ab" }],
  [
    "$defs ref",
    { ...fields({ a: { $ref: "#/components/schemas/A/$defs/X" } }) },
    { ...fields({ a: { $ref: "#/components/schemas/A/$defs/X" } }) },
    { schemas: { A: { $defs: { X: text } } } },
    { schemas: { A: { $defs: { X: { ...text, maxLength: 2 } } } } },
  ],
  [
    "not allOf conflict",
    { allOf: [{ not: { type: "string" } }, { not: { type: "number" } }] },
    { allOf: [{ not: { type: "string" } }, { not: { type: "boolean" } }] },
  ],
  [
    "additionalProperties false + patternProperties",
    { type: "object", patternProperties: { "^x": {}, "^a": {} }, additionalProperties: false },
    { type: "object", patternProperties: { "^x": {} }, additionalProperties: false },
  ],
  [
    "oneOf required pairs",
    { ...fields({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    { ...fields({ a: text, b: text }), oneOf: [{ required: ["a"] }, { required: ["b"] }] },
  ],
  [
    "oneOf nested in anyOf",
    { anyOf: [{ anyOf: [{ enum: ["a", "b"] }, { enum: ["b"] }] }, number] },
    { anyOf: [{ oneOf: [{ enum: ["a", "b"] }, { enum: ["b"] }] }, number] },
  ],
  [
    "oneOf via ref anyOf",
    { anyOf: [ref("A"), number] },
    { anyOf: [ref("A"), number] },
    { schemas: { A: { anyOf: [{ enum: ["a", "b"] }, { enum: ["b"] }] } } },
    { schemas: { A: { oneOf: [{ enum: ["a", "b"] }, { enum: ["b"] }] } } },
  ],
  [
    "oneOf beside ref",
    { ...ref("A"), anyOf: [{ minLength: 1 }, { maxLength: 2 }] },
    { ...ref("A"), oneOf: [{ minLength: 1 }, { maxLength: 2 }] },
    { schemas: { A: text } },
    { schemas: { A: text } },
  ],
  [
    "oneOf through allOf ref",
    { allOf: [ref("A"), { ...text, maxLength: 9 }] },
    { allOf: [ref("A"), { ...text, maxLength: 9 }] },
    {
      schemas: {
        A: {
          anyOf: [
            { ...text, minLength: 1 },
            { ...text, maxLength: 2 },
          ],
        },
      },
    },
    {
      schemas: {
        A: {
          oneOf: [
            { ...text, minLength: 1 },
            { ...text, maxLength: 2 },
          ],
        },
      },
    },
  ],
  [
    "oneOf in oneOf member in property",
    { oneOf: [fields({ a: { anyOf: [integer, number] } }, "a"), text] },
    { oneOf: [fields({ a: { oneOf: [integer, number] } }, "a"), text] },
  ],
  [
    "optional prop required in anyOf branch",
    { anyOf: [fields({ a: text }), number] },
    { anyOf: [fields({ a: text }, "a"), number] },
  ],
  [
    "uniqueItems in allOf",
    { allOf: [{ type: "array" }, { items: integer }] },
    { allOf: [{ type: "array", uniqueItems: true }, { items: integer }] },
  ],
  ["readOnly required", fields({ a: text }), fields({ a: { ...text, readOnly: true } })],
  ["type array of one", text, { type: ["string"] }],
  ["empty anyOf enum", { enum: ["a", "b"] }, { anyOf: [{ enum: ["a"] }, { enum: ["b"] }] }],
  ["lengths in enum", { enum: ["a", "abcd"] }, { ...text, maxLength: 3 }],
  ["enum number to bounds", { ...integer, enum: [1, 2] }, { ...integer, minimum: 2, maximum: 3 }],
  [
    "multi types with limit",
    { type: ["string", "number"], maxLength: 3 },
    { type: ["string", "number"], maxLength: 2 },
  ],
  ["contentMediaType", text, { ...text, contentMediaType: "application/json" }],
  [
    "union limit above branch",
    { anyOf: [text, number], maxLength: 3 },
    { anyOf: [text, number], maxLength: 2 },
  ],
  ["minLength over emoji", { ...text, maxLength: 3 }, { ...text, maxLength: 3, minLength: 0 }],
  [
    "allOf twice same",
    { allOf: [ref("A"), ref("A")] },
    ref("A"),
    { schemas: { A: fields({ a: text }) } },
    { schemas: { A: fields({ a: text }) } },
  ],
  ["integer enum with fraction", { ...number, enum: [1, 1.5] }, { ...integer, enum: [1, 1.5] }],
  [
    "nested oneOf overlap loosen w/ref",
    { oneOf: [ref("A"), ref("B")] },
    { oneOf: [ref("A"), ref("B")] },
    {
      schemas: {
        A: fields({ a: text }, "a"),
        B: { ...fields({ b: text }, "b"), additionalProperties: false },
      },
    },
    { schemas: { A: fields({ a: text }, "a"), B: fields({ b: text, a: text }, "b") } },
  ],
  ["property true -> false", fields({ a: true }), fields({ a: false })],
  [
    "minItems via allOf",
    { allOf: [{ type: "array", minItems: 1 }, { type: "array" }] },
    { allOf: [{ type: "array", minItems: 2 }, { type: "array" }] },
  ],
];

/** Changes of what a program may do with a value. */
const SHAPES: Row[] = [
  ["optional", fields({ a: text }, "a"), fields({ a: text })],
  ["nullable", fields({ a: text }, "a"), fields({ a: { ...text, nullable: true } }, "a")],
  ["enum added", { ...text, enum: ["x"] }, { ...text, enum: ["x", "y"] }],
  ["string->enum", text, { ...text, enum: ["x", "y"] }],
  [
    "union member optional",
    { oneOf: [fields({ e: text }, "e"), fields({ e: text, c: text }, "e", "c")] },
    { oneOf: [fields({ e: text }, "e"), fields({ e: text, c: text }, "e")] },
  ],
  [
    "tagged member lost prop",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { b: text }, "b")] },
    { oneOf: [tagged("x", {}), tagged("y", { b: text }, "b")] },
  ],
  [
    "tagged member prop type",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: number }, "a")] },
    { oneOf: [tagged("x", { a: number }, "a"), tagged("y", { a: text }, "a")] },
  ],
  [
    "tagged prop optional in one",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: text }, "a")] },
    { oneOf: [tagged("x", { a: text }), tagged("y", { a: text }, "a")] },
  ],
  [
    "tag becomes string",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y")] },
    { oneOf: [fields({ kind: text, a: text }, "kind", "a"), tagged("y")] },
  ],
  [
    "member added",
    { oneOf: [tagged("x", { a: text }, "a")] },
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y")] },
  ],
  [
    "member removed",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y")] },
    { oneOf: [tagged("x", { a: text }, "a")] },
  ],
  ["boolean -> true", boolean, { ...boolean, enum: [true] }],
  ["array item nullable", listOf(text), listOf({ ...text, nullable: true })],
  ["array to tuple", listOf(text), { type: "array", prefixItems: [text, text] }],
  ["tuple longer", { type: "array", prefixItems: [text] }, { type: "array", prefixItems: [text, number] }],
  ["minItems typed", listOf(text), { ...listOf(text), minItems: 1 }],
  [
    "index type",
    { type: "object", additionalProperties: text },
    { type: "object", additionalProperties: number },
  ],
  ["index -> fields", { type: "object", additionalProperties: text }, fields({ a: text })],
  ["object unknown -> fields", { type: "object" }, fields({ a: text })],
  ["fields -> unknown", fields({ a: text }, "a"), { type: "object" }],
  [
    "allOf part removed",
    { allOf: [fields({ a: text }, "a"), fields({ b: text }, "b")] },
    { allOf: [fields({ a: text }, "a")] },
  ],
  [
    "allOf required removed",
    { allOf: [fields({ a: text }), { required: ["a"] }] },
    { allOf: [fields({ a: text })] },
  ],
  [
    "deep optional",
    fields({ a: fields({ b: listOf(fields({ c: text }, "c")) }, "b") }, "a"),
    fields({ a: fields({ b: listOf(fields({ c: text })) }, "b") }, "a"),
  ],
  [
    "array of union",
    listOf({ oneOf: [tagged("x", { a: text }, "a"), tagged("y")] }),
    listOf({ oneOf: [tagged("x", { a: number }, "a"), tagged("y")] }),
  ],
  [
    "union string|object",
    { oneOf: [text, fields({ a: text }, "a")] },
    { oneOf: [text, fields({ a: text })] },
  ],
  ["number literal", { ...number, enum: [1, 2] }, { ...number, enum: [1, 2, 3] }],
  ["int to string", integer, text],
  ["binary", text, { ...text, format: "binary" }],
  [
    "ref to other",
    ref("A"),
    ref("B"),
    { schemas: { A: fields({ a: text }, "a"), B: fields({ b: text }, "b") } },
    { schemas: { A: fields({ a: text }, "a"), B: fields({ b: text }, "b") } },
  ],
  [
    "recursive",
    ref("T"),
    ref("T"),
    { schemas: { T: fields({ v: text, c: listOf(ref("T")) }, "v", "c") } },
    { schemas: { T: fields({ v: text, c: listOf(ref("T")) }, "v") } },
  ],
  ["default on required", fields({ a: { ...text, default: "x" } }, "a"), fields({ a: text }, "a")],
  ["default added optional", fields({ a: text }), fields({ a: { ...text, default: "x" } })],
  ["readOnly", fields({ a: text }, "a"), fields({ a: { ...text, readOnly: true } }, "a")],
  ["writeOnly", fields({ a: text }, "a"), fields({ a: { ...text, writeOnly: true } }, "a")],
  [
    "discriminator mapping",
    { oneOf: [ref("A"), ref("B")], discriminator: { propertyName: "k" } },
    {
      oneOf: [ref("A"), ref("B")],
      discriminator: {
        propertyName: "k",
        mapping: { x: "#/components/schemas/A", y: "#/components/schemas/B" },
      },
    },
    { schemas: { A: fields({ k: text }, "k"), B: fields({ k: text, b: text }, "k", "b") } },
    { schemas: { A: fields({ k: text }, "k"), B: fields({ k: text, b: text }, "k", "b") } },
  ],
  [
    "additionalProperties false",
    fields({ a: text }),
    { ...fields({ a: text }), additionalProperties: false },
  ],
  ["additionalProperties true", fields({ a: text }), { ...fields({ a: text }), additionalProperties: true }],
  [
    "mixed index",
    { ...fields({ a: text }), additionalProperties: number },
    { ...fields({ a: text }), additionalProperties: text },
  ],
  ["union of arrays", { anyOf: [listOf(text), listOf(number)] }, listOf({ anyOf: [text, number] })],
  [
    "array of union->union arrays",
    listOf({ anyOf: [text, number] }),
    { anyOf: [listOf(text), listOf(number)] },
  ],
  [
    "enum through ref",
    ref("A"),
    ref("A"),
    { schemas: { A: { ...text, enum: ["x", "y"] } } },
    { schemas: { A: { ...text, enum: ["x"] } } },
  ],
  [
    "two tags swap",
    {
      oneOf: [
        fields({ k: { ...text, enum: ["x"] }, v: text }, "k", "v"),
        fields({ k: { ...text, enum: ["y"] }, v: number }, "k", "v"),
      ],
    },
    {
      oneOf: [
        fields({ k: { ...text, enum: ["y"] }, v: text }, "k", "v"),
        fields({ k: { ...text, enum: ["x"] }, v: number }, "k", "v"),
      ],
    },
  ],
  [
    "tag enum widened",
    {
      oneOf: [
        fields({ k: { ...text, enum: ["x"] }, v: text }, "k", "v"),
        fields({ k: { ...text, enum: ["y"] }, w: number }, "k", "w"),
      ],
    },
    {
      oneOf: [
        fields({ k: { ...text, enum: ["x"] }, v: text }, "k", "v"),
        fields({ k: { ...text, enum: ["x", "y"] }, w: number }, "k", "w"),
      ],
    },
  ],
  [
    "closed in-narrowing",
    { oneOf: [fields({ a: text }, "a"), fields({ b: text }, "b")] },
    {
      oneOf: [fields({ a: text }, "a"), fields({ b: text }, "b"), fields({ a: number, b: number }, "a", "b")],
    },
  ],
  [
    "optional never prop",
    { oneOf: [fields({ a: text }, "a"), fields({ b: text }, "b")] },
    { oneOf: [fields({ a: text, b: text }, "a"), fields({ b: text }, "b")] },
  ],
  [
    "nested union in property",
    fields({ p: { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: text }, "a")] } }, "p"),
    fields({ p: { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: number }, "a")] } }, "p"),
  ],
  ["not typed", text, { not: { type: "number" } }],
  ["no type with enum null", { enum: ["a", null] }, { enum: ["a"] }],
  ["array to nullable array", listOf(text), { ...listOf(text), nullable: true }],
  [
    "object with nullable union",
    { oneOf: [fields({ a: text }, "a")] },
    { nullable: true, oneOf: [fields({ a: text }, "a")] },
  ],
  [
    "boolean tags",
    {
      oneOf: [
        fields({ ok: { ...boolean, enum: [true] }, v: text }, "ok", "v"),
        fields({ ok: { ...boolean, enum: [false] }, e: text }, "ok", "e"),
      ],
    },
    {
      oneOf: [
        fields({ ok: { ...boolean, enum: [true] }, v: text }, "ok"),
        fields({ ok: { ...boolean, enum: [false] }, e: text }, "ok", "e"),
      ],
    },
  ],
  [
    "boolean tag generalised",
    {
      oneOf: [
        fields({ ok: { ...boolean, enum: [true] }, v: text }, "ok", "v"),
        fields({ ok: { ...boolean, enum: [false] }, e: text }, "ok", "e"),
      ],
    },
    {
      oneOf: [
        fields({ ok: boolean, v: text }, "ok", "v"),
        fields({ ok: { ...boolean, enum: [false] }, e: text }, "ok", "e"),
      ],
    },
  ],
  [
    "null tags",
    { oneOf: [fields({ e: { type: "null" }, v: text }, "e", "v"), fields({ e: text }, "e")] },
    { oneOf: [fields({ e: { type: "null" }, v: text }, "e"), fields({ e: text }, "e")] },
  ],
  [
    "typeof narrowing",
    { oneOf: [text, listOf(text), fields({ a: text }, "a")] },
    { oneOf: [text, listOf(number), fields({ a: text }, "a")] },
  ],
  [
    "typeof prop tag",
    { oneOf: [fields({ t: text, v: text }, "t", "v"), fields({ t: number, v: number }, "t", "v")] },
    { oneOf: [fields({ t: text, v: number }, "t", "v"), fields({ t: number, v: text }, "t", "v")] },
  ],
];

export function toPairs(rows: readonly Row[]): SchemaPair[] {
  return rows.map(([what, before, after, from, to]) => {
    const schemas = from && to && { before: from.schemas, after: to.schemas };
    return { what, before, after, ...(schemas && { schemas }) };
  });
}

export const SCHEMA_PAIRS = toPairs([...CONSTRAINTS, ...SHAPES]);

/** Values that the schemas accept or reject. */
export const VALUES: Json[] = [
  "",
  "a",
  "b",
  "c",
  "ab",
  "abc",
  "abcd",
  "bcd",
  "xyz",
  "x",
  "y",
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  10,
  0.5,
  1.5,
  -1,
  true,
  false,
  null,
  [],
  ["a"],
  ["a", "b"],
  ["a", "a"],
  [1],
  [1, 2],
  [1, "a"],
  ["a", 1],
  [1, 1],
  [1, 2, 3],
  [[]],
  [["a"]],
  {},
  { a: "x" },
  { a: "x", b: "x" },
  { b: "x" },
  { a: 1 },
  { a: 1, b: 1 },
  { b: 1 },
  { a: "abcd" },
  { a: "abcd", b: "x" },
  { a: "x", c: "x" },
  { c: 1 },
  { c: "x" },
  { kind: "x" },
  { kind: "y" },
  { kind: "x", a: "x" },
  { kind: "y", a: "x" },
  { kind: "x", b: "x" },
  { kind: "z" },
  { a: null },
  { a: [] },
  { a: {} },
  { a: { a: "x" } },
  { a: { a: 1 } },
  { a: { a: { a: 1 } } },
  { children: [{ value: "abcd" }] },
  { value: "abcd" },
  { value: 1, children: [] },
  { "x-a": 1 },
  { "x-a": "abcd" },
  { description: 1 },
  { description: "abcd" },
  { a: "x", b: "x", c: "x" },
  { a: "x", d: "x" },
  ...[8, 9, 12, 0.25, -2, "ba", "ca", "abcde", [null], [true], ["a", 5], [1, "x"], [["ab"]], [[[1]]]],
  ...[{ bb: 1 }, { ab: "x" }, { ab: 1 }, { ac: "x" }, { b: "x", c: "x" }, { b: "x", a: 1 }, { a: { b: 1 } }],
  ...[{ o: {} }, { a: null, b: "x" }, { constructor: 1 }, { kind: "x", a: 1 }],
  { value: "x", children: [{ value: "x", children: [{ value: "abcdef" }] }] },
];
