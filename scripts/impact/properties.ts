/** Compares the properties of two objects, named ones and further ones. */
import type { Branch } from "./branches.ts";
import { type Finding, added, movedTo, prefixPaths, removed, shapeChanged } from "./finding.ts";
import { type Json, isObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";

/**
 * `report` finds what a caller meets: a property that is named for the first time breaks nobody. A `trial` asks
 * whether one branch of a union makes up for another one; it tries no unions inside. A `strict` one asks the same of
 * schemas below keywords, for any value.
 */
export type Mode = "report" | "trial" | "strict";

interface PropertyRules {
  mode: Mode;
  compare: (before: Json, after: Json) => Finding[];
  /** Whether no value matches a schema of after. */
  isImpossible: (schema: Json) => boolean;
}

export function compareProperties(before: Branch, after: Branch, rules: PropertyRules): Finding[] {
  const [from, to] = [objectOf(before["properties"]), objectOf(after["properties"])];
  const [requiredBefore, requiredAfter] = [listOf(before["required"]), listOf(after["required"])];
  const names = [...Object.keys(to), ...Object.keys(from), ...requiredAfter, ...requiredBefore];
  const named = [...new Set(names)].flatMap((name) => {
    if (typeof name !== "string") return [];
    const isRequired = requiredAfter.includes(name);
    const [schema, other] = [ownValue(from, name), ownValue(to, name)];
    if (schema === undefined && other !== undefined)
      return compareAdded(name, isRequired, before["additionalProperties"] ?? true, other, rules);
    if (schema !== undefined && other === undefined)
      return compareRemoved(name, schema, restOf(after), rules);
    const inside = schema === undefined || other === undefined ? [] : rules.compare(schema, other);
    const moved = shapeChanged("", isRequired ? "narrows" : "extends", movedTo(!isRequired));
    const isSame = isRequired === requiredBefore.includes(name);
    return prefixPaths(name, isSame ? inside : [moved, ...inside]);
  });
  return [...named, ...compareRest(before["additionalProperties"], after["additionalProperties"], rules)];
}

function restOf(after: Branch): Json {
  return after["additionalProperties"] ?? after["unevaluatedProperties"] ?? true;
}

/** What was allowed under any name now has a schema of its own. */
function compareAdded(
  name: string,
  isRequired: boolean,
  rest: Json,
  schema: Json,
  rules: PropertyRules,
): Finding[] {
  const presence = shapeChanged("", isRequired ? "narrows" : "extends", added(!isRequired));
  const isStrict = rules.mode === "strict" || rules.isImpossible(schema);
  const isCompared = isObject(rest) || (rest === true && isStrict);
  return prefixPaths(name, isCompared ? [presence, ...rules.compare(rest, schema)] : [presence]);
}

/** A writer of the property no longer compiles, though an open object accepts it. */
function compareRemoved(name: string, schema: Json, rest: Json, { mode, compare }: PropertyRules): Finding[] {
  if (mode === "report" || rest === false) return [shapeChanged(name, "narrows", removed)];
  return prefixPaths(name, [shapeChanged("", "extends", removed), ...compare(schema, rest)]);
}

function compareRest(
  before: Json | undefined,
  after: Json | undefined,
  { compare }: PropertyRules,
): Finding[] {
  if (before === after) return [];
  if (before !== false && after !== false) return prefixPaths("*", compare(before ?? true, after ?? true));
  const isClosed = after === false;
  const message: Finding["message"] = ({ name }) =>
    `${name} may ${isClosed ? "no longer " : ""}hold further properties`;
  return [{ path: "", compatibility: isClosed ? "narrows" : "extends", message }];
}
