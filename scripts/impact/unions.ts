/** Compares two unions: pairs their branches, finds the ones that others replace, and compares overlaps. */
import type { Branch } from "./branches.ts";
import { type Finding, branchChanged, capFindings, createFinding, rejects } from "./finding.ts";
import type { Schemas } from "./schemas.ts";
import { type Json, isObject, listOf, objectOf } from "../spec/openapi.ts";

/**
 * `report` finds what a caller meets: a property that is named for the first time breaks nobody. A `trial` asks
 * whether one branch of a union replaces another one; it tries no unions inside. A `strict` one asks the same of
 * schemas below keywords, for any value.
 */
export type Mode = "report" | "trial" | "strict";

/** Compares schemas of two revisions. */
export interface Walk {
  readonly mode: Mode;
  compare: (before: Json, after: Json) => Finding[];
  compareBranch: (before: Branch, after: Branch) => Finding[];
  isSame: (before: Branch, after: Branch) => boolean;
  isSameOverlap: (before: Overlap, after: Overlap) => boolean;
  /** Whether a branch of after accepts whatever one of before does. `false` if the walk can't show it. */
  accepts: (before: Branch, after: Branch) => boolean;
  /** Whether no value matches a schema of after. */
  isImpossible: (schema: Json) => boolean;
  /** The same walk in another mode. */
  forward: (mode: Mode) => Walk;
  /** From after to before. */
  backward: (mode: Mode) => Walk;
}

/** Branches are paired by what differs least. A change of one doesn't count if another branch allows it. */
export function compareUnions(walk: Walk, before: readonly Branch[], after: readonly Branch[]): Finding[] {
  const [onlyBefore, onlyAfter] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && onlyBefore && onlyAfter)
    return walk.compareBranch(onlyBefore, onlyAfter);
  // No trials are made inside of trials.
  const isTried = walk.mode === "report";
  const free = new Set(after);
  const changed = before.filter((branch) => {
    const same = [...free].find((candidate) => walk.isSame(branch, candidate));
    return !(same && free.delete(same));
  });
  const findings = changed.flatMap((branch) => {
    const closest = findClosest(walk, branch, free);
    if (closest) free.delete(closest);
    const changes = closest
      ? walk.compareBranch(branch, closest)
      : [branchChanged("narrows", "removed", branch)];
    const isCovered =
      isTried &&
      changes.some(rejects) &&
      after.some((candidate) => walk.forward("trial").accepts(branch, candidate));
    if (!isCovered) return changes;
    return [
      ...changes.filter((change) => !rejects(change)),
      branchChanged("equivalent", "rewritten", branch),
    ];
  });
  const gained = [...free].map((candidate) => {
    const isKnown = isTried && before.some((branch) => walk.backward("trial").accepts(candidate, branch));
    return branchChanged(isKnown ? "equivalent" : "extends", "added", candidate);
  });
  return capFindings([...findings, ...gained]);
}

function findClosest(walk: Walk, branch: Branch, free: ReadonlySet<Branch>): Branch | undefined {
  const alike = [...free].filter((candidate) => kindOf(candidate) === kindOf(branch));
  if (walk.mode !== "report") return alike[0];
  let best: { candidate: Branch; cost: number } | undefined;
  for (const candidate of alike) {
    const cost = walk.forward("trial").compareBranch(branch, candidate).length;
    if (!best || cost < best.cost) best = { candidate, cost };
    if (cost === 0) break;
  }
  return best?.candidate;
}

/** Beyond this many pairs of overlaps any new one counts. */
const MAX_TRIED = 2_500;

