/** Keywords that apply schemas to a value or to its parts: only what those schemas accept matters. */
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
  if (isGone && (keyword === "not" || !constrainsRest(after))) return true;
  // Inside of trials, any change of a schema may reject something.
  if (walk.mode !== "report") return APPLICATOR_RULES[keyword]?.(before, after, () => false) ?? false;
  // `not` reverses the direction of the comparison.
  const strict = keyword === "not" ? walk.backward("strict") : walk.forward("strict");
  const accepts: Accepts = (baseValue, revised) => !strict.compare(baseValue, revised).some(rejects);
  return APPLICATOR_RULES[keyword]?.(before, after, accepts) ?? false;
}

/** Whether the schema constrains the parts that no other keyword evaluates. */
function constrainsRest(branch: Branch): boolean {
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
    const [itemsBefore, itemsAfter] = [listOf(before["prefixItems"]), listOf(after["prefixItems"])];
    const restBefore = before["items"] ?? true;
    const restAfter = after["items"] ?? after["unevaluatedItems"] ?? true;
    const longer = itemsBefore.length > itemsAfter.length ? itemsBefore : itemsAfter;
    return [...longer.keys()].every((index) =>
      accepts(itemsBefore[index] ?? restBefore, itemsAfter[index] ?? restAfter),
    );
  },
  patternProperties: (before, after, accepts) => {
    const [schemasBefore, schemasAfter] = [
      objectOf(before["patternProperties"]),
      objectOf(after["patternProperties"]),
    ];
    const restAfter = after["additionalProperties"] ?? after["unevaluatedProperties"] ?? true;
    const known = [
      ...Object.values(objectOf(before["properties"])),
      ...Object.values(schemasBefore),
      before["additionalProperties"] ?? true,
    ];
    return (
      Object.entries(schemasBefore).every(([pattern, schema]) =>
        accepts(schema, schemasAfter[pattern] ?? restAfter),
      ) &&
      Object.entries(schemasAfter)
        .filter(([pattern]) => !Object.hasOwn(schemasBefore, pattern))
        .every(([, schema]) => known.every((one) => accepts(one, schema)))
    );
  },
  dependentSchemas: (before, after, accepts) => {
    const schemasBefore = objectOf(before["dependentSchemas"]);
    return Object.entries(objectOf(after["dependentSchemas"])).every(([name, schema]) =>
      accepts(schemasBefore[name] ?? true, schema),
    );
  },
};

/** Compares the properties of two objects, named ones and further ones. */
export function compareProperties(walk: Walk, before: Branch, after: Branch): Finding[] {
  const [propertiesBefore, propertiesAfter] = [objectOf(before["properties"]), objectOf(after["properties"])];
  const [requiredBefore, requiredAfter] = [listOf(before["required"]), listOf(after["required"])];
  const names = [
    ...Object.keys(propertiesAfter),
    ...Object.keys(propertiesBefore),
    ...requiredAfter,
    ...requiredBefore,
  ];
  const named = [...new Set(names)].flatMap((name) => {
    if (typeof name !== "string") return [];
    const isRequired = requiredAfter.includes(name);
    const [schemaBefore, schemaAfter] = [ownValue(propertiesBefore, name), ownValue(propertiesAfter, name)];
    if (schemaBefore === undefined && schemaAfter !== undefined)
      return compareAdded(walk, name, isRequired, before["additionalProperties"] ?? true, schemaAfter);
    if (schemaBefore !== undefined && schemaAfter === undefined)
      return compareRemoved(
        walk,
        name,
        schemaBefore,
        after["additionalProperties"] ?? after["unevaluatedProperties"] ?? true,
      );
    const inside =
      schemaBefore === undefined || schemaAfter === undefined ? [] : walk.compare(schemaBefore, schemaAfter);
    const moved = createFinding(isRequired ? "narrows" : "extends", movedTo(!isRequired), { isShape: true });
    const isSame = isRequired === requiredBefore.includes(name);
    return prefixPaths(name, isSame ? inside : [moved, ...inside]);
  });
  return [
    ...named,
    ...compareRest(walk, before["additionalProperties"] ?? true, after["additionalProperties"] ?? true),
  ];
}

/** A property that `additionalProperties` allowed now has a schema of its own. */
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
