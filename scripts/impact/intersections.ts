/** What `allOf` means for unions: whatever matches a branch of each. */
import { isDeepStrictEqual } from "node:util";
import { type Branch, omitOtherTypes } from "./branches.ts";
import { KEYWORDS } from "./keywords.ts";
import { type Json, type JsonObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";

/** Each branch of the one with each of the other, if their types agree. */
export function intersectUnions(left: readonly Branch[], right: readonly Branch[]): Branch[] {
  return left.flatMap((one) =>
    right.flatMap((other) => {
      const types = new Set([one["type"], other["type"]].filter((type) => type !== undefined));
      const isInteger = types.size === 2 && types.has("integer") && types.has("number");
      if (types.size > 1 && !isInteger) return [];
      const both = intersectBranches(one, other);
      return [isInteger ? omitOtherTypes(both, "integer") : both];
    }),
  );
}

/** Both hold: neither may hide a change of the other. */
function intersectBranches(left: Branch, right: Branch): Branch {
  if (Object.keys(left).length === 0) return right;
  if (Object.keys(right).length === 0) return left;
  const both: Branch = {};
  for (const keyword of new Set([...keywordsOf(left), ...keywordsOf(right)])) {
    const [values, others] = [valuesOf(left, keyword), valuesOf(right, keyword)];
    const [value, other] = [left[keyword], right[keyword]];
    const combine = keyword === "items" ? intersectSchemas : KEYWORDS.get(keyword)?.both;
    const one = value !== undefined && other !== undefined ? combine?.(value, other) : undefined;
    if (one !== undefined) both[keyword] = one;
    else setValues(both, keyword, [...values, ...others]);
  }
  const branch = withProperties(both, left, right);
  return branch["type"] === undefined ? branch : omitOtherTypes(branch, branch["type"]);
}

/** Of a keyword that several schemas of an allOf have, the values that can't be written as one. */
const SEVERAL = "\0several ";

function setValues(branch: Branch, keyword: string, values: readonly Json[]): void {
  const distinct = values.filter(
    (value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) === index,
  );
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined) branch[keyword] = only;
  else branch[SEVERAL + keyword] = distinct;
}

export function keywordsOf(branch: Branch): string[] {
  return Object.keys(branch).map((key) => (key.startsWith(SEVERAL) ? key.slice(SEVERAL.length) : key));
}

/** All of them hold. */
export function valuesOf(branch: Branch, keyword: string): Json[] {
  const value = branch[keyword];
  return value === undefined ? listOf(branch[SEVERAL + keyword]) : [value];
}

/** One object for each pair, so that the comparison of recursive schemas ends. */
const INTERSECTIONS = new WeakMap<object, WeakMap<object, JsonObject>>();

function intersectSchemas(left: Json, right: Json): Json {
  if (isDeepStrictEqual(left, right)) return left;
  if (typeof left !== "object" || left === null) return left === false ? false : right;
  if (typeof right !== "object" || right === null) return right === false ? false : left;
  const known = INTERSECTIONS.get(left) ?? new WeakMap<object, JsonObject>();
  INTERSECTIONS.set(left, known);
  const both = known.get(right) ?? { allOf: [left, right] };
  known.set(right, both);
  return both;
}

/** A schema that is closed, or types further properties, does so for what only the other one names. */
function withProperties(both: Branch, left: Branch, right: Branch): Branch {
  const [rest, otherRest] = [left, right].map((branch) => branch["additionalProperties"] ?? true);
  const [own, others] = [objectOf(left["properties"]), objectOf(right["properties"])];
  if (rest === undefined || otherRest === undefined) return both;
  const names = new Set([...Object.keys(own), ...Object.keys(others)]);
  const properties = [...names].map((name): [string, Json] => {
    const [value = rest, other = otherRest] = [ownValue(own, name), ownValue(others, name)];
    return [name, intersectSchemas(value, other)];
  });
  if (properties.length > 0) both["properties"] = Object.fromEntries(properties);
  const remaining = intersectSchemas(rest, otherRest);
  if (remaining !== true || "additionalProperties" in both) both["additionalProperties"] = remaining;
  return both;
}
