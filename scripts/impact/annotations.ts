import { isDeepStrictEqual } from "node:util";
import { type Finding, capFindings, prefixPaths } from "./finding.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import type { Schemas } from "./schemas.ts";
import { type Json, type JsonObject, isObject, listOf, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  onLimitExceeded: {
    path: "",
    compatibility: "annotation",
    message: ({ name }) => `annotations of ${name} are nested too deeply to compare`,
  },
};

/** Walks two schemas as they are written and compares what only people read. */
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
      return capFindings([...beside, ...compareAnnotations(from, to), ...this.#compareInside(from, to)]);
    });
  }

  #compareInside(before: JsonObject, after: JsonObject): Finding[] {
    const maps = ["properties", "patternProperties"].map(
      (key) => [objectOf(before[key]), objectOf(after[key])] as const,
    );
    const unions = ["allOf", "anyOf", "oneOf"].map(
      (key) => [listOf(before[key]), listOf(after[key])] as const,
    );
    return [
      ...maps.flatMap(([from, to]) =>
        Object.keys(from)
          .filter((name) => Object.hasOwn(to, name))
          .flatMap((name) => prefixPaths(name, this.compare(from[name], to[name]))),
      ),
      ...prefixPaths("[]", this.compare(before["items"], after["items"])),
      ...prefixPaths("*", this.compare(before["additionalProperties"], after["additionalProperties"])),
      ...unions.flatMap(([from, to]) =>
        pairMembers(from, to).flatMap(([member, other]) => this.compare(member, other)),
      ),
    ];
  }
}

/** Equal members belong together at any index, the others by their order. */
function pairMembers(before: readonly Json[], after: readonly Json[]): [Json, Json | undefined][] {
  const free = [...after];
  const equal = new Map(
    before.flatMap((member) => {
      const index = free.findIndex((other) => isDeepStrictEqual(member, other));
      return index === -1 ? [] : [[member, free.splice(index, 1)[0]]];
    }),
  );
  const rest = before.filter((member) => !equal.has(member));
  return [...equal, ...rest.map((member, index): [Json, Json | undefined] => [member, free[index]])];
}

/** Compares what only people read at this level of an object: a schema, a parameter, a body. */
export function compareAnnotations(before: JsonObject, after: JsonObject): Finding[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)].filter(isAnnotation));
  return [...keys]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({
      path: "",
      compatibility: "annotation",
      message: ({ name }) => `${key} of ${name} changed`,
    }));
}
