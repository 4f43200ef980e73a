/** Keywords that apply schemas to a value or to its parts. Only what those allow decides what a change means. */
import type { Branch } from "./branches.ts";
import { type Finding, added, createFinding, movedTo, prefixPaths, rejects, removed } from "./finding.ts";
import type { Walk } from "./unions.ts";
import { type Json, isObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";

/** Whether the second schema accepts whatever the first one does. */
type Accepts = (before: Json, after: Json) => boolean;
type ApplicatorRule = (before: Branch, after: Branch, accepts: Accepts) => boolean;

export function isApplicator(keyword: string): boolean {
  return Object.hasOwn(APPLICATOR_RULES, keyword);
}

/** Whether whatever the keyword accepted is still accepted. */
export function keepsAccepting(walk: Walk, keyword: string, before: Branch, after: Branch): boolean {
  const isGone = after[keyword] === undefined;
  if (isGone && (keyword === "not" || !bindsRest(after))) return true;
  // Inside of trials, any change of a schema may reject something.
  if (walk.mode !== "report") return APPLICATOR_RULES[keyword]?.(before, after, () => false) ?? false;
  // What is below `not` is compared the other way round.
  const strict = keyword === "not" ? walk.backward("strict") : walk.forward("strict");
  const accepts: Accepts = (one, other) => !strict.compare(one, other).some(rejects);
  return APPLICATOR_RULES[keyword]?.(before, after, accepts) ?? false;
}
/** Whether the schema says something of the parts that no other keyword looks at. */
function bindsRest(branch: Branch): boolean {
  const keywords = ["additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems"];
  return keywords.some((keyword) => branch[keyword] !== undefined && branch[keyword] !== true);
}

const APPLICATOR_RULES: Record<string, ApplicatorRule> = {
  ...Object.fromEntries(
    ["propertyNames", "then", "else", "unevaluatedItems", "unevaluatedProperties"].map((keyword) => [
      keyword,
      (before, after, accepts) => accepts(before[keyword] ?? true, after[keyword] ?? true),
    ]),
  ),
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

/** Compares the properties of two objects, named ones and further ones. */
export function compareProperties(walk: Walk, before: Branch, after: Branch): Finding[] {
  const [from, to] = [objectOf(before["properties"]), objectOf(after["properties"])];
  const [requiredBefore, requiredAfter] = [listOf(before["required"]), listOf(after["required"])];
  const names = [...Object.keys(to), ...Object.keys(from), ...requiredAfter, ...requiredBefore];
  const named = [...new Set(names)].flatMap((name) => {
    if (typeof name !== "string") return [];
    const isRequired = requiredAfter.includes(name);
    const [schema, other] = [ownValue(from, name), ownValue(to, name)];
    if (schema === undefined && other !== undefined)
      return compareAdded(walk, name, isRequired, before["additionalProperties"] ?? true, other);
    if (schema !== undefined && other === undefined)
      return compareRemoved(
        walk,
        name,
        schema,
        after["additionalProperties"] ?? after["unevaluatedProperties"] ?? true,
      );
    const inside = schema === undefined || other === undefined ? [] : walk.compare(schema, other);
    const moved = createFinding(isRequired ? "narrows" : "extends", movedTo(!isRequired), { isShape: true });
    const isSame = isRequired === requiredBefore.includes(name);
    return prefixPaths(name, isSame ? inside : [moved, ...inside]);
  });
  return [
    ...named,
    ...compareRest(walk, before["additionalProperties"] ?? true, after["additionalProperties"] ?? true),
  ];
}

/** What was allowed under any name now has a schema of its own. */
function compareAdded(walk: Walk, name: string, isRequired: boolean, rest: Json, schema: Json): Finding[] {
  const presence = createFinding(isRequired ? "narrows" : "extends", added(!isRequired), { isShape: true });
  const isStrict = walk.mode === "strict" || walk.isImpossible(schema);
  const isCompared = isObject(rest) || (rest === true && isStrict);
  return prefixPaths(name, isCompared ? [presence, ...walk.compare(rest, schema)] : [presence]);
}

/** A writer of the property no longer compiles, though an open object accepts it. */
function compareRemoved(walk: Walk, name: string, schema: Json, rest: Json): Finding[] {
  const isRejected = walk.mode === "report" || rest === false;
  const gone = createFinding(isRejected ? "narrows" : "extends", removed, { isShape: true });
  return prefixPaths(name, isRejected ? [gone] : [gone, ...walk.compare(schema, rest)]);
}

function compareRest(walk: Walk, before: Json, after: Json): Finding[] {
  if (before !== false && after !== false) return prefixPaths("*", walk.compare(before, after));
  if (before === after) return [];
  const isClosed = after === false;
  const verb = isClosed ? "may no longer hold" : "may hold";
  return [
    createFinding(isClosed ? "narrows" : "extends", ({ name }) => `${name} ${verb} further properties`),
  ];
}
