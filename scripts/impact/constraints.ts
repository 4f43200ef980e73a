import { type Overlap, type Overlaps, compareOverlaps, kindOf } from "./overlaps.ts";
import type { Schemas } from "./schemas.ts";
import type { Branch } from "./branches.ts";
import { keywordsOf, valuesOf } from "./intersections.ts";
import type { CanonicalForm } from "./canonical.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import {
  type Finding,
  added,
  branchChanged,
  capFindings,
  equivalent,
  movedTo,
  notUnderstood,
  prefixPaths,
  rejects,
  removed,
  shapeChanged,
} from "./finding.ts";
import { acceptsAll, compareBounds, compareKeyword, compareValues, isBound } from "./keywords.ts";
import { schemaShapeOf } from "../spec/walk.ts";
import { type Json, isObject, listOf, objectOf } from "../spec/openapi.ts";

type Value = Json | undefined;

/** Keywords that are compared property by property or item by item. */
const STRUCTURE = new Set(["type", "properties", "required", "items", "additionalProperties"]);

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  // It may reject requests.
  onLimitExceeded: {
    path: "",
    compatibility: "narrows",
    message: ({ name }) => `${name} is too complex to compare`,
  },
};

export interface SchemaSide {
  schemas: Schemas;
  overlaps: Overlaps;
  canonical: CanonicalForm;
}

/** Walks the same schema in two specs for what generated types don't show. */
export class ConstraintComparison {
  readonly #before: SchemaSide;
  readonly #after: SchemaSide;
  readonly #memo = new FindingMemo(LIMITS);
  /** Whether one branch accepts what another does, either way. Trials don't try the unions inside again. */
  readonly #trial: { forward: ConstraintComparison; backward: ConstraintComparison } | undefined;

