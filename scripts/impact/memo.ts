import type { Finding } from "./finding.ts";

/** Far more than any real publication needs. */
export interface MemoLimits {
  steps: number;
  depth: number;
  /** Found if a limit is exceeded. */
  onLimitExceeded: Finding;
}

/**
 * Caches findings per pair. A pair inside its own comparison counts as unchanged; results that relied on this
 * are dropped after the walk, since the next walk may meet the pair from another place or direction.
 */
export class FindingMemo {
  readonly #limits: MemoLimits;
  readonly #known = new Map<unknown, Map<unknown, Finding[]>>();
  readonly #open: { isPartial: boolean }[] = [];
  readonly #partial = new Set<Finding[]>();
  #forget: (() => void)[] = [];
  #steps = 0;
  /** How often a pair inside its own comparison, or what relies on one, was taken for known. */
  assumptions = 0;

  constructor(limits: MemoLimits) {
    this.#limits = limits;
  }

  between(before: unknown, after: unknown, compare: () => Finding[]): Finding[] {
    const known = this.#known.get(before) ?? new Map<unknown, Finding[]>();
    this.#known.set(before, known);
    const found = known.get(after);
    if (found) {
      if (!this.#partial.has(found)) return found;
      for (const frame of this.#open) frame.isPartial = true;
      this.assumptions++;
      return found;
    }
    const { steps, depth, onLimitExceeded } = this.#limits;
    if (++this.#steps > steps || this.#open.length > depth) return [onLimitExceeded];
    const frame = { isPartial: false };
    const nothingYet: Finding[] = [];
    this.#partial.add(nothingYet);
    known.set(after, nothingYet);
    this.#open.push(frame);
    const findings = compare();
    this.#open.pop();
    this.#partial.delete(nothingYet);
    known.set(after, findings);
    if (frame.isPartial && this.#open.length > 0) {
      this.#partial.add(findings);
      this.#forget.push(() => known.delete(after));
    }
    if (this.#open.length === 0) this.#endWalk();
    return findings;
  }

  #endWalk(): void {
    for (const forget of this.#forget) forget();
    this.#forget = [];
    this.#partial.clear();
  }
}
