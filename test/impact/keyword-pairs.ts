import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { fields } from "./fixture.ts";
import type { Row } from "./schema-pairs.ts";

const text = { type: "string" };
const number = { type: "number" };
const integer = { type: "integer" };
const boolean = { type: "boolean" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Json) => ({ type: "array", items });
const tagged = (kind: string, properties: JsonObject = {}, ...required: string[]) =>
  fields({ kind: { ...text, enum: [kind] }, ...properties }, "kind", ...required);

/** Each accepts whatever it accepted before: sent, no change of these is major. */
export const LOOSENED: Row[] = [
  [
    "multipleOf 2&3 -> 2",
    { allOf: [{ ...number, multipleOf: 2 }, { multipleOf: 3 }] },
    { ...number, multipleOf: 2 },
  ],
  [
    "multipleOf 2&3 -> 6",
    { allOf: [{ ...number, multipleOf: 2 }, { multipleOf: 3 }] },
    { ...number, multipleOf: 6 },
  ],
  ["multipleOf 0.5 -> 0.25", { ...number, multipleOf: 0.5 }, { ...number, multipleOf: 0.25 }],
  ["multipleOf 1 -> integer", { ...number, multipleOf: 1 }, integer],
  ["integer -> multipleOf 1", integer, { ...number, multipleOf: 1 }],
  ["integer multipleOf 1 removed", { ...integer, multipleOf: 1 }, integer],
  ["integer multipleOf 0.5", integer, { ...integer, multipleOf: 0.5 }],
  ["pattern a&b -> b", { allOf: [{ ...text, pattern: "a" }, { pattern: "b" }] }, { ...text, pattern: "b" }],
  ["pattern a&b -> a", { allOf: [{ ...text, pattern: "a" }, { pattern: "b" }] }, { ...text, pattern: "a" }],
  [
    "pattern order in allOf",
    { allOf: [{ ...text, pattern: "a" }, { pattern: "b" }] },
    { allOf: [{ ...text, pattern: "b" }, { pattern: "a" }] },
  ],
  [
    "not a&b -> not a",
    { allOf: [{ ...text, not: { enum: ["a"] } }, { not: { enum: ["b"] } }] },
    { ...text, not: { enum: ["a"] } },
  ],
  ["not enum shrunk", { ...text, not: { enum: ["a", "b"] } }, { ...text, not: { enum: ["a"] } }],
  ["not removed", { ...text, not: { minLength: 3 } }, text],
  [
    "not required",
    { ...fields({ a: text, b: text }), not: { required: ["a", "b"] } },
    fields({ a: text, b: text }),
  ],
  [
    "enum in range of maxLength",
    { ...text, enum: ["a", "abc"] },
    { ...text, enum: ["a", "abc"], maxLength: 3 },
  ],
  ["enum and pattern", { ...text, enum: ["a", "b"] }, { ...text, enum: ["a", "b"], pattern: "^[ab]$" }],
  ["enum in bounds", { ...integer, enum: [1, 2] }, { ...integer, enum: [1, 2], maximum: 5 }],
  ["enum to pattern", { ...text, enum: ["a", "b"] }, { ...text, pattern: "^[ab]$" }],
  ["enum to string", { ...text, enum: ["a", "b"] }, text],
  ["enum duplicates", { ...text, enum: ["a", "b"] }, { ...text, enum: ["a", "b", "b"] }],
  ["enum single to const", { ...text, enum: ["a"] }, { const: "a" }],
  ["enum null", { enum: [null] }, { type: "null" }],
  ["enum without type to typed", { enum: ["a", "b"] }, { ...text, enum: ["a", "b"] }],
  ["enum numbers to integer type", { enum: [1, 2] }, { ...integer, enum: [1, 2] }],
  [
    "enum mixed to anyOf",
    { enum: ["a", 1] },
    {
      anyOf: [
        { ...text, enum: ["a"] },
        { ...integer, enum: [1] },
      ],
    },
  ],
  ["type array to anyOf", { type: ["string", "integer"] }, { anyOf: [text, integer] }],
  ["type array order", { type: ["string", "integer"] }, { type: ["integer", "string"] }],
  [
    "type array with limit to anyOf",
    { type: ["string", "integer"], maxLength: 2 },
    { anyOf: [{ ...text, maxLength: 2 }, integer] },
  ],
  ["number + integer -> number", { type: ["number", "integer"] }, number],
  ["anyOf number integer -> number", { anyOf: [number, integer] }, number],
  ["anyOf text maxLength -> text", { anyOf: [{ ...text, maxLength: 2 }, text] }, text],
  ["anyOf narrower member added", text, { anyOf: [text, { ...text, maxLength: 2 }] }],
  [
    "anyOf narrower member tightened",
    { anyOf: [text, { ...text, maxLength: 3 }] },
    { anyOf: [text, { ...text, maxLength: 2 }] },
  ],
  [
    "anyOf overlapping ranges",
    {
      anyOf: [
        { ...number, minimum: 5 },
        { ...number, maximum: 3 },
      ],
    },
    {
      anyOf: [
        { ...number, minimum: 4 },
        { ...number, maximum: 3 },
      ],
    },
  ],
  [
    "anyOf -> single merged",
    {
      anyOf: [
        { ...text, enum: ["a"] },
        { ...text, enum: ["b"] },
      ],
    },
    { ...text, enum: ["a", "b"] },
  ],
  ["oneOf disjoint -> anyOf", { oneOf: [text, number] }, { anyOf: [text, number] }],
  [
    "anyOf disjoint -> oneOf",
    { anyOf: [tagged("x", { a: text }), tagged("y", { b: text })] },
    { oneOf: [tagged("x", { a: text }), tagged("y", { b: text })] },
  ],
  ["oneOf boolean false member", { oneOf: [text, number] }, { oneOf: [text, number, false] }],
  ["anyOf empty object member", { anyOf: [text, number] }, { anyOf: [text, number, {}] }],
  ["anyOf true", { anyOf: [text, {}] }, {}],
  ["allOf empty", text, { allOf: [text, {}] }],
  [
    "allOf of refs -> inline",
    { allOf: [ref("A"), ref("B")] },
    fields({ a: text, b: text }, "a"),
    { schemas: { A: fields({ a: text }, "a"), B: fields({ b: text }) } },
    { schemas: { A: fields({ a: text }, "a"), B: fields({ b: text }) } },
  ],
  [
    "allOf order",
    { allOf: [fields({ a: text }), fields({ b: number })] },
    { allOf: [fields({ b: number }), fields({ a: text })] },
  ],
  [
    "allOf closed with unknown",
    { allOf: [{ ...fields({ a: text }), additionalProperties: false }] },
    { allOf: [{ ...fields({ a: text }), additionalProperties: false }, fields({ c: text })] },
  ],
  [
    "required beside anyOf",
    { ...fields({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    fields({ a: text, b: text }),
  ],
  [
    "oneOf required to anyOf required",
    { ...fields({ a: text, b: text }), oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    { ...fields({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
  ],
  ["nullable via anyOf to type list", { anyOf: [text, { type: "null" }] }, { type: ["string", "null"] }],
  [
    "nullable ref",
    fields({ a: ref("A") }, "a"),
    fields({ a: { anyOf: [ref("A"), { type: "null" }] } }, "a"),
    { schemas: { A: fields({ x: text }) } },
    { schemas: { A: fields({ x: text }) } },
  ],
  [
    "nullable enum with null",
    { ...text, nullable: true, enum: ["a"] },
    { ...text, nullable: true, enum: ["a", null] },
  ],
  [
    "nullable object closed",
    { ...fields({ a: text }), nullable: true },
    { anyOf: [fields({ a: text }), { type: "null" }] },
  ],
  ["type null added beside enum", { ...text, enum: ["a"] }, { type: ["string", "null"], enum: ["a"] }],
  ["required empty list", fields({ a: text }), { ...fields({ a: text }), required: [] }],
  ["required twice", fields({ a: text }, "a"), fields({ a: text }, "a", "a")],
  ["property text -> any", fields({ a: text }), fields({ a: {} })],
  ["closed opened", { ...fields({ a: text }), additionalProperties: false }, fields({ a: text })],
  [
    "closed property added",
    { ...fields({ a: text }), additionalProperties: false },
    { ...fields({ a: text, b: text }), additionalProperties: false },
  ],
  [
    "map values widened",
    { type: "object", additionalProperties: integer },
    { type: "object", additionalProperties: number },
  ],
  ["map to open", { type: "object", additionalProperties: text }, { type: "object" }],
  [
    "map + patternProperties",
    { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
    { type: "object", patternProperties: { "^a": text } },
  ],
  ["patternProperties removed", { type: "object", patternProperties: { "^a": text } }, { type: "object" }],
  [
    "patternProperties widened",
    { type: "object", patternProperties: { "^a": integer } },
    { type: "object", patternProperties: { "^a": number } },
  ],
  [
    "dependentSchemas loosened",
    { type: "object", dependentSchemas: { a: { required: ["b", "c"] } } },
    { type: "object", dependentSchemas: { a: { required: ["b"] } } },
  ],
  ["contains loosened", { type: "array", contains: integer }, { type: "array", contains: number }],
  ["oneOf under not", { not: { oneOf: [text, number] } }, { not: { oneOf: [text] } }],
  ["enum of zero and negatives", { ...integer, enum: [-2, 0] }, { ...integer, multipleOf: 2 }],
  [
    "unevaluatedProperties -> additionalProperties",
    { ...fields({ a: text }), unevaluatedProperties: false },
    { ...fields({ a: text }), additionalProperties: false },
  ],
  [
    "patternProperties added where nothing else is evaluated",
    { type: "object", unevaluatedProperties: false },
    { type: "object", patternProperties: { "^a": text }, unevaluatedProperties: false },
  ],
  ["enum multiple", { ...integer, enum: [2, 4] }, { ...integer, multipleOf: 2 }],
  [
    "propertyNames loosened",
    { type: "object", propertyNames: { maxLength: 1 } },
    { type: "object", propertyNames: { maxLength: 2 } },
  ],
  [
    "if removed keeps then",
    { ...fields({ a: text }), if: { required: ["a"] }, then: { required: ["b"] } },
    { ...fields({ a: text }), then: { required: ["b"] } },
  ],
  [
    "then loosened",
    { if: { required: ["a"] }, then: { required: ["b", "c"] } },
    { if: { required: ["a"] }, then: { required: ["b"] } },
  ],
  ["minContains 0", { type: "array", contains: text }, { type: "array", contains: text, minContains: 0 }],
  ["contains removed with max", { type: "array", contains: text, maxContains: 1 }, { type: "array" }],
  [
    "prefixItems loosened",
    { type: "array", prefixItems: [integer] },
    { type: "array", prefixItems: [number] },
  ],
  [
    "prefixItems shortened",
    { type: "array", prefixItems: [text, integer] },
    { type: "array", prefixItems: [text] },
  ],
  [
    "prefixItems any appended",
    { type: "array", prefixItems: [text] },
    { type: "array", prefixItems: [text, {}] },
  ],
  [
    "items with prefix -> longer prefix",
    { type: "array", prefixItems: [text], items: false },
    { type: "array", prefixItems: [text, text], items: false },
  ],
  [
    "tuple min",
    { type: "array", prefixItems: [text], minItems: 1 },
    { type: "array", prefixItems: [text], minItems: 0 },
  ],
  ["uniqueItems removed", { ...list(text), uniqueItems: true }, list(text)],
  [
    "unevaluatedProperties + property added",
    { ...fields({ a: text }), unevaluatedProperties: false },
    { ...fields({ a: text, b: text }), unevaluatedProperties: false },
  ],
  [
    "unevaluatedProperties allOf",
    { allOf: [fields({ a: text })], unevaluatedProperties: false },
    { allOf: [fields({ a: text }), fields({ b: text })], unevaluatedProperties: false },
  ],
  ["minProperties lowered", { type: "object", minProperties: 2 }, { type: "object", minProperties: 1 }],
  [
    "minProperties implied by required",
    { ...fields({ a: text }, "a"), minProperties: 1 },
    fields({ a: text }, "a"),
  ],
  ["exclusive 3.0 flag", { ...number, minimum: 1, exclusiveMinimum: 1 }, { ...number, exclusiveMinimum: 1 }],
  ["integer max fraction", { ...integer, maximum: 3.5 }, { ...integer, maximum: 3 }],
  ["number bounds both", { ...number, minimum: 0, maximum: 1 }, { ...number, minimum: -1, maximum: 2 }],
  ["boolean enum full", boolean, { ...boolean, enum: [true, false] }],
  ["number to string|number", number, { anyOf: [number, text] }],
  ["single to list or single", text, { anyOf: [text, list(text)] }],
  [
    "union property optional in all",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: text }, "a")] },
    { oneOf: [tagged("x", { a: text }), tagged("y", { a: text }, "a")] },
  ],
  [
    "union order",
    { oneOf: [tagged("x", { a: text }), tagged("y")] },
    { oneOf: [tagged("y"), tagged("x", { a: text })] },
  ],
  [
    "union hoisted property",
    { oneOf: [tagged("x", { a: text }, "a"), tagged("y", { a: text }, "a")] },
    { allOf: [fields({ a: text }, "a"), { oneOf: [tagged("x"), tagged("y")] }] },
  ],
  [
    "discriminator added",
    { oneOf: [tagged("x"), tagged("y")] },
    { oneOf: [tagged("x"), tagged("y")], discriminator: { propertyName: "kind" } },
  ],
  [
    "recursive list deeper",
    ref("A"),
    ref("A"),
    { schemas: { A: fields({ children: list(ref("A")), value: text }) } },
    {
      schemas: {
        A: fields({ children: list(ref("B")), value: text }),
        B: fields({ children: list(ref("A")), value: text }),
      },
    },
  ],
  [
    "recursive union",
    ref("A"),
    ref("A"),
    { schemas: { A: { anyOf: [text, list(ref("A"))] } } },
    { schemas: { A: { anyOf: [text, number, list(ref("A"))] } } },
  ],
  ["ref chain", ref("A"), ref("A"), { schemas: { A: ref("B"), B: text } }, { schemas: { A: text, B: text } }],
  [
    "ref with nullable",
    ref("A"),
    { ...ref("A"), nullable: true },
    { schemas: { A: text } },
    { schemas: { A: text } },
  ],
  ["format removed", { ...text, format: "uuid" }, text],
  ["contentEncoding removed", { ...text, contentEncoding: "base64" }, text],
  ["deprecated property", fields({ a: text }), fields({ a: { ...text, deprecated: true } })],
  ["default changed", fields({ a: { ...text, default: "x" } }), fields({ a: { ...text, default: "y" } })],
  [
    "object to union of object and null tag",
    fields({ a: text }, "a"),
    { oneOf: [fields({ a: text }, "a"), { type: "null" }] },
  ],
  ["readOnly required 3.1", fields({ a: { ...text, readOnly: true } }, "a"), fields({ a: text }, "a")],
  ["writeOnly added optional", fields({ a: text }), fields({ a: { ...text, writeOnly: true } })],
];

/** Whatever they do, ajv and the compiler know. */
export const CHANGED: Row[] = [
  [
    "items that leave nothing unevaluated, removed",
    { type: "array", items: {}, unevaluatedItems: false },
    { type: "array", unevaluatedItems: false },
  ],
  [
    "index in one branch of a union",
    { anyOf: [fields({ a: text, c: number }, "a"), fields({ b: text }, "b")] },
    {
      anyOf: [
        { ...fields({ a: text, c: number }, "a"), additionalProperties: text },
        fields({ b: text }, "b"),
      ],
    },
  ],
  ["multipleOf 1 -> integer", { ...number, multipleOf: 1 }, integer],
  ["not type widened", { not: integer }, { not: number }],
  ["minLength 0 -> 1", text, { ...text, minLength: 1 }],
  [
    "minLength&maxLength shift",
    { ...text, minLength: 1, maxLength: 3 },
    { ...text, minLength: 2, maxLength: 4 },
  ],
  ["const null", { const: null }, { type: "null" }],
  ["oneOf same twice", { oneOf: [text, number] }, { oneOf: [text, text, number] }],
  ["oneOf with empty", { oneOf: [text, number] }, { oneOf: [text, {}] }],
  ["allOf false", text, { allOf: [text, { not: {} }] }],
  [
    "allOf ref + own required",
    { allOf: [ref("A")] },
    { allOf: [ref("A"), { required: ["b"] }] },
    { schemas: { A: fields({ a: text, b: text }, "a") } },
    { schemas: { A: fields({ a: text, b: text }, "a") } },
  ],
  [
    "allOf same property tightened in one",
    { allOf: [fields({ a: text }), fields({ a: { ...text, maxLength: 3 } })] },
    { allOf: [fields({ a: text }), fields({ a: { ...text, maxLength: 2 } })] },
  ],
  [
    "allOf with anyOf groups",
    { allOf: [{ anyOf: [fields({}, "a"), fields({}, "b")] }, fields({ a: text, b: text })] },
    {
      allOf: [
        { anyOf: [fields({}, "a"), fields({}, "b")] },
        { anyOf: [fields({}, "a"), fields({}, "c")] },
        fields({ a: text, b: text }),
      ],
    },
  ],
  [
    "anyOf required to required",
    { ...fields({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    fields({ a: text, b: text }, "a"),
  ],
  ["nullable dropped", { ...text, nullable: true }, text],
  ["nullable in items", list({ ...text, nullable: true }), list(text)],
  ["property renamed", fields({ a: text }), fields({ b: text })],
  ["property renamed required", fields({ a: text }, "a"), fields({ b: text }, "b")],
  ["property false", { ...fields({ a: text }) }, { type: "object", properties: { a: text, b: false } }],
  ["property any -> text", fields({ a: {} }), fields({ a: text })],
  [
    "closed property removed",
    { ...fields({ a: text, b: text }), additionalProperties: false },
    { ...fields({ a: text }), additionalProperties: false },
  ],
  [
    "map values narrowed",
    { type: "object", additionalProperties: {} },
    { type: "object", additionalProperties: text },
  ],
  [
    "map of unions",
    { type: "object", additionalProperties: { anyOf: [text, number] } },
    { type: "object", additionalProperties: text },
  ],
  [
    "patternProperties key narrowed",
    { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
    { type: "object", patternProperties: { "^ab": text }, additionalProperties: false },
  ],
  [
    "patternProperties removed closed",
    { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
    { type: "object", additionalProperties: false },
  ],
  [
    "patternProperties second, closed",
    { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
    { type: "object", patternProperties: { "^a": text, "^b": number }, additionalProperties: false },
  ],
  [
    "patternProperties overlapping, closed",
    { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
    { type: "object", patternProperties: { "^a": text, "^ab": number }, additionalProperties: false },
  ],
  [
    "patternProperties over property",
    { ...fields({ ab: text }), additionalProperties: false },
    { ...fields({ ab: text }), patternProperties: { "^a": number }, additionalProperties: false },
  ],
  [
    "patternProperties removed, unevaluated",
    { type: "object", patternProperties: { "^a": text }, unevaluatedProperties: false },
    { type: "object", unevaluatedProperties: false },
  ],
  [
    "prefixItems removed, unevaluated",
    { type: "array", prefixItems: [text], unevaluatedItems: false },
    { type: "array", unevaluatedItems: false },
  ],
  [
    "contains removed, unevaluated",
    { type: "array", contains: text, unevaluatedItems: false },
    { type: "array", unevaluatedItems: false },
  ],
  [
    "then names property",
    { ...fields({}), if: { required: ["b"] }, then: { required: ["a"] } },
    { ...fields({}), if: { required: ["b"] }, then: { required: ["a"], properties: { a: number } } },
  ],
  [
    "not names property",
    { ...fields({}), not: fields({ a: text }, "a") },
    { ...fields({}), not: fields({}, "a") },
  ],
  ["not open object", { not: fields({ a: text }) }, { not: fields({}) }],
  [
    "if with unevaluated",
    {
      ...fields({ a: text }),
      if: { required: ["a"], properties: { b: text } },
      unevaluatedProperties: false,
    },
    { ...fields({ a: text }), unevaluatedProperties: false },
  ],
  [
    "anyOf with unevaluated",
    { anyOf: [fields({ a: text }, "a"), fields({ b: text }, "b")], unevaluatedProperties: false },
    { anyOf: [fields({ a: text }, "a")], unevaluatedProperties: false },
  ],
  [
    "allOf ref with unevaluated",
    { allOf: [ref("A")], unevaluatedProperties: false },
    { allOf: [ref("A")], unevaluatedProperties: false },
    { schemas: { A: fields({ a: text, b: text }) } },
    { schemas: { A: fields({ a: text }) } },
  ],
  [
    "inner unevaluated -> outer",
    { allOf: [{ ...fields({ a: text }), unevaluatedProperties: false }], ...fields({ b: text }) },
    { ...fields({ a: text, b: text }), unevaluatedProperties: false },
  ],
  [
    "inner unevaluated items -> outer",
    {
      allOf: [
        { type: "array", prefixItems: [text], unevaluatedItems: false },
        { type: "array", prefixItems: [text, text] },
      ],
    },
    { type: "array", prefixItems: [text, text], unevaluatedItems: false },
  ],
  [
    "contains loosened, max",
    { type: "array", contains: integer, maxContains: 1 },
    { type: "array", contains: number, maxContains: 1 },
  ],
  [
    "property in one allOf false",
    { allOf: [fields({ a: text })] },
    { allOf: [fields({ a: text }), { properties: { a: false } }] },
  ],
  [
    "propertyNames enum",
    { type: "object", propertyNames: { enum: ["a", "b"] } },
    { type: "object", propertyNames: { enum: ["a"] } },
  ],
  [
    "dependentRequired to if",
    { ...fields({ a: text, b: text }), dependentRequired: { a: ["b"] } },
    { ...fields({ a: text, b: text }), dependentSchemas: { a: { required: ["b"] } } },
  ],
  [
    "dependentRequired grown",
    { ...fields({ a: text, b: text }), dependentRequired: { a: ["b"] } },
    { ...fields({ a: text, b: text }), dependentRequired: { a: ["b", "c"] } },
  ],
  [
    "if changed",
    { if: { required: ["a"] }, then: { required: ["b"] } },
    { if: { required: ["c"] }, then: { required: ["b"] } },
  ],
  ["if true then", { if: true, then: text }, text],
  [
    "minContains 0 removed",
    { type: "array", contains: text, minContains: 0 },
    { type: "array", contains: text },
  ],
  [
    "prefixItems order",
    { type: "array", prefixItems: [text, integer] },
    { type: "array", prefixItems: [integer, text] },
  ],
  [
    "items after prefix typed",
    { type: "array", prefixItems: [text] },
    { type: "array", prefixItems: [text], items: text },
  ],
  [
    "items with prefix -> shorter prefix",
    { type: "array", prefixItems: [text, text], items: false },
    { type: "array", prefixItems: [text], items: false },
  ],
  [
    "prefix longer with items",
    { type: "array", prefixItems: [text], items: integer },
    { type: "array", prefixItems: [text, text], items: integer },
  ],
  [
    "unevaluatedItems",
    { type: "array", prefixItems: [text] },
    { type: "array", prefixItems: [text], unevaluatedItems: false },
  ],
  [
    "unevaluatedProperties + property removed",
    { ...fields({ a: text, b: text }), unevaluatedProperties: false },
    { ...fields({ a: text }), unevaluatedProperties: false },
  ],
  [
    "unevaluated -> additional",
    { ...fields({ a: text }), unevaluatedProperties: false },
    { ...fields({ a: text }), additionalProperties: false },
  ],
  [
    "minProperties implied added",
    fields({ a: text }, "a"),
    { ...fields({ a: text }, "a"), minProperties: 1 },
  ],
  ["number bounds cross", { ...number, minimum: 0, maximum: 5 }, { ...number, minimum: 3, maximum: 10 }],
  ["integer bounds to enum", { ...integer, minimum: 1, maximum: 2 }, { ...integer, enum: [1, 2] }],
  ["boolean to enum strings", boolean, { ...text, enum: ["true", "false"] }],
  ["list or single to list", { anyOf: [text, list(text)] }, list(text)],
  [
    "union tag renamed",
    { oneOf: [tagged("x", { a: text }), tagged("y")] },
    { oneOf: [tagged("z", { a: text }), tagged("y")] },
  ],
  ["union one member becomes text", { oneOf: [tagged("x"), tagged("y")] }, { oneOf: [tagged("x"), text] }],
  [
    "union member closed",
    { anyOf: [fields({ a: text }, "a"), fields({ b: text }, "b")] },
    { anyOf: [{ ...fields({ a: text }, "a"), additionalProperties: false }, fields({ b: text }, "b")] },
  ],
  [
    "recursive list one level tighter",
    ref("A"),
    ref("A"),
    { schemas: { A: fields({ children: list(ref("A")), value: text }) } },
    {
      schemas: {
        A: fields({ children: list(ref("B")), value: text }),
        B: fields({ children: list(ref("A")), value: { ...text, maxLength: 3 } }),
      },
    },
  ],
  [
    "mutual recursion swap",
    ref("A"),
    ref("A"),
    { schemas: { A: fields({ a: ref("B") }), B: fields({ a: ref("A"), b: text }) } },
    { schemas: { A: fields({ a: ref("B"), b: text }), B: fields({ a: ref("A") }) } },
  ],
  [
    "recursive union tighter",
    ref("A"),
    ref("A"),
    { schemas: { A: { anyOf: [text, number, list(ref("A"))] } } },
    { schemas: { A: { anyOf: [text, list(ref("A"))] } } },
  ],
  [
    "ref with description and limit",
    ref("A"),
    { ...ref("A"), maxLength: 3 },
    { schemas: { A: text } },
    { schemas: { A: text } },
  ],
  ["format date to date-time", { ...text, format: "date" }, { ...text, format: "date-time" }],
  ["format added to number", number, { ...number, format: "double" }],
  ["untyped properties to typed", { properties: { a: text } }, fields({ a: text })],
  ["untyped items to typed", { items: text }, list(text)],
  ["untyped maxLength to typed", { maxLength: 3 }, { ...text, maxLength: 3 }],
  ["empty enum list", { ...text, enum: ["a", "b"] }, { ...text, enum: ["a", "b"], minLength: 2 }],
  [
    "nested optional to required with default",
    fields({ o: fields({ a: text }) }),
    fields({ o: fields({ a: { ...text, default: "x" } }, "a") }),
  ],
  ["array of arrays", list(list(text)), list(list({ ...text, maxLength: 1 }))],
  ["constructor property", fields({ constructor: text }), fields({ constructor: number })],
  ["toString tightened", fields({ toString: text }), fields({ toString: { ...text, maxLength: 1 } })],
  [
    "proto removed",
    JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"a":{"type":"string"}}}',
    ) as JsonObject,
    fields({ a: text }),
  ],
];
