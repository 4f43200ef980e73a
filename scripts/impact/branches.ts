/** Writes a schema without unions as branches: one for each type, with one spelling for each meaning. */
import { isDeepStrictEqual } from "node:util";
import { type Bound, KEYWORDS, intersectValues, isBound } from "./keywords.ts";
import { type Json, type JsonObject, listOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

/**
 * A branch of a union with at most one `type`, without annotations. Schemas are compared as branches, so
 * `nullable` and a `null` branch, `const` and a one-value `enum`, a `$ref` and what it names, a `type` list and
 * an `anyOf` are the same, however a publication writes them.
 */
export type Branch = JsonObject;

export const NULL: Branch = { type: "null" };

/** Definitions are compared at the references to them. */
const DEFINITIONS = new Set(["$defs", "definitions"]);

export function omitAnnotations(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => !isAnnotation(key) && !DEFINITIONS.has(key)),
  );
}

/** Each `unevaluated*` equals the keyword `same`, unless a keyword of `unless` has evaluated further values. */
const FURTHER: { [keyword: string]: { same: string; unless: readonly string[] } } = {
  unevaluatedProperties: { same: "additionalProperties", unless: ["if", "then", "else", "dependentSchemas"] },
  unevaluatedItems: { same: "items", unless: ["if", "then", "else", "contains"] },
};

/** After `additionalProperties` nothing is left unevaluated. In a schema without parts both mean the same. */
export function settleUnevaluated(schema: JsonObject, hasNoParts: boolean): JsonObject {
  const entries = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
    const further = FURTHER[key];
    if (!further) return [[key, value]];
    if (further.same in schema) return [];
    const isSame = hasNoParts && !further.unless.some((other) => other in schema);
    return [[isSame ? further.same : key, value]];
  });
  return Object.fromEntries(entries);
}

/** One branch for each type that the schema names or implies. */
export function expandTypes(schema: JsonObject): Branch[] {
  const { nullable, type, ...rest } = normalizeKeywords(schema);
  const values = rest["enum"];
  const types = Array.isArray(type) ? [...type] : type === undefined ? impliedTypes(values) : [type];
  if (types.length === 0) return [rest];
  // A list of types doesn't allow a null that the values leave out; `nullable` does.
  const others = types.filter((one) => one !== "null");
  const branches = others.map((one) => omitOtherTypes(withValuesOf(rest, one, types), one));
  if (nullable === true) return [...branches, NULL];
  const lacksNull = Array.isArray(values) && !values.includes(null);
  return types.includes("null") && !lacksNull ? [...branches, omitOtherTypes(rest, "null")] : branches;
}

/** `expandTypes` has read the enum: whether it lists null is known. */
const NOT_OF_NULL = new Set(
  "type enum format default deprecated readOnly writeOnly discriminator".split(" "),
);

/** Of a schema for values of this type, what can bind one. */
export function omitOtherTypes(schema: JsonObject, type: Json): JsonObject {
  const kind = type === "integer" ? "number" : type;
  const own = Object.entries(schema).filter(([key]) => (KEYWORDS.get(key)?.type ?? kind) === kind);
  if (type !== "null") return roundLimits({ ...Object.fromEntries(own), type });
  const rest = own.filter(([key]) => !NOT_OF_NULL.has(key));
  return rest.length > 0 ? { ...Object.fromEntries(rest), type } : NULL;
}

/** The types of the values of an enum without a `type`. */
function impliedTypes(values: Json | undefined): Json[] {
  const distinct = new Set(listOf(values).map(typeOfValue));
  if (distinct.has("number")) distinct.delete("integer");
  return distinct.has("object") ? [] : [...distinct];
}

function typeOfValue(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Of several types, each takes its own values. */
function withValuesOf(schema: JsonObject, type: Json, types: readonly Json[]): JsonObject {
  const { enum: values, ...rest } = schema;
  if (!Array.isArray(values)) return schema;
  if (type === "boolean" && values.includes(true) && values.includes(false)) return rest;
  if (types.length < 2 && !values.includes(null)) return schema;
  const own = values.filter((value) => {
    const kind = typeOfValue(value);
    return kind === type || (kind === "integer" && type === "number") || kind === "object";
  });
  return { ...schema, enum: own };
}

function normalizeKeywords(schema: JsonObject): JsonObject {
  const { const: only, minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...own } = schema;
  const entries = Object.entries(own).filter(
    ([key, value]) =>
      !isDeepStrictEqual(value, KEYWORDS.get(key)?.absent) &&
      // A boolean, as in draft 3: validators ignore it.
      !(key === "required" && !Array.isArray(value)),
  );
  const lower = boundOf(minimum, exclusiveMinimum, 1);
  const upper = boundOf(maximum, exclusiveMaximum, -1);
  return {
    ...Object.fromEntries(entries),
    ...(only !== undefined && { enum: intersectValues(own["enum"], [only]) }),
    ...(lower && { minimum: lower }),
    ...(upper && { maximum: upper }),
  };
}

/** The tighter one of two bounds. OpenAPI 3.0 has a flag beside a bound that is open, 3.1 the open bound itself. */
function boundOf(inclusive: Json | undefined, exclusive: Json | undefined, sign: 1 | -1): Bound | undefined {
  const closed = typeof inclusive === "number" ? { limit: inclusive, isOpen: exclusive === true } : undefined;
  if (typeof exclusive !== "number" || (closed && sign * (closed.limit - exclusive) > 0)) return closed;
  return { limit: exclusive, isOpen: true };
}

/** For integers, above 0 means from 1, and from 0.5 as well. */
function roundLimits(branch: Branch): Branch {
  if (branch["type"] === "number" && branch["multipleOf"] === 1) branch["type"] = "integer";
  if (branch["type"] !== "integer") return branch;
  const { multipleOf, ...rounded } = branch;
  // Every integer is a multiple of 1, and of 0.5.
  if (multipleOf !== undefined && !Number.isInteger(1 / Number(multipleOf)))
    rounded["multipleOf"] = multipleOf;
  for (const [keyword, sign] of [
    ["minimum", 1],
    ["maximum", -1],
  ] as const) {
    const bound = rounded[keyword];
    if (!isBound(bound)) continue;
    const limit = sign * bound.limit;
    // Not the negative zero.
    rounded[keyword] = {
      limit: sign * (bound.isOpen ? Math.floor(limit) + 1 : Math.ceil(limit)) + 0,
      isOpen: false,
    };
  }
  return rounded;
}

/** Merges branches that only list values: how a union divides them has no meaning. */
export function mergeEnums(branches: readonly Branch[]): Branch[] {
  const isEnum = (branch: Branch) =>
    Array.isArray(branch["enum"]) && Object.keys(branch).every((key) => key === "type" || key === "enum");
  const enums = branches.filter(isEnum);
  const merged = [...new Set(enums.map(({ type }) => type))].map((type): Branch => {
    const alike = enums.filter((branch) => branch["type"] === type);
    const values = alike.flatMap((branch) => listOf(branch["enum"]));
    return { ...alike[0], enum: [...new Set(values)] };
  });
  return enums.length === merged.length
    ? [...branches]
    : [...merged, ...branches.filter((branch) => !isEnum(branch))];
}
