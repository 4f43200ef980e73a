import { type Overlap, type Overlaps, compareOverlaps, kindOf } from "./overlaps.ts";
import type { Schemas } from "./schemas.ts";
import type { Branch } from "./branches.ts";
import { keywordsOf, valuesOf } from "./intersections.ts";
import type { CanonicalForm } from "./canonical.ts";
import { compareUnions } from "./unions.ts";
import { type Mode, compareProperties, isApplicator, keepsAccepting } from "./applicators.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import { type Finding, capFindings, equivalent, notUnderstood, prefixPaths, rejects } from "./finding.ts";
import { acceptsAll, compareValues } from "./keywords.ts";
import type { Json } from "../spec/openapi.ts";

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
  readonly #mode: Mode;
  readonly #memo = new FindingMemo(LIMITS);
  readonly #trials = new Map<Mode, { forward: ConstraintComparison; backward: ConstraintComparison }>();

  constructor(before: SchemaSide, after: SchemaSide, mode: Mode = "report") {
    this.#before = before;
    this.#after = after;
    this.#mode = mode;
  }

  /** The same in another mode, either way. */
  #try(mode: "trial" | "strict") {
    const trials = this.#trials.get(mode) ?? {
      forward: new ConstraintComparison(this.#before, this.#after, mode),
      backward: new ConstraintComparison(this.#after, this.#before, mode),
    };
    this.#trials.set(mode, trials);
    return trials;
  }

  /** If the forms differ, there is at least one finding, unless a pair whose comparison isn't over accounts for it. */
  compare(before: Value, after: Value): Finding[] {
    if (before === undefined || after === undefined) return [];
    const [from, to] = [this.#before, this.#after];
    if (from.canonical.schema(before) === to.canonical.schema(after)) return [];
    const { assumptions } = this.#memo;
    const findings = [
      ...this.#compareOverlaps(from.overlaps.of(before), to.overlaps.of(after)),
      ...this.#compareBranches(from.schemas.branchesOf(before), to.schemas.branchesOf(after)),
    ];
    const isExplained = findings.length > 0 || this.#memo.assumptions > assumptions;
    return isExplained ? findings : [notUnderstood()];
  }

  #compareBranches(before: readonly Branch[], after: readonly Branch[]): Finding[] {
    const trials = this.#mode === "report" ? this.#try("trial") : undefined;
    return compareUnions(before, after, {
      isSame: (branch, next) => this.#isSame(branch, next),
      compare: (branch, next) => this.compareBranch(branch, next),
      ...(trials && {
        trial: {
          compare: (branch, next) => trials.forward.compareBranch(branch, next),
          accepts: (branch, next) => accepts(trials.forward, branch, next),
          accepted: (next, branch) => accepts(trials.backward, next, branch),
        },
      }),
    });
  }

  #isSame(before: Branch, after: Branch): boolean {
    return this.#before.canonical.branch(before) === this.#after.canonical.branch(after);
  }

  #compareOverlaps(before: readonly Overlap[], after: readonly Overlap[]): Finding[] {
    if (before.length === 0 && after.length === 0) return [];
    const [from, to] = [this.#before.canonical, this.#after.canonical];
    const backward = this.#mode === "report" ? this.#try("trial").backward : undefined;
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
    const type = compareValues("type", valuesOf(before, "type"), valuesOf(after, "type"));
    if (type.some(rejects) && kindOf(before) !== kindOf(after)) return type;
    const keywords = new Set([...keywordsOf(before), ...keywordsOf(after)]);
    return [
      ...type,
      ...[...keywords]
        .filter((keyword) => !STRUCTURE.has(keyword))
        .flatMap((keyword) => this.#compareKeyword(keyword, before, after)),
      ...compareProperties(before, after, {
        mode: this.#mode,
        compare: (schema, other) => this.compare(schema, other),
        isImpossible: (schema) => this.#after.schemas.branchesOf(schema).length === 0,
      }),
      ...prefixPaths("[]", this.#compareOptional(before["items"], after["items"])),
    ];
  }

  #compareKeyword(keyword: string, before: Branch, after: Branch): Finding[] {
    const [from, to] = [this.#before.canonical, this.#after.canonical];
    if (from.keyword(before, keyword) === to.keyword(after, keyword)) return [];
    const [values, revised] = [valuesOf(before, keyword), valuesOf(after, keyword)];
    if (acceptsAll(before["enum"], keyword, revised))
      return [equivalent(({ name }) => `${keyword} of ${name} changed, which all of its values satisfy`)];
    const isSingle = values.length < 2 && revised.length < 2;
    if (isApplicator(keyword) && isSingle) return this.#compareApplicator(keyword, before, after);
    const changes = compareValues(keyword, values, revised);
    return changes.length > 0 ? changes : [notUnderstood(keyword)];
  }

  /** A schema below a keyword may change behind a reference, where its text is the same. */
  #compareApplicator(keyword: string, before: Branch, after: Branch): Finding[] {
    const keeps = keepsAccepting(
      keyword,
      before,
      after,
      // Inside of trials, any change of a schema may reject something.
      (one, other) => this.#mode === "report" && this.#accepts(keyword, one, other),
    );
    const [change] = compareValues(keyword, valuesOf(before, keyword), valuesOf(after, keyword));
    const message: Finding["message"] =
      change?.message ?? (({ name }) => `what ${keyword} of ${name} refers to changed`);
    return [{ path: "", compatibility: keeps ? "extends" : "narrows", message }];
  }

  /** What is below `not` is compared the other way round. */
  #accepts(keyword: string, schema: Json, other: Json): boolean {
    const { forward, backward } = this.#try("strict");
    return !(keyword === "not" ? backward : forward).compare(schema, other).some(rejects);
  }

  /** Absent, a schema for the parts of a value allows anything. */
  #compareOptional(before: Value, after: Value): Finding[] {
    return before === undefined && after === undefined ? [] : this.compare(before ?? true, after ?? true);
  }
}

/** Whether the other branch accepts whatever the branch does, as far as a trial shows. */
function accepts(trial: ConstraintComparison, branch: Branch, other: Branch): boolean {
  if (other["type"] !== undefined && kindOf(other) !== kindOf(branch)) return false;
  return !trial.compareBranch(branch, other).some(rejects);
}
