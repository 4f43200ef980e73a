import { sameMeaning } from "./canonical.ts";
import { type Effect, type Finding, levelOf, limited, under } from "./finding.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import { compareBounds, compareKeyword, isBound, keepsEvery } from "./keywords.ts";
import { added, movedTo, removed } from "./sentences.ts";
import type { Branch } from "./branch.ts";
import { listOf, objectOf } from "./json.ts";
import type { Schemas } from "./schema.ts";
import { type Json, isObject } from "../spec/openapi.ts";

type Value = Json | undefined;

/** Keywords that hold schemas, or that say whether a property must be there. */
const STRUCTURE = new Set(["properties", "required", "items", "additionalProperties"]);

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  // It may reject requests.
  beyond: { path: "", effect: "narrows", sentence: ({ name }) => `${name} is too intricate to compare` },
};

/** Walks the same schema in two specs for what generated types can't see. */
export class ConstraintWalk {
  readonly #before: Schemas;
  readonly #after: Schemas;
  readonly #memo = new FindingMemo(LIMITS);
  /** Walks that try one branch against another, this way and the other. They take unions by their order. */
  readonly #trial: { forth: ConstraintWalk; back: ConstraintWalk } | undefined;

  /** Unions inside unions are not tried again: the tries would multiply with every level. */
  constructor(before: Schemas, after: Schemas, unions: "tried" | "in order" = "tried") {
    this.#before = before;
    this.#after = after;
    if (unions === "tried")
      this.#trial = {
        forth: new ConstraintWalk(before, after, "in order"),
        back: new ConstraintWalk(after, before, "in order"),
      };
  }

  compare(before: Value, after: Value): Finding[] {
    if (before === undefined || after === undefined) return [];
    const old = this.#before.branchesOf(before);
    const next = this.#after.branchesOf(after);
    const [one, other] = [old[0], next[0]];
    const overlaps = compareOverlaps(this.#before.countOverlaps(before), this.#after.countOverlaps(after));
    if (old.length === 1 && next.length === 1 && one && other)
      return [...overlaps, ...this.compareBranch(one, other)];
    return [...overlaps, ...this.#compareUnions(old, next)];
  }

  /** Branches are paired by what differs least. A change of one doesn't count where another branch allows it. */
  #compareUnions(before: readonly Branch[], after: readonly Branch[]): Finding[] {
    const free = new Set(after);
    const findings = before.flatMap((old) => {
      const next = this.#closest(old, free);
      if (next) free.delete(next);
      const changes = next ? this.compareBranch(old, next) : [formChanged("narrows", "removed", old)];
      const covered = changes.some(rejects) && after.some((other) => allows(this.#trial?.forth, old, other));
      return covered ? changes.filter((finding) => !rejects(finding)) : changes;
    });
    const added = [...free].filter((next) => !before.some((old) => allows(this.#trial?.back, next, old)));
    return limited([...findings, ...added.map((next) => formChanged("extends", "added", next))]);
  }

  #closest(old: Branch, free: ReadonlySet<Branch>): Branch | undefined {
    const alike = [...free].filter((next) => kindOf(next) === kindOf(old));
    const trial = this.#trial?.forth;
    if (!trial) return alike.find((next) => sameMeaning(old, next)) ?? alike[0];
    let best: { next: Branch; cost: number } | undefined;
    for (const next of alike) {
      const cost = trial.compareBranch(old, next).length;
      if (!best || cost < best.cost) best = { next, cost };
      if (cost === 0) break;
    }
    return best?.next;
  }

  compareBranch(before: Branch, after: Branch): Finding[] {
    return this.#memo.between(before, after, () => limited(this.#compareAnew(before, after)));
  }

  #compareAnew(before: Branch, after: Branch): Finding[] {
    const type = compareKeyword("type", before["type"], after["type"]);
    if (type.some(rejects) && kindOf(before) !== kindOf(after)) return type;
    const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
    const others = [...keywords].filter(
      (keyword) => keyword !== "type" && !STRUCTURE.has(keyword) && !isBound(keyword),
    );
    return [
      ...type,
      ...others
        .filter((keyword) => !keepsEvery(before["enum"], keyword, after[keyword]))
        .flatMap((keyword) => compareKeyword(keyword, before[keyword], after[keyword])),
      ...compareBounds(before, after),
      ...this.#compareProperties(before, after),
      ...this.#compareRest(before["additionalProperties"], after["additionalProperties"]),
      ...under("[]", this.#compareOptional(before["items"], after["items"])),
    ];
  }

  #compareProperties(before: Branch, after: Branch): Finding[] {
    const [old, next] = [objectOf(before["properties"]), objectOf(after["properties"])];
    const [oldRequired, nextRequired] = [listOf(before["required"]), listOf(after["required"])];
    const names = [...Object.keys(next), ...Object.keys(old), ...nextRequired, ...oldRequired];
    return [...new Set(names)].flatMap((name) => {
      if (typeof name !== "string") return [];
      const required = nextRequired.includes(name);
      if (!Object.hasOwn(old, name) && Object.hasOwn(next, name))
        return [
          shape(name, required ? "narrows" : "extends", added(!required)),
          // What was held under any name now has a schema of its own.
          ...(isObject(before["additionalProperties"])
            ? under(name, this.compare(before["additionalProperties"], next[name]))
            : []),
        ];
      if (Object.hasOwn(old, name) && !Object.hasOwn(next, name)) return [shape(name, "narrows", removed)];
      const inside = under(name, this.compare(old[name], next[name]));
      return required === oldRequired.includes(name)
        ? inside
        : [shape(name, required ? "narrows" : "extends", movedTo(!required)), ...inside];
    });
  }

  /** Absent, a schema for the parts of something asks for nothing. */
  #compareOptional(before: Value, after: Value): Finding[] {
    return before === undefined && after === undefined ? [] : this.compare(before ?? true, after ?? true);
  }

  #compareRest(before: Value, after: Value): Finding[] {
    if (before !== false && after !== false) return under("*", this.#compareOptional(before, after));
    if (before === after) return [];
    const verb = after === false ? "may no longer" : "may";
    return [
      {
        path: "",
        effect: after === false ? "narrows" : "extends",
        sentence: ({ name }) => `${name} ${verb} hold further properties`,
      },
    ];
  }
}

/** A value that several branches of a oneOf accept is rejected. */
function compareOverlaps(before: number, after: number): Finding[] {
  if (before === after) return [];
  const [effect, verb] = after > before ? (["narrows", "no longer"] as const) : (["extends", "now"] as const);
  return [
    {
      path: "",
      effect,
      sentence: ({ name }) => `a value of ${name} may ${verb} match several branches of oneOf`,
    },
  ];
}

/** An integer is a number. */
function kindOf({ type }: Branch): Value {
  return type === "integer" ? "number" : type;
}

/** Whether whatever the one branch takes, the other takes too, as far as a trial can tell. */
function allows(trial: ConstraintWalk | undefined, branch: Branch, other: Branch): boolean {
  if (!trial || (other["type"] !== undefined && kindOf(other) !== kindOf(branch))) return false;
  return !trial.compareBranch(branch, other).some(rejects);
}

function rejects(finding: Finding): boolean {
  return levelOf(finding.effect, "request") === "major";
}

function shape(path: string, effect: Effect, sentence: Finding["sentence"]): Finding {
  return { path, effect, sentence, shape: true };
}

/** A branch of a union. */
function formChanged(effect: Effect, verb: string, branch: Branch): Finding {
  const kind = typeof branch["type"] === "string" ? ` (${branch["type"]})` : "";
  return shape("", effect, ({ name }) => `a form of ${name}${kind} ${verb}`);
}
