import { createRequire } from "node:module";
import { isLinearPattern } from "../spec/linear-pattern.ts";
import { pointer } from "../spec/pointer.ts";
import type { Visit } from "../spec/walk.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { reportWork } from "../spec/progress.ts";
import { flagsOf } from "../spec/regex.ts";
import { Refusal } from "../spec/refusal.ts";

const MAX_PATTERNS = 100;
const MAX_PATTERN_LENGTH = 1000;
/** For all patterns together. A date-time pattern of zod's takes about 2 s, the real ones a few ms. */
const EXAMINATION_MS = 20_000;

/** The patterns that end up in a generated validator must compile there and never backtrack for long. */
export function checkPatterns(schemas: readonly Visit[]): void {
  const patterns = new Map<string, string>();
  for (const { value, at } of schemas) {
    if (typeof value["pattern"] === "string") patterns.set(value["pattern"], pointer(at, "pattern"));
    for (const name of Object.keys(value["patternProperties"] ?? {})) {
      patterns.set(name, pointer(at, "patternProperties"));
    }
    if (patterns.size > MAX_PATTERNS)
      throw new Refusal(`${at}: with it, over ${MAX_PATTERNS} patterns reach the validators`);
  }
  const deadline = performance.now() + EXAMINATION_MS;
  for (const [pattern, at] of patterns) {
    reportWork(`examining the pattern of ${at}`);
    checkPattern(pattern, at, deadline);
  }
}

function checkPattern(pattern: string, at: string, deadline: number): void {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new Refusal(`${at}: the pattern is over ${MAX_PATTERN_LENGTH} characters long`);
  }
  const flags = flagsOf(pattern);
  if (flags === undefined) {
    throw new Refusal(`${at}: ${quoteUntrusted(pattern)} is no regular expression of JavaScript`);
  }
  // Loading recheck and warming it up takes longer than all the rest of the gate.
  if (isLinearPattern(pattern)) return;
  const { status } = loadRecheck().checkSync(pattern, flags, {
    timeout: Math.max(1, Math.ceil(deadline - performance.now())),
  });
  if (status !== "safe") {
    throw new Refusal(`${at}: ${quoteUntrusted(pattern)} may backtrack without end (examined: ${status})`);
  }
}

function loadRecheck(): typeof import("recheck") {
  // Loaded only if needed, as loading takes longer than the rest of the gate. Only the browser build starts neither a
  // worker nor a JVM. Its types are the package's.
  return createRequire(import.meta.url)("recheck/lib/browser.js") as typeof import("recheck");
}
