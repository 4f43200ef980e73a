/** Compares what only people read. */
import { isDeepStrictEqual } from "node:util";
import { type Finding, capFindings, createFinding, prefixPaths } from "./finding.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import type { Schemas } from "./schemas.ts";
import { type Json, type JsonObject, isObject, listOf, objectOf, ownValue } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";
import { schemaShapeOf } from "../spec/walk.ts";

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  onLimitExceeded: createFinding(
    "annotation",
    ({ name }) => `annotations of ${name} are nested too deeply to compare`,
  ),
};

/** Of what keywords hold, beside the names of properties. */
const PATHS: { [keyword: string]: string } = { items: "[]", additionalProperties: "*" };

/** Walks two schemas as they are written. */
export class AnnotationComparison {
  readonly #before: Schemas;
  readonly #after: Schemas;
  readonly #memo = new FindingMemo(LIMITS);

  constructor(before: Schemas, after: Schemas) {
    this.#before = before;
    this.#after = after;
  }

  compare(before: Json | undefined, after: Json | undefined): Finding[] {
    if (!isObject(before) || !isObject(after)) return [];
    const [from, to] = [this.#before.resolve(before), this.#after.resolve(after)];
    return this.#memo.between(from, to, () => {
      const beside = from === before || to === after ? [] : compareAnnotations(before, after);
      const inside = Object.keys(from).flatMap((keyword) => this.#compareInside(keyword, from, to));
      return capFindings([...beside, ...compareAnnotations(from, to), ...inside]);
    });
  }

  #compareInside(
    keyword: string,
    { [keyword]: before }: JsonObject,
    { [keyword]: after }: JsonObject,
  ): Finding[] {
    const shape = schemaShapeOf(keyword);
    if (shape === "one") return prefixPaths(PATHS[keyword] ?? "", this.compare(before, after));
    if (shape === "list")
      return pairMembers(listOf(before), listOf(after)).flatMap((members) => this.compare(...members));
    if (shape !== "map") return [];
    const [from, to] = [objectOf(before), objectOf(after)];
    return Object.keys(from).flatMap((name) =>
      prefixPaths(name, this.compare(from[name], ownValue(to, name))),
    );
  }
}

/** Equal members belong together at any index, the others by their order. */
function pairMembers(before: readonly Json[], after: readonly Json[]): [Json, Json | undefined][] {
  const free = [...after];
  const kept = before.filter((member) => {
    const index = free.findIndex((other) => isDeepStrictEqual(member, other));
    return index !== -1 && free.splice(index, 1).length > 0;
  });
  const changed = before.filter((member) => !kept.includes(member));
  return [
    ...kept.map((member): [Json, Json] => [member, member]),
    ...changed.map((member, index): [Json, Json | undefined] => [member, free[index]]),
  ];
}

/** At this level of an object: a schema, a parameter, a body. */
export function compareAnnotations(before: JsonObject, after: JsonObject): Finding[] {
  return Object.keys({ ...before, ...after })
    .filter((key) => isAnnotation(key) && !isDeepStrictEqual(before[key], after[key]))
    .map((key) => createFinding("annotation", ({ name }) => `${key} of ${name} changed`));
}