/** New overlaps reject values, unless a wider overlap rejected them before. */
export function compareOverlaps(
  walk: Walk,
  before: readonly Overlap[],
  after: readonly Overlap[],
): Finding[] {
  const isTried = walk.mode === "report" && before.length * after.length <= MAX_TRIED;
  const isWithin = (members: readonly Branch[], others: readonly Branch[]) =>
    members.every((member) =>
      others.some((other) => walk.isSame(other, member) || walk.backward("trial").accepts(member, other)),
    );
  const isKnown = (overlap: Overlap) => before.some((known) => walk.isSameOverlap(known, overlap));
  const isRejected = ([one, other]: Overlap) =>
    before.some(
      ([left, right]) =>
        (isWithin(one, left) && isWithin(other, right)) || (isWithin(one, right) && isWithin(other, left)),
    );
  const isNew = after.some((overlap) => !isKnown(overlap) && !(isTried && isRejected(overlap)));
  const isGone = before.some((overlap) => !after.some((kept) => walk.isSameOverlap(overlap, kept)));
  if (!isNew && !isGone && after.every(isKnown)) return [];
  return [
    isNew
      ? createFinding(
          "narrows",
          ({ name }) => `a value of ${name} may be rejected because it matches several branches of oneOf`,
        )
      : createFinding(
          isGone ? "extends" : "equivalent",
          ({ name }) => `fewer values of ${name} match several branches of oneOf`,
        ),
  ];
}

/** Two members, each as its branches. */
export type Overlap = readonly [Branch[], Branch[]];

export class Overlaps {
  readonly #schemas: Schemas;
  readonly #known = new Map<Json, Overlap[]>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** Those of a schema and of the unions that it is made of. */
  of(schema: Json): Overlap[] {
    if (!isObject(schema)) return [];
    const resolved = this.#schemas.target(schema);
    const known = this.#known.get(resolved);
    if (known) return known;
    this.#known.set(resolved, []);
    const members = listOf(resolved["oneOf"]).map((part) => this.#schemas.branchesOf(part));
    const own = members.flatMap((one, index) =>
      members
        .slice(index + 1)
        .filter((other) => one.some((branch) => other.some((sibling) => this.#mayOverlap(branch, sibling))))
        .map((other): Overlap => [one, other]),
    );
    const parts = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => listOf(resolved[keyword]));
    if (resolved["$ref"] !== undefined) parts.push({ $ref: resolved["$ref"] });
    const overlaps = [...own, ...parts.flatMap((part) => this.of(part))];
    this.#known.set(resolved, overlaps);
    return overlaps;
  }

  #mayOverlap(left: Branch, right: Branch): boolean {
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    if (kind !== undefined && otherKind !== undefined && kind !== otherKind) return false;
    if (kind === "null" && otherKind === "null") return false;
    if (areDisjoint(left["enum"], right["enum"])) return false;
    if (lacksRequired(left, right) || lacksRequired(right, left)) return false;
    const shared = namesIn(left["required"]).filter((name) => namesIn(right["required"]).includes(name));
    return !shared.some((name) => this.#excludesOther(name, left, right));
  }

  /** Whether a property that both require tells them apart. */
  #excludesOther(name: string, ...branches: [Branch, Branch]): boolean {
    const [left, right] = branches.map((branch) => {
      const property = objectOf(branch["properties"])[name];
      const found = property === undefined ? [] : this.#schemas.branchesOf(property);
      return found.length === 1 ? found[0] : undefined;
    });
    if (!left || !right) return false;
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    const isOtherKind = kind !== undefined && otherKind !== undefined && kind !== otherKind;
    return isOtherKind || areDisjoint(left["enum"], right["enum"]);
  }
}

/** An integer is a number. */
export function kindOf({ type }: Branch): Json | undefined {
  return type === "integer" ? "number" : type;
}

function areDisjoint(left: Json | undefined, right: Json | undefined): boolean {
  return Array.isArray(left) && Array.isArray(right) && !left.some((value) => right.includes(value));
}

/** Whether the first branch forbids a property that the other one requires. */
function lacksRequired(closed: Branch, other: Branch): boolean {
  return (
    closed["additionalProperties"] === false &&
    namesIn(other["required"]).some((name) => !Object.hasOwn(objectOf(closed["properties"]), name))
  );
}

function namesIn(list: Json | undefined): string[] {
  return listOf(list).filter((name) => typeof name === "string");
}