  constructor(before: SchemaSide, after: SchemaSide, isTrial = false) {
    this.#before = before;
    this.#after = after;
    if (!isTrial)
      this.#trial = {
        forward: new ConstraintComparison(before, after, true),
        backward: new ConstraintComparison(after, before, true),
      };
  }

  /** If the forms differ, there is at least one finding, unless a pair whose comparison isn't over accounts for it. */
  compare(before: Value, after: Value): Finding[] {
    if (before === undefined || after === undefined) return [];
    const [from, to] = [this.#before, this.#after];
    if (from.canonical.schema(before) === to.canonical.schema(after)) return [];
    const { assumptions } = this.#memo;
    const findings = [
      ...this.#compareOverlaps(from.overlaps.of(before), to.overlaps.of(after)),
      ...this.#compareUnions(from.schemas.branchesOf(before), to.schemas.branchesOf(after)),
    ];
    const isExplained = findings.length > 0 || this.#memo.assumptions > assumptions;
    return isExplained ? findings : [notUnderstood()];
  }

  /** Branches are paired by what differs least. A change of one doesn't count if another branch allows it. */
  #compareUnions(before: readonly Branch[], after: readonly Branch[]): Finding[] {
    const [only, other] = [before[0], after[0]];
    if (before.length === 1 && after.length === 1 && only && other) return this.compareBranch(only, other);
    const free = new Set(after);
    const changed = before.filter((branch) => {
      const same = [...free].find((next) => this.#isSame(branch, next));
      return !(same && free.delete(same));
    });
    const findings = changed.flatMap((branch) => {
      const closest = this.#findClosest(branch, free);
      if (closest) free.delete(closest);
      const changes = closest
        ? this.compareBranch(branch, closest)
        : [branchChanged("narrows", "removed", branch)];
      const isCovered =
        changes.some(rejects) && after.some((next) => accepts(this.#trial?.forward, branch, next));
      return isCovered
        ? [
            ...changes.filter((finding) => !rejects(finding)),
            branchChanged("equivalent", "rewritten", branch),
          ]
        : changes;
    });
    const gained = [...free].map((next) => {
      const isKnown = before.some((old) => accepts(this.#trial?.backward, next, old));
      return branchChanged(isKnown ? "equivalent" : "extends", "added", next);
    });
    return capFindings([...findings, ...gained]);
  }

  #findClosest(branch: Branch, free: ReadonlySet<Branch>): Branch | undefined {
    const alike = [...free].filter((next) => kindOf(next) === kindOf(branch));
    const trial = this.#trial?.forward;
    if (!trial) return alike[0];
    let best: { next: Branch; cost: number } | undefined;
    for (const next of alike) {
      const cost = trial.compareBranch(branch, next).length;
      if (!best || cost < best.cost) best = { next, cost };
      if (cost === 0) break;
    }
    return best?.next;
  }

  #isSame(before: Branch, after: Branch): boolean {
    return this.#before.canonical.branch(before) === this.#after.canonical.branch(after);
  }

  #compareOverlaps(before: readonly Overlap[], after: readonly Overlap[]): Finding[] {
    if (before.length === 0 && after.length === 0) return [];
    const [from, to] = [this.#before.canonical, this.#after.canonical];
    const backward = this.#trial?.backward;
    return compareOverlaps(before, after, {
      isSame: (one, other) => from.overlap(one) === to.overlap(other),
      isWithin:
        backward &&
        ((members, others) =>
          members.every((member) =>
            others.some((other) => this.#isSame(other, member) || accepts(backward, member, other)),
          )),
    });
  }

  compareBranch(before: Branch, after: Branch): Finding[] {
    return this.#memo.between(before, after, () => capFindings(this.#compareKeywords(before, after)));
  }

  #compareKeywords(before: Branch, after: Branch): Finding[] {
    const type = compareKeyword("type", before["type"], after["type"]);
    if (type.some(rejects) && kindOf(before) !== kindOf(after)) return type;
    const keywords = new Set([...keywordsOf(before), ...keywordsOf(after)]);
    return [
      ...type,
      ...[...keywords]
        .filter((keyword) => !STRUCTURE.has(keyword) && !isBound(keyword))
        .flatMap((keyword) => this.#compareKeyword(keyword, before, after)),
      ...compareBounds(before, after),
      ...this.#compareProperties(before, after),
      ...this.#compareRest(before["additionalProperties"], after["additionalProperties"]),
      ...prefixPaths("[]", this.#compareOptional(before["items"], after["items"])),
    ];
  }

  /** A schema below a keyword may change behind a reference, or only in its spelling. */
  #compareKeyword(keyword: string, before: Branch, after: Branch): Finding[] {
    const [from, to] = [this.#before.canonical, this.#after.canonical];
    if (from.keyword(before, keyword) === to.keyword(after, keyword)) return [];
    const [values, revised] = [valuesOf(before, keyword), valuesOf(after, keyword)];
    if (acceptsAll(before["enum"], keyword, revised))
      return [equivalent(({ name }) => `${keyword} of ${name} changed, which all of its values satisfy`)];
    const changes = compareValues(keyword, values, revised);
    if (changes.length > 0) return changes;
    if (schemaShapeOf(keyword) === undefined) return [notUnderstood(keyword)];
    const message: Finding["message"] = ({ name }) => `what ${keyword} of ${name} refers to changed`;
    return [{ path: "", compatibility: "narrows", message }];
  }

  #compareProperties(before: Branch, after: Branch): Finding[] {
    const [from, to] = [objectOf(before["properties"]), objectOf(after["properties"])];
    const [requiredBefore, requiredAfter] = [listOf(before["required"]), listOf(after["required"])];
    const names = [...Object.keys(to), ...Object.keys(from), ...requiredAfter, ...requiredBefore];
    return [...new Set(names)].flatMap((name) => {
      if (typeof name !== "string") return [];
      const isRequired = requiredAfter.includes(name);
      const [had, has] = [Object.hasOwn(from, name), Object.hasOwn(to, name)];
      if (!had && has) return this.#compareAdded(name, isRequired, before["additionalProperties"], to[name]);
      if (had && !has) return this.#compareRemoved(name, from[name], after["additionalProperties"]);
      const inside = had ? prefixPaths(name, this.compare(from[name], to[name])) : [];
      if (isRequired === requiredBefore.includes(name)) return inside;
      const compatibility = isRequired ? "narrows" : "extends";
      return [shapeChanged(name, compatibility, movedTo(!isRequired)), ...inside];
    });
  }

  /** What was allowed under any name now has a schema of its own. */
  #compareAdded(name: string, isRequired: boolean, rest: Value, schema: Value): Finding[] {
    const inside = isObject(rest) ? prefixPaths(name, this.compare(rest, schema)) : [];
    return [shapeChanged(name, isRequired ? "narrows" : "extends", added(!isRequired)), ...inside];
  }

  /** A writer of the property no longer compiles, though an open object accepts it. */
  #compareRemoved(name: string, schema: Value, rest: Value): Finding[] {
    if (this.#trial || rest === false) return [shapeChanged(name, "narrows", removed)];
    return [shapeChanged(name, "extends", removed), ...prefixPaths(name, this.compare(schema, rest ?? true))];
  }

  /** Absent, a schema for the parts of a value allows anything. */
  #compareOptional(before: Value, after: Value): Finding[] {
    return before === undefined && after === undefined ? [] : this.compare(before ?? true, after ?? true);
  }

  #compareRest(before: Value, after: Value): Finding[] {
    if (before !== false && after !== false) return prefixPaths("*", this.#compareOptional(before, after));
    if (before === after) return [];
    const isClosed = after === false;
    const message: Finding["message"] = ({ name }) =>
      `${name} may ${isClosed ? "no longer " : ""}hold further properties`;
    return [{ path: "", compatibility: isClosed ? "narrows" : "extends", message }];
  }
}

/** Whether the other branch accepts whatever the branch does, as far as a trial shows. */
function accepts(trial: ConstraintComparison | undefined, branch: Branch, other: Branch): boolean {
  if (!trial || (other["type"] !== undefined && kindOf(other) !== kindOf(branch))) return false;
  return !trial.compareBranch(branch, other).some(rejects);
}
