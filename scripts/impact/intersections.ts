/** What `allOf` means for unions: whatever matches a branch of each. */
import { isDeepStrictEqual } from "node:util";
import { type Branch, NULL, closeBounds, intersectValues } from "./branches.ts";
import { type Json, type JsonObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";

/** Each branch of the one with each of the other, if their types agree. */
export function intersectUnions(left: readonly Branch[], right: readonly Branch[]): Branch[] {
  return left.flatMap((one) =>
    right.flatMap((other) => {
      const types = new Set([one["type"], other["type"]].filter((type) => type !== undefined));
      const isInteger = types.size === 2 && types.has("integer") && types.has("number");
      if (types.size > 1 && !isInteger) return [];
      const both = intersectBranches(one, other);
      return [isInteger ? closeBounds({ ...both, type: "integer" }) : both];
    }),
  );
}

/** Both hold: neither may hide a change of the other. */
function intersectBranches(left: Branch, right: Branch): Branch {
  if (left["type"] === "null" || right["type"] === "null") return NULL;
  if (Object.keys(left).length === 0) return right;
  if (Object.keys(right).length === 0) return left;
  const both: Branch = { ...left, ...right };
  for (const [key, value] of Object.entries(left)) {
    const other = right[key];
    if (other === undefined || PROPERTIES.has(key) || isDeepStrictEqual(value, other)) continue;
    const rule = INTERSECTION_RULES[key];
    if (rule) both[key] = rule(value, other);
    else if (isConflict(key)) both[key] = [...listOf(value), ...listOf(other)];
    else {
      both[key] = other;
      const conflict = `${key}${CONFLICT}`;
      both[conflict] = [...listOf(both[conflict]), value];
    }
  }
  return withProperties(both, left, right);
}

/** A keyword that both schemas of an allOf have, with what can't be said in one value. */
const CONFLICT = " (allOf)";

export function isConflict(keyword: string): boolean {
  return keyword.endsWith(CONFLICT);
}

export function withoutConflict(keyword: string): string {
  return isConflict(keyword) ? keyword.slice(0, -CONFLICT.length) : keyword;
}

const PROPERTIES = new Set(["properties", "additionalProperties"]);

type IntersectionRule = (left: Json, right: Json) => Json;

const smaller: IntersectionRule = (left, right) => Math.min(Number(left), Number(right));
const larger: IntersectionRule = (left, right) => Math.max(Number(left), Number(right));

const INTERSECTION_RULES: Record<string, IntersectionRule> = {
  ...{
    maxLength: smaller,
    maxItems: smaller,
    maxProperties: smaller,
    maximum: smaller,
    exclusiveMaximum: smaller,
  },
  ...{
    minLength: larger,
    minItems: larger,
    minProperties: larger,
    minimum: larger,
    exclusiveMinimum: larger,
  },
  required: (left, right) => [...new Set([...listOf(left), ...listOf(right)])],
  enum: intersectValues,
  items: intersectSchemas,
  // What a union says of itself goes before what its branch says.
  default: (left) => left,
};

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
