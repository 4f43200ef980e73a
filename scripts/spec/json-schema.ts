import { isDeepStrictEqual } from "node:util";
import { isObject, type Json, type JsonObject } from "./openapi.ts";
import { schemaShapeOf } from "./walk.ts";

/** The keywords that decide whether a value is valid; not `format`, which OpenAPI only recommends. */
const ASSERTIONS = new Set(
  (
    "type enum const required minProperties maxProperties minimum maximum exclusiveMinimum exclusiveMaximum " +
    "multipleOf minLength maxLength pattern minItems maxItems uniqueItems minContains maxContains dependentRequired"
  ).split(" "),
);
/** Their schemas don't apply to the value. */
const NOT_ASSERTED = new Set(["$defs", "definitions", "contentSchema"]);

/** Returns the pointer in the JSON Schema for the target of a `$ref` in the document. */
export type Refer = (reference: string) => string;

/**
 * An OpenAPI 3.0 or 3.1 schema as the JSON Schema that ajv reads, draft 7 or 2020-12, with assertions only.
 */
export function toJsonSchema(schema: Json, refer: Refer): Json {
  if (!isObject(schema)) return schema;
  const convert = (value: Json) => toJsonSchema(value, refer);
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    const shape = NOT_ASSERTED.has(key) ? undefined : schemaShapeOf(key);
    if (key === "$ref" && typeof value === "string") out[key] = refer(value);
    else if (ASSERTIONS.has(key)) out[key] = value;
    else if (shape === "one") out[key] = convert(value);
    else if (shape === "list" && Array.isArray(value)) out[key] = value.map(convert);
    else if (shape === "map" && isObject(value)) out[key] = mapValues(value, convert);
  }
  return withNull(schema, withoutImpliedType(withNumericExclusives(withoutMistakes(out))));
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Drops mistakes that only ajv reports: draft 3's boolean `required`, and a value that is listed twice. */
function withoutMistakes({ required, enum: values, ...rest }: JsonObject): JsonObject {
  return {
    ...rest,
    ...(Array.isArray(required) && { required: [...new Set(required)] }),
    ...(Array.isArray(values) && {
      enum: values.filter(
        (value, index) => !values.slice(0, index).some((other) => isDeepStrictEqual(other, value)),
      ),
    }),
  };
}

/** OpenAPI 3.0 writes `minimum: 0, exclusiveMinimum: true`, JSON Schema `exclusiveMinimum: 0`. */
function withNumericExclusives(schema: JsonObject): JsonObject {
  for (const bound of ["minimum", "maximum"]) {
    const exclusive = bound === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
    if (typeof schema[exclusive] !== "boolean") continue;
    const { [exclusive]: isExclusive, [bound]: limit, ...rest } = schema;
    const keyword = isExclusive === true ? exclusive : bound;
    // A flag without its bound says nothing.
    schema = limit === undefined ? rest : { ...rest, [keyword]: limit };
  }
  return schema;
}

/** A string enum's `type` only adds a second issue for one mistake. */
function withoutImpliedType(schema: JsonObject): JsonObject {
  const { type, ...rest } = schema;
  const implied = Array.isArray(schema["enum"]) && schema["enum"].every((value) => typeof value === type);
  return implied ? rest : schema;
}

/** Keywords that may refuse null even if `type` allows it. */
const COMBINATORS = ["$ref", "allOf", "anyOf", "oneOf", "not", "if", "const"];

function withNull(original: JsonObject, schema: JsonObject): Json {
  if (original["nullable"] !== true) return schema;
  const { type, enum: values, anyOf } = schema;
  const isUnion = Array.isArray(anyOf) && Object.keys(schema).length === 1;
  if (isUnion) return { anyOf: [...anyOf, { type: "null" }] };
  const isPlain = type !== undefined || values !== undefined;
  if (!isPlain || COMBINATORS.some((keyword) => keyword in schema))
    return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    ...(typeof type === "string" && { type: [type, "null"] }),
    ...(Array.isArray(values) && { enum: [...new Set([...values, null])] }),
  };
}
