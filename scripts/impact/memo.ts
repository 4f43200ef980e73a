import type { Finding } from "./finding.ts";

/** Far more than any real publication needs; beyond it, `beyond` is what is found. */
export interface MemoLimits {
  steps: number;
  depth: number;
  beyond: Finding;
}

/**
 * What was found between pairs that were compared before. A pair that is met again while it is under way has
 * nothing more to say there. What is found on the way to that holds for this walk alone, in which the rest is
 * told elsewhere: the next walk, perhaps in another direction, looks anew.
 */
export class FindingMemo {
  readonly #limits: MemoLimits;
  readonly #known = new Map<unknown, Map<unknown, Finding[]>>();
  readonly #underWay: { isPartial: boolean }[] = [];
  readonly #partial = new Set<Finding[]>();
  #forget: (() => void)[] = [];
  #steps = 0;

  constructor(limits: MemoLimits) {
    this.#limits = limits;
  }

  between(before: unknown, after: unknown, compareAnew: () => Finding[]): Finding[] {
    const known = this.#known.get(before) ?? new Map<unknown, Finding[]>();
    this.#known.set(before, known);
    const found = known.get(after);
    if (found) {
      if (this.#partial.has(found)) for (const one of this.#underWay) one.isPartial = true;
      return found;
    }
    const { steps, depth, beyond } = this.#limits;
    if (++this.#steps > steps || this.#underWay.length > depth) return [beyond];
    const frame = { isPartial: false };
    const nothingYet: Finding[] = [];
    this.#partial.add(nothingYet);
    known.set(after, nothingYet);
    this.#underWay.push(frame);
    const findings = compareAnew();
    this.#underWay.pop();
    this.#partial.delete(nothingYet);
    known.set(after, findings);
    if (frame.isPartial && this.#underWay.length > 0) {
      this.#partial.add(findings);
      this.#forget.push(() => known.delete(after));
    }
    if (this.#underWay.length === 0) this.#endWalk();
    return findings;
  }

  #endWalk(): void {
    for (const forget of this.#forget) forget();
    this.#forget = [];
    this.#partial.clear();
  }
}
