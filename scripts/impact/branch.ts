import { isDeepStrictEqual } from "node:util";
import { listOf, objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";

/**
 * The one form in which schemas are compared: the branches of a union, each with at most one `type`, without
 * prose. So `nullable` and a `null` branch, `const` and a one-value `enum`, a `$ref` and what it names, a
 * `type` list and an `anyOf` are the same thing, however a publication happens to write them.
 */
export type Branch = JsonObject;

export const NULL: Branch = { type: "null" };

export function withoutProse(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !isProse(key)));
}

export function splitTypes(schema: JsonObject): Branch[] {
  const { nullable, type, ...rest } = oneWayOfWriting(schema);
  const types = Array.isArray(type) ? [...type] : type === undefined ? impliedTypes(rest["enum"]) : [type];
  if (types.length === 0) return [rest];
  if (nullable === true && !types.includes("null")) types.push("null");
  return types.map((one) =>
    one === "null" ? NULL : withClosedBounds({ ...withoutNull(rest, types), type: one }),
  );
}

/** Values that are listed without a type have one all the same. */
function impliedTypes(values: Json | undefined): Json[] {
  if (!Array.isArray(values) || values.length === 0) return [];
  const types = values.map((value) => {
    if (value === null) return "null";
    if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
    return typeof value;
  });
  const distinct = [...new Set(types)];
  const known = distinct.filter((type) => type !== "null");
  return known.length === 1 && known[0] !== "object" ? distinct : [];
}

/** For integers, above 0 means from 1. */
function withClosedBounds(branch: Branch): Branch {
  if (branch["type"] !== "integer") return branch;
  const closed = { ...branch };
  const { exclusiveMinimum: above, exclusiveMaximum: below } = branch;
  if (typeof above === "number") {
    Reflect.deleteProperty(closed, "exclusiveMinimum");
    const minimum = Math.floor(above) + 1;
    closed["minimum"] =
      typeof branch["minimum"] === "number" ? Math.max(branch["minimum"], minimum) : minimum;
  }
  if (typeof below === "number") {
    Reflect.deleteProperty(closed, "exclusiveMaximum");
    const maximum = Math.ceil(below) - 1;
    closed["maximum"] =
      typeof branch["maximum"] === "number" ? Math.min(branch["maximum"], maximum) : maximum;
  }
  return closed;
}

function oneWayOfWriting(schema: JsonObject): JsonObject {
  const { const: only, ...rest } = schema;
  const written: JsonObject = only === undefined ? rest : { ...rest, enum: [only] };
  for (const bound of ["minimum", "maximum"]) {
    const exclusive = `exclusive${bound.charAt(0).toUpperCase()}${bound.slice(1)}`;
    // OpenAPI 3.0 has a flag beside the bound where 3.1 has the bound itself.
    if (written[exclusive] === true && written[bound] !== undefined) {
      written[exclusive] = written[bound];
      Reflect.deleteProperty(written, bound);
    } else if (typeof written[exclusive] === "boolean") Reflect.deleteProperty(written, exclusive);
  }
  return written;
}

function withoutNull(schema: JsonObject, types: readonly Json[]): JsonObject {
  const values = schema["enum"];
  if (!Array.isArray(values) || !types.includes("null")) return schema;
  return { ...schema, enum: values.filter((value) => value !== null) };
}

/** Branches that only list values are one list, in whatever portions they were written. */
export function withMergedLists(branches: readonly Branch[]): Branch[] {
  const isList = (branch: Branch) =>
    Array.isArray(branch["enum"]) && Object.keys(branch).every((key) => key === "type" || key === "enum");
  const lists = branches.filter(isList);
  const merged = [...new Set(lists.map(({ type }) => type))].map((type): Branch => {
    const same = lists.filter((branch) => branch["type"] === type);
    const values = same.flatMap((branch) => listOf(branch["enum"]));
    return { ...same[0], enum: [...new Set(values)] };
  });
  return lists.length === merged.length
    ? [...branches]
    : [...merged, ...branches.filter((one) => !isList(one))];
}

/** Every branch of the one that agrees with every branch of the other: what allOf means for unions. */
export function product(these: readonly Branch[], those: readonly Branch[]): Branch[] {
  return these.flatMap((one) =>
    those.flatMap((other) => (typesAgree(one["type"], other["type"]) ? [merged(one, other)] : [])),
  );
}

function typesAgree(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** Where both say something of the same keyword, both must hold: neither may hide a change of the other. */
function merged(one: Branch, other: Branch): Branch {
  if (one["type"] === "null" || other["type"] === "null") return NULL;
  const both: Branch = { ...one, ...other };
  for (const key of Object.keys(one).filter((name) => Object.hasOwn(other, name))) {
    const [left, right] = [one[key], other[key]];
    if (left === undefined || right === undefined || isDeepStrictEqual(left, right)) continue;
    if (key === "properties") both[key] = mergedProperties(objectOf(left), objectOf(right));
    else if (key === "required") both[key] = [...new Set([...listOf(left), ...listOf(right)])];
    else if (key === "items") both[key] = { allOf: [left, right] };
    else if (typeof left === "number" && typeof right === "number" && /max|min/i.test(key))
      both[key] = /max/i.test(key) ? Math.min(left, right) : Math.max(left, right);
    // What a union says of itself goes before what its branch says.
    else if (key === "default") both[key] = left;
    else both[`${key} (allOf)`] = left;
  }
  return both;
}

function mergedProperties(one: JsonObject, other: JsonObject): JsonObject {
  const both: JsonObject = { ...one, ...other };
  for (const [name, left] of Object.entries(one)) {
    const right = other[name];
    if (right !== undefined) both[name] = { allOf: [left, right] };
  }
  return both;
}
