/** Keywords that apply schemas to a value or to its parts. Only what those allow decides what a change means. */
import type { Branch } from "./branches.ts";
import { type Json, listOf, objectOf } from "../spec/openapi.ts";

/** Whether the second schema accepts whatever the first one does. */
type Accepts = (before: Json, after: Json) => boolean;
type ApplicatorRule = (before: Branch, after: Branch, accepts: Accepts) => boolean;

export function isApplicator(keyword: string): boolean {
  return Object.hasOwn(APPLICATOR_RULES, keyword);
}

/** Whether whatever the keyword accepted is still accepted. */
export function keepsAccepting(keyword: string, before: Branch, after: Branch, accepts: Accepts): boolean {
  const isGone = after[keyword] === undefined;
  if (isGone && (keyword === "not" || !bindsRest(after))) return true;
  return APPLICATOR_RULES[keyword]?.(before, after, accepts) ?? false;
}

/** Whether the schema says something of the parts that no other keyword looks at. */
function bindsRest(branch: Branch): boolean {
  const keywords = ["additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems"];
  return keywords.some((keyword) => branch[keyword] !== undefined && branch[keyword] !== true);
}

function single(keyword: string): ApplicatorRule {
  return (before, after, accepts) => accepts(before[keyword] ?? true, after[keyword] ?? true);
}

const APPLICATOR_RULES: Record<string, ApplicatorRule> = {
  propertyNames: single("propertyNames"),
  then: single("then"),
  else: single("else"),
  unevaluatedItems: single("unevaluatedItems"),
  unevaluatedProperties: single("unevaluatedProperties"),
  not: (before, after, accepts) =>
    after["not"] === undefined || accepts(after["not"], before["not"] ?? false),
  // More matching items may be too many.
  contains: (before, after, accepts) =>
    after["contains"] !== undefined &&
    after["maxContains"] === undefined &&
    accepts(before["contains"] ?? true, after["contains"]),
  prefixItems: (before, after, accepts) => {
    const [items, others] = [listOf(before["prefixItems"]), listOf(after["prefixItems"])];
    const rest = before["items"] ?? true;
    const otherRest = after["items"] ?? after["unevaluatedItems"] ?? true;
    const longer = items.length > others.length ? items : others;
    return [...longer.keys()].every((index) => accepts(items[index] ?? rest, others[index] ?? otherRest));
  },
  patternProperties: (before, after, accepts) => {
    const [schemas, others] = [objectOf(before["patternProperties"]), objectOf(after["patternProperties"])];
    const rest = after["additionalProperties"] ?? after["unevaluatedProperties"] ?? true;
    const known = [
      ...Object.values(objectOf(before["properties"])),
      ...Object.values(schemas),
      before["additionalProperties"] ?? true,
    ];
    return (
      Object.entries(schemas).every(([pattern, schema]) => accepts(schema, others[pattern] ?? rest)) &&
      Object.entries(others)
        .filter(([pattern]) => !Object.hasOwn(schemas, pattern))
        .every(([, schema]) => known.every((one) => accepts(one, schema)))
    );
  },
  dependentSchemas: (before, after, accepts) => {
    const schemas = objectOf(before["dependentSchemas"]);
    return Object.entries(objectOf(after["dependentSchemas"])).every(([name, schema]) =>
      accepts(schemas[name] ?? true, schema),
    );
  },
};
