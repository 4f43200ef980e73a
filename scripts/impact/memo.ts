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
  /** Findings that rely on an assumption, and how to drop them. */
  readonly #partial = new Map<Finding[], () => void>();
  #depth = 0;
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
      if (this.#partial.has(found)) this.assumptions++;
      return found;
    }
    const { steps, depth, onLimitExceeded } = this.#limits;
    if (++this.#steps > steps || this.#depth > depth) return [onLimitExceeded];
    const { assumptions } = this;
    const unchanged: Finding[] = [];
    const forget = () => void known.delete(after);
    this.#partial.set(unchanged, forget);
    known.set(after, unchanged);
    this.#depth++;
    const findings = compare();
    this.#depth--;
    this.#partial.delete(unchanged);
    if (this.assumptions > assumptions) this.#partial.set(findings, forget);
    if (this.#depth === 0) this.#endWalk();
    // The outermost pair relies on nothing but itself.
    known.set(after, findings);
    return findings;
  }

  #endWalk(): void {
    for (const forget of this.#partial.values()) forget();
    this.#partial.clear();
  }
}
