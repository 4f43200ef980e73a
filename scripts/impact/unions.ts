/** Compares the branches of two unions: which belong together, which are gone, and which others make up for them. */
import type { Branch } from "./branches.ts";
import { type Finding, branchChanged, capFindings, rejects } from "./finding.ts";
import { kindOf } from "./overlaps.ts";

export interface BranchComparison {
  isSame: (before: Branch, after: Branch) => boolean;
  compare: (before: Branch, after: Branch) => Finding[];
  /** Of trials, which are not made inside of trials. */
  trial?: {
    compare: (before: Branch, after: Branch) => Finding[];
    /** Whether a branch of after accepts what one of before does. */
    accepts: (branch: Branch, next: Branch) => boolean;
    /** Whether a branch of before accepts what one of after does. */
    accepted: (next: Branch, branch: Branch) => boolean;
  };
}

/** Branches are paired by what differs least. A change of one doesn't count if another branch allows it. */
export function compareUnions(
  before: readonly Branch[],
  after: readonly Branch[],
  { isSame, compare, trial }: BranchComparison,
): Finding[] {
  const [only, other] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && only && other) return compare(only, other);
  const free = new Set(after);
  const changed = before.filter((branch) => {
    const same = [...free].find((next) => isSame(branch, next));
    return !(same && free.delete(same));
  });
  const findings = changed.flatMap((branch) => {
    const closest = findClosest(branch, free, trial?.compare);
    if (closest) free.delete(closest);
    const changes = closest ? compare(branch, closest) : [branchChanged("narrows", "removed", branch)];
    const isCovered = changes.some(rejects) && after.some((next) => trial?.accepts(branch, next));
    if (!isCovered) return changes;
    return [
      ...changes.filter((finding) => !rejects(finding)),
      branchChanged("equivalent", "rewritten", branch),
    ];
  });
  const gained = [...free].map((next) => {
    const isKnown = before.some((branch) => trial?.accepted(next, branch));
    return branchChanged(isKnown ? "equivalent" : "extends", "added", next);
  });
  return capFindings([...findings, ...gained]);
}

function findClosest(
  branch: Branch,
  free: ReadonlySet<Branch>,
  compare: BranchComparison["compare"] | undefined,
): Branch | undefined {
  const alike = [...free].filter((next) => kindOf(next) === kindOf(branch));
  if (!compare) return alike[0];
  let best: { next: Branch; cost: number } | undefined;
  for (const next of alike) {
    const cost = compare(branch, next).length;
    if (!best || cost < best.cost) best = { next, cost };
    if (cost === 0) break;
  }
  return best?.next;
}
