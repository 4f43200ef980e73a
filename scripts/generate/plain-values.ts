import fc from "fast-check";
import type { Json, JsonObject } from "../spec/openapi.ts";
import { flagsOf } from "../spec/regex.ts";

/** A number within a schema's limits: 0 if it is, or if none is found. */
export function plainNumber({
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
  multipleOf,
}: JsonObject): number {
  const least = Math.max(toNumber(minimum, -Infinity), toNumber(exclusiveMinimum, -Infinity));
  const most = Math.min(toNumber(maximum, Infinity), toNumber(exclusiveMaximum, Infinity));
  const step = toNumber(multipleOf, 1);
  const isInside = (value: number) =>
    value >= least &&
    value <= most &&
    !(value === least && (exclusiveMinimum === true || exclusiveMinimum === least)) &&
    !(value === most && (exclusiveMaximum === true || exclusiveMaximum === most));
  const multiple = Math.ceil((least === -Infinity ? Math.min(0, most) : least) / step) * step;
  const tries = [0, multiple, multiple + step, multiple - step, (least + most) / 2];
  return tries.find(isInside) ?? 0;
}

export function toNumber(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** A look-ahead, which fast-check doesn't know. */
const LOOK_AHEAD = /\(\?[=!](?:[^()\\]|\\.)*\)/g;

/** Some texts that match, the shortest first; always the same for the same pattern. */
export function sampleTexts(pattern: string): string[] {
  const flags = flagsOf(pattern);
  const regExp = new RegExp(pattern, flags);
  try {
    const known = new RegExp(pattern.replaceAll(LOOK_AHEAD, ""), flags);
    const texts = fc.sample(fc.stringMatching(known), { seed: 1, numRuns: 50 });
    return texts.filter((text) => regExp.test(text)).sort((one, other) => one.length - other.length);
  } catch {
    // There are other constructs that fast-check doesn't know.
    return [];
  }
}

/** A longer one would not fit into a package. */
const MAX_SAMPLE_LENGTH = 10_000;

export function sampleOfLength(length: number): string | undefined {
  return length > MAX_SAMPLE_LENGTH ? undefined : "x".repeat(length);
}
