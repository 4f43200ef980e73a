import { EXAMINATION_MS, examinePattern } from "../spec/pattern-cost.ts";
import { pointer } from "../spec/pointer.ts";
import type { Visit } from "../spec/walk.ts";
import { isObject, listOf, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { reportWork } from "../spec/progress.ts";
import { flagsOf } from "../spec/regex.ts";
import { Refusal } from "../spec/refusal.ts";
import { reachableFrom, sameValueParts } from "../spec/subschemas.ts";

const MAX_PATTERNS = 100;
const MAX_PATTERN_LENGTH = 1000;

/**
 * The patterns that end up in a generated validator must compile there, and never backtrack for long on what a
 * validator tries them on. Longer text counts as a match: so no value is refused that may be right.
 */
export function checkPatterns(document: SpecDocument, schemas: readonly Visit[]): void {
  const patterns = new Map<string, string>();
  for (const { value, at } of schemas) {
    for (const pattern of patternsOf(value))
      patterns.set(pattern, pointer(at, pattern === value["pattern"] ? "pattern" : "patternProperties"));
    if (patterns.size > MAX_PATTERNS)
      throw new Refusal(`${at}: with it, over ${MAX_PATTERNS} patterns reach the validators`);
  }
  const deadline = performance.now() + EXAMINATION_MS;
  for (const [pattern, at] of patterns) {
    reportWork(`examining the pattern of ${at}`);
    checkPattern(pattern, at, deadline);
  }
  checkSlowPatterns(document, schemas);
}

function patternsOf({ pattern, patternProperties }: JsonObject): string[] {
  return [...(typeof pattern === "string" ? [pattern] : []), ...Object.keys(patternProperties ?? {})];
}

function checkPattern(pattern: string, at: string, deadline: number): void {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new Refusal(`${at}: the pattern is over ${MAX_PATTERN_LENGTH} characters long`);
  }
  if (flagsOf(pattern) === undefined) {
    throw new Refusal(`${at}: ${quoteUntrusted(pattern)} is no regular expression of JavaScript`);
  }
  const { longest, finding } = examinePattern(pattern, Math.max(1, Math.ceil(deadline - performance.now())));
  if (longest === 0)
    throw new Refusal(`${at}: ${quoteUntrusted(pattern)} may backtrack without end (examined: ${finding})`);
}

/** Refuses a pattern that isn't tried on long text, if taking that for a match may make a right value wrong. */
function checkSlowPatterns(document: SpecDocument, schemas: readonly Visit[]): void {
  const slow = new Map<JsonObject, { at: string; pattern: string }>();
  for (const { value, at } of schemas) {
    const name = Object.keys(value["patternProperties"] ?? {}).find((key) => longestOf(key) < Infinity);
    if (name !== undefined)
      throw toSlowRefusal(pointer(at, "patternProperties"), name, "names may have any length");
    const pattern = slowPatternOf(value);
    if (pattern !== undefined) slow.set(value, { at: pointer(at, "pattern"), pattern });
  }
  for (const part of schemas.flatMap(({ value }) => invertedParts(document, value))) {
    const found = slow.get(part);
    if (found === undefined) continue;
    const { at, pattern } = found;
    const maxLength = Math.floor(longestOf(pattern) / UNITS);
    const advice = `under not, if, oneOf or maxContains it needs a maxLength of up to ${maxLength}`;
    throw toSlowRefusal(at, pattern, advice);
  }
}

function longestOf(pattern: string): number {
  return examinePattern(pattern).longest;
}

/** A character has up to 2 code units, in which `longest` counts. */
const UNITS = 2;

/** A schema's pattern, if it isn't tried on each value that isn't refused for its length. */
function slowPatternOf({ pattern, maxLength }: JsonObject): string | undefined {
  if (typeof pattern !== "string") return undefined;
  const longest = UNITS * (typeof maxLength === "number" ? maxLength : Infinity);
  return longest > longestOf(pattern) ? pattern : undefined;
}

/** The schemas whose match may make a value of this schema wrong. */
function invertedParts(document: SpecDocument, schema: JsonObject): JsonObject[] {
  const { not, if: condition, oneOf, contains, maxContains } = schema;
  const roots = [not, condition, maxContains === undefined ? undefined : contains].filter(isObject);
  const branches = listOf(oneOf).map((branch) => [...sameValueParts(document, branch)]);
  // Beside one such branch, no other takes a value for its length alone.
  const [, ...others] = branches.filter((parts) => parts.some((part) => slowPatternOf(part) !== undefined));
  return [...reachableFrom(document, roots), ...others.flat()];
}

function toSlowRefusal(at: string, pattern: string, advice: string): Refusal {
  const { finding } = examinePattern(pattern);
  return new Refusal(
    `${at}: ${quoteUntrusted(pattern)} isn't tried on long text, as it may take long (examined: ${finding}); ${advice}`,
  );
}
