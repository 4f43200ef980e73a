/** Walks the same schema in two specs for what generated types don't show. */
import { compareProperties, isApplicator, keepsAccepting } from "./applicators.ts";
import type { Branch } from "./branches.ts";
import type { CanonicalForm } from "./canonical.ts";
import { isDeepStrictEqual } from "node:util";
import {
  type Finding,
  capFindings,
  describeChange,
  createFinding,
  notUnderstood,
  prefixPaths,
  rejects,
  valuesChanged,
} from "./finding.ts";
import { keywordsOf, valuesOf } from "./schemas.ts";
import { KEYWORDS } from "./keywords.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import type { Schemas } from "./schemas.ts";
import {
  type Mode,
  type Overlap,
  type Overlaps,
  type Walk,
  compareOverlaps,
  compareUnions,
  kindOf,
} from "./unions.ts";
import type { Json } from "../spec/openapi.ts";

/** Keywords that are compared property by property or item by item. */
const STRUCTURE = new Set(["type", "properties", "required", "items", "additionalProperties"]);

const LIMITS: MemoLimits = {
  steps: 200_000,
  depth: 200,
  // It may reject requests.
  onLimitExceeded: createFinding("narrows", ({ name }) => `${name} is too complex to compare`),
};

export interface SchemaSide {
  schemas: Schemas;
  overlaps: Overlaps;
  canonical: CanonicalForm;
}

export class ConstraintComparison implements Walk {
  readonly mode: Mode;
  readonly #before: SchemaSide;
  readonly #after: SchemaSide;
  readonly #memo = new FindingMemo(LIMITS);
  readonly #walks = new Map<string, Walk>();

  constructor(before: SchemaSide, after: SchemaSide, mode: Mode = "report") {
    this.#before = before;
    this.#after = after;
    this.mode = mode;
  }

  forward(mode: Mode): Walk {
    return this.#open(mode, this.#before, this.#after);
  }

  backward(mode: Mode): Walk {
    return this.#open(mode, this.#after, this.#before);
  }

  #open(mode: Mode, before: SchemaSide, after: SchemaSide): Walk {
    const key = `${mode} ${before === this.#before ? "forward" : "backward"}`;
    const walk = this.#walks.get(key) ?? new ConstraintComparison(before, after, mode);
    this.#walks.set(key, walk);
    return walk;
  }

  /** If the forms differ, there is a finding, unless they differ in a pair that is still being compared. */
  compare(before: Json, after: Json): Finding[] {
    const [sideBefore, sideAfter] = [this.#before, this.#after];
    if (sideBefore.canonical.schema(before) === sideAfter.canonical.schema(after)) return [];
    const { assumptions } = this.#memo;
    const findings = [
      ...compareOverlaps(this, sideBefore.overlaps.of(before), sideAfter.overlaps.of(after)),
      ...compareUnions(this, sideBefore.schemas.branchesOf(before), sideAfter.schemas.branchesOf(after)),
    ];
    const hasSpecificCause = findings.length > 0 || this.#memo.assumptions > assumptions;
    return hasSpecificCause ? findings : [notUnderstood()];
  }

  isSame(before: Branch, after: Branch): boolean {
    return this.#before.canonical.branch(before) === this.#after.canonical.branch(after);
  }

  isSameOverlap(before: Overlap, after: Overlap): boolean {
    return this.#before.canonical.overlap(before) === this.#after.canonical.overlap(after);
  }

  isImpossible(schema: Json): boolean {
    return this.#after.schemas.branchesOf(schema).length === 0;
  }

  accepts(before: Branch, after: Branch): boolean {
    if (after["type"] !== undefined && kindOf(after) !== kindOf(before)) return false;
    return !this.compareBranch(before, after).some(rejects);
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
      ...compareProperties(this, before, after),
      // Without `items`, an array may hold anything.
      ...prefixPaths("[]", this.compare(before["items"] ?? true, after["items"] ?? true)),
    ];
  }

  #compareKeyword(keyword: string, before: Branch, after: Branch): Finding[] {
    const [formsBefore, formsAfter] = [this.#before.canonical, this.#after.canonical];
    if (formsBefore.keyword(before, keyword) === formsAfter.keyword(after, keyword)) return [];
    const [values, revised] = [valuesOf(before, keyword), valuesOf(after, keyword)];
    if (acceptsAll(before["enum"], keyword, revised))
      return [
        createFinding(
          "equivalent",
          ({ name }) => `${keyword} of ${name} changed, which all of its values satisfy`,
        ),
      ];
    const changes = compareValues(keyword, values, revised);
    if (!isApplicator(keyword) || values.length > 1 || revised.length > 1)
      return changes.length > 0 ? changes : [notUnderstood(keyword)];
    // A schema below a keyword may change behind a reference, where its text is the same.
    const message: Finding["message"] =
      changes[0]?.message ?? (({ name }) => `what ${keyword} of ${name} refers to changed`);
    const keeps = keepsAccepting(this, keyword, before, after);
    return [createFinding(keeps ? "extends" : "narrows", message)];
  }
}

/** All values of a keyword hold: each new one must follow from one of before. */
export function compareValues(
  name: string,
  before: readonly Json[],
  after: readonly Json[],
  keyword = KEYWORDS.get(name),
): Finding[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!keyword) return [notUnderstood(name)];
  const [[value], [revised]] = [before, after];
  if (name === "enum" && Array.isArray(value) && Array.isArray(revised))
    return valuesChanged(value, revised, { added: "extends", removed: "narrows", isShape: true });
  const isSingle = before.length < 2 && after.length < 2;
  const follows = (next: Json) =>
    before.some((known) => isDeepStrictEqual(known, next) || keyword.keeps(known, next));
  const keeps = isSingle ? keyword.keeps(value, revised) : after.every(follows);
  const [valueBefore, valueAfter] = [before, after].map((values) =>
    values.length > 1 ? [...values] : values[0],
  );
  return [
    createFinding(
      keeps ? "extends" : "narrows",
      (subject) =>
        keyword.describe?.(subject.name, valueBefore, valueAfter) ??
        describeChange(`${name} of ${subject.name}`, valueBefore, valueAfter),
      { isShape: name === "type" || name === "enum", isAdvisory: keyword.isAdvisory === true },
    ),
  ];
}

/** Whether all values of an enum satisfy new limits: a list of voices becomes any string of up to 512. */
function acceptsAll(values: Json | undefined, name: string, limits: readonly Json[]): boolean {
  const accepts = KEYWORDS.get(name)?.accepts;
  if (!Array.isArray(values) || limits.length === 0 || !accepts) return false;
  return values.every((value) => limits.every((limit) => accepts(limit, value)));
}
