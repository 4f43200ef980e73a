import { isDeepStrictEqual } from "node:util";
import { type Json, type JsonObject, listOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

/**
 * A branch of a union with at most one `type`, without annotations. Schemas are compared as branches, so
 * `nullable` and a `null` branch, `const` and a one-value `enum`, a `$ref` and what it names, a `type` list and
 * an `anyOf` are the same, however a publication writes them.
 */
export type Branch = JsonObject;

export const NULL: Branch = { type: "null" };

export function omitAnnotations(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => !isAnnotation(key) && !DEFINITIONS.has(key)),
  );
}

/** What they define is compared at the references to it. */
const DEFINITIONS = new Set(["$defs", "definitions"]);

/** One branch for each type that the schema names or implies. */
export function expandTypes(schema: JsonObject): Branch[] {
  const { nullable, type, ...rest } = normalizeKeywords(schema);
  const values = rest["enum"];
  const types = Array.isArray(type) ? [...type] : type === undefined ? impliedTypes(values) : [type];
  if (types.length === 0) return [rest];
  // A list of types doesn't allow a null that the values leave out; `nullable` does.
  const others = types.filter((one) => one !== "null");
  const branches = others.map((one) => closeBounds(omitOtherTypes(withValuesOf(rest, one, types), one)));
  if (nullable === true) return [...branches, NULL];
  return types.includes("null") && !lacksNull(values)
    ? [...branches, omitOtherTypes(rest, "null")]
    : branches;
}

/** The values of an enum were looked at before. */
const NOT_OF_NULL = new Set(
  "type enum format default deprecated readOnly writeOnly discriminator".split(" "),
);

/** Keywords that only bind values of one type. */
const KEYWORDS_OF_TYPE: Record<string, string> = {
  string: "minLength maxLength pattern contentEncoding contentMediaType contentSchema",
  number: "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
  array:
    "items prefixItems additionalItems unevaluatedItems minItems maxItems uniqueItems " +
    "contains minContains maxContains",
  object:
    "properties patternProperties additionalProperties unevaluatedProperties propertyNames required " +
    "minProperties maxProperties dependentRequired dependentSchemas",
};

const TYPE_OF_KEYWORD = new Map(
  Object.entries(KEYWORDS_OF_TYPE).flatMap(([type, keywords]) =>
    keywords.split(" ").map((keyword): [string, string] => [keyword, type]),
  ),
);

/** Of a schema for values of this type, what can bind one. */
export function omitOtherTypes(schema: JsonObject, type: Json): JsonObject {
  const kind = type === "integer" ? "number" : type;
  const own = Object.entries(schema).filter(([key]) => (TYPE_OF_KEYWORD.get(key) ?? kind) === kind);
  if (type !== "null") return { ...Object.fromEntries(own), type };
  const rest = own.filter(([key]) => !NOT_OF_NULL.has(key));
  return rest.length > 0 ? { ...Object.fromEntries(rest), type } : NULL;
}

function lacksNull(values: Json | undefined): boolean {
  return Array.isArray(values) && !values.includes(null);
}

/** Values that are listed without a type have one all the same. */
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
  if (types.length < 2 && lacksNull(values)) return schema;
  const own = values.filter((value) => {
    const kind = typeOfValue(value);
    return kind === type || (kind === "integer" && type === "number") || kind === "object";
  });
  return { ...schema, enum: own };
}

/** For integers, above 0 means from 1, and from 0.5 as well. */
export function closeBounds(branch: Branch): Branch {
  if (branch["type"] !== "integer") return branch;
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, ...closed } = branch;
  const lower = [
    typeof minimum === "number" && Math.ceil(minimum),
    typeof above === "number" && Math.floor(above) + 1,
  ];
  const upper = [
    typeof maximum === "number" && Math.floor(maximum),
    typeof below === "number" && Math.ceil(below) - 1,
  ];
  const [lowest, highest] = [lower, upper].map((limits) => limits.filter((limit) => limit !== false));
  // Every integer is a multiple of 1, and of 0.5.
  if (Number.isInteger(1 / Number(closed["multipleOf"]))) Reflect.deleteProperty(closed, "multipleOf");
  if (lowest && lowest.length > 0) closed["minimum"] = Math.max(...lowest);
  if (highest && highest.length > 0) closed["maximum"] = Math.min(...highest);
  return closed;
}

function normalizeKeywords(schema: JsonObject): JsonObject {
  const { const: only, required, ...others } = schema;
  // Draft 3's boolean, which everyone overlooks.
  const rest: JsonObject = Array.isArray(required) ? { ...others, required } : others;
  const normalized: JsonObject =
    only === undefined ? rest : { ...rest, enum: intersectValues(rest["enum"], [only]) };
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    // OpenAPI 3.0 has a flag beside the bound, 3.1 the bound itself.
    if (normalized[exclusive] === true && normalized[bound] !== undefined) {
      normalized[exclusive] = normalized[bound];
      Reflect.deleteProperty(normalized, bound);
    } else if (typeof normalized[exclusive] === "boolean") Reflect.deleteProperty(normalized, exclusive);
  }
  return normalized;
}

/** Branches that only list values are one list, however they are divided. */
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

export function intersectValues(left: Json | undefined, right: Json): Json {
  if (!Array.isArray(left)) return right;
  return left.filter((value) => listOf(right).some((other) => isDeepStrictEqual(value, other)));
}
