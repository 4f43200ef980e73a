import { sameMeaning } from "./canonical.ts";
import { type Finding, limited, under } from "./finding.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import { listOf, objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import type { Schemas } from "./schema.ts";
import { type Json, type JsonObject, isObject } from "../spec/openapi.ts";

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  beyond: { path: "", effect: "prose", sentence: ({ name }) => `prose of ${name} is too deep to compare` },
};

/** Walks two schemas as they are written for what only people read. */
export class ProseWalk {
  readonly #before: Schemas;
  readonly #after: Schemas;
  readonly #memo = new FindingMemo(LIMITS);

  constructor(before: Schemas, after: Schemas) {
    this.#before = before;
    this.#after = after;
  }

  compare(before: Json | undefined, after: Json | undefined): Finding[] {
    if (!isObject(before) || !isObject(after)) return [];
    const [old, next] = [this.#before.resolve(before), this.#after.resolve(after)];
    return this.#memo.between(old, next, () => {
      const beside = old === before || next === after ? [] : compareProse(before, after);
      return limited([...beside, ...compareProse(old, next), ...this.#inside(old, next)]);
    });
  }

  #inside(old: JsonObject, next: JsonObject): Finding[] {
    const [properties, others] = [objectOf(old["properties"]), objectOf(next["properties"])];
    const unions = ["allOf", "anyOf", "oneOf"].map((key) => [listOf(old[key]), listOf(next[key])] as const);
    return [
      ...Object.keys(properties)
        .filter((name) => Object.hasOwn(others, name))
        .flatMap((name) => under(name, this.compare(properties[name], others[name]))),
      ...under("[]", this.compare(old["items"], next["items"])),
      ...under("*", this.compare(old["additionalProperties"], next["additionalProperties"])),
      ...unions.flatMap(([these, those]) =>
        pairsOf(these, those).flatMap(([member, other]) => this.compare(member, other)),
      ),
    ];
  }
}

/** Members that say the same belong together wherever they stand, the others by their order. */
function pairsOf(these: readonly Json[], those: readonly Json[]): [Json, Json | undefined][] {
  const free = [...those];
  const same = new Map(
    these.flatMap((member) => {
      const index = free.findIndex((other) => sameMeaning(member, other));
      return index === -1 ? [] : [[member, free.splice(index, 1)[0]]];
    }),
  );
  const rest = these.filter((member) => !same.has(member));
  return [...same, ...rest.map((member, index): [Json, Json | undefined] => [member, free[index]])];
}

/** What only people read at this level of an object: a schema, an operation, a parameter. */
export function compareProse(before: JsonObject, after: JsonObject): Finding[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)].filter(isProse));
  return [...keys]
    .filter((key) => !sameMeaning(before[key], after[key]))
    .map((key) => ({ path: "", effect: "prose", sentence: ({ name }) => `${key} of ${name} changed` }));
}
