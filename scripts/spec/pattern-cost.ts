/** How long the regular expressions of a spec may take, and on which values they are therefore tried. */
import { createRequire } from "node:module";
import type { SafeComplexity, VulnerableComplexity } from "recheck";
import { isLinearPattern } from "./linear-pattern.ts";
import { flagsOf } from "./regex.ts";

/** The patterns of one document together. A date-time pattern as zod writes it takes about 2 s, its e-mail 4 s, the real ones a few ms. */
export const EXAMINATION_MS = 20_000;

/** An e-mail address has up to 254 characters. */
const LONGEST_QUADRATIC = 256;
/**
 * The longest text on which a pattern is tried whose time grows with the square of the length, or with a higher power.
 * With these, the worst response of 1 MiB, which is the most that the client reads, takes 0.5 s for each pattern.
 */
const LONGEST_BY_DEGREE: Partial<Record<number, number>> = { 2: LONGEST_QUADRATIC, 3: 45, 4: 12 };

export interface PatternCost {
  /** In UTF-16 code units: Infinity if the time grows with the length alone, 0 if the pattern may take forever. */
  longest: number;
  /** What was found, for people. */
  finding: string;
}

/** The search for a slow text is limited by steps and by no time, so that it finds the same on a busy machine. */
const SEARCH = {
  attackLimit: 100_000_000,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
};

const known = new Map<string, PatternCost>();

/** What a pattern that is a regular expression may cost. Each is examined once in a process. */
export function examinePattern(pattern: string, timeoutMs = EXAMINATION_MS): PatternCost {
  // Loading recheck takes a fourth of what reading the real spec takes without it.
  if (isLinearPattern(pattern)) return { longest: Infinity, finding: "linear" };
  const before = known.get(pattern);
  if (before) return before;
  const options = { ...SEARCH, timeout: timeoutMs };
  const result = loadRecheck().checkSync(pattern, flagsOf(pattern) ?? "", options);
  // Not kept, as it may have been for want of time.
  if (result.status === "unknown") return { longest: 0, finding: `unknown, ${result.error.kind}` };
  const cost = { longest: longestOf(pattern, result.complexity), finding: result.complexity.summary };
  known.set(pattern, cost);
  return cost;
}

const UNLIMITED_REPETITION = /[*+]|,\}/;

function longestOf(pattern: string, complexity: SafeComplexity | VulnerableComplexity): number {
  if (complexity.type === "exponential") return 0;
  if (complexity.type === "polynomial") return LONGEST_BY_DEGREE[complexity.degree] ?? 0;
  // A search that found nothing proves nothing, such as of a look-ahead.
  return complexity.isFuzz && UNLIMITED_REPETITION.test(pattern) ? LONGEST_QUADRATIC : Infinity;
}

function loadRecheck(): typeof import("recheck") {
  // Loaded only if needed. Only the browser build starts neither a worker nor a JVM. Its types are the package's.
  return createRequire(import.meta.url)("recheck/lib/browser.js") as typeof import("recheck");
}
