/** Compares what only people read, as it is written: what a `$ref` names is compared as a component. */
import { isDeepStrictEqual } from "node:util";
import { type Finding, createFinding, prefixPaths } from "./finding.ts";
import { type Json, type JsonObject, isObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";
import { schemaShapeOf } from "../spec/walk.ts";

/** Compares two schemas with those in them, or two other objects without what they hold. */
export function compareAnnotations(before: Json | undefined, after: Json | undefined): Finding[] {
  if (!isObject(before) || !isObject(after)) return [];
  return Object.keys({ ...before, ...after }).flatMap((key) => {
    if (isDeepStrictEqual(before[key], after[key])) return [];
    if (isAnnotation(key)) return [createFinding("annotation", ({ name }) => `${key} of ${name} changed`)];
    return pairSchemas(key, before, after).flatMap(([path, ...both]) =>
      prefixPaths(path, compareAnnotations(...both)),
    );
  });
}

/** Of what keywords hold, beside the names of properties. */
const PATHS: { [keyword: string]: string } = { items: "[]", additionalProperties: "*" };

type Pair = [path: string, before: Json | undefined, after: Json | undefined];

/** The schemas that a keyword has, each with the one that takes its place. */
function pairSchemas(keyword: string, before: JsonObject, after: JsonObject): Pair[] {
  const [valueBefore, valueAfter] = [before[keyword], after[keyword]];
  const shape = schemaShapeOf(keyword);
  if (shape === "one") return [[PATHS[keyword] ?? "", valueBefore, valueAfter]];
  if (shape === "map")
    return Object.entries(objectOf(valueBefore)).map(([name, schema]) => [
      name,
      schema,
      ownValue(objectOf(valueAfter), name),
    ]);
  if (shape !== "list") return [];
  // Equal members belong together at any index, the others by their order.
  const [membersBefore, membersAfter] = [listOf(valueBefore), listOf(valueAfter)];
  const changed = (members: Json[], others: Json[]) =>
    members.filter((member) => !others.some((other) => isDeepStrictEqual(member, other)));
  const added = changed(membersAfter, membersBefore);
  return changed(membersBefore, membersAfter).map((member, index) => ["", member, added[index]]);
}
