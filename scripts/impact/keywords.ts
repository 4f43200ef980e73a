import { isDeepStrictEqual } from "node:util";
import { sameButProse } from "./canonical.ts";
import { type Effect, type Finding, listValues, showValue } from "./finding.ts";
import { listOf, objectOf } from "./json.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";

type Value = Json | undefined;
type Judge = (before: Value, after: Value) => Effect;

const numberOr = (value: Value, otherwise: number) => (typeof value === "number" ? value : otherwise);

const atMost: Judge = (before, after) =>
  numberOr(after, Infinity) < numberOr(before, Infinity) ? "narrows" : "extends";

const atLeast: Judge = (before, after) =>
  numberOr(after, -Infinity) > numberOr(before, -Infinity) ? "narrows" : "extends";

/** What it asks for can't be compared: whatever is new may reject what passed before. */
const demand: Judge = (_, after) => (after === undefined ? "extends" : "narrows");

const flag: Judge = (_, after) => (after === true ? "narrows" : "extends");

const behaviour: Judge = () => "extends";

/** 0.3 / 0.1 is not 3 in floating point. */
const multiple: Judge = (before, after) => {
  if (typeof before !== "number" || typeof after !== "number") return demand(before, after);
  const ratio = before / after;
  return Math.round(ratio) >= 1 && Math.abs(ratio - Math.round(ratio)) < 1e-9 ? "extends" : "narrows";
};

/** What is absent has a default that differs: each way of writing excludes the others. */
const serialization: Judge = () => "narrows";

const permission: Judge = (_, after) => (after === true ? "extends" : "narrows");

const WIDER_FORMATS = new Set(['["int32","int64"]', '["float","double"]']);

const formatRule: Judge = (before, after) =>
  WIDER_FORMATS.has(JSON.stringify([before, after])) ? "extends" : demand(before, after);

/** Patterns that every string matches. */
const UNIVERSAL_PATTERNS = new Set<Value>(["", "^", "$", ".*", "^.*", "[\\s\\S]*", "^[\\s\\S]*$"]);

const patternRule: Judge = (before, after) =>
  UNIVERSAL_PATTERNS.has(after) ? "extends" : demand(before, after);

/** Per property, the properties that it requires: fewer of them require less. */
const dependents: Judge = (before, after) => {
  const [baseValue, revised] = [objectOf(before), objectOf(after)];
  const isShrunk = Object.entries(revised).every(([name, names]) =>
    listOf(names).every((required) => listOf(baseValue[name]).includes(required)),
  );
  return isShrunk ? "extends" : "narrows";
};

/** How the parts of a form are written. Only more media types for a part reject nothing. */
const encodingRule: Judge = (before, after) => {
  const [baseValue, revised] = [objectOf(before), objectOf(after)];
  const names = new Set([...Object.keys(baseValue), ...Object.keys(revised)]);
  return [...names].every((name) => isWiderEncoding(baseValue[name], revised[name])) ? "extends" : "narrows";
};

function isWiderEncoding(before: Value, after: Value): boolean {
  const { contentType: mediaBefore, ...restBefore } = objectOf(before);
  const { contentType: mediaAfter, ...restAfter } = objectOf(after);
  if (!isDeepStrictEqual(restBefore, restAfter)) return false;
  if (mediaBefore === mediaAfter) return true;
  if (typeof mediaBefore !== "string" || typeof mediaAfter !== "string") return false;
  const accepted = mediaAfter.split(",").map((media) => media.trim());
  return mediaBefore.split(",").every((media) => accepted.includes(media.trim()));
}

/** What a change of a keyword means to who sends a value. A keyword that isn't here is a demand. */
const JUDGES: Record<string, Judge> = {
  maxLength: atMost,
  maxItems: atMost,
  maxProperties: atMost,
  minLength: atLeast,
  minItems: atLeast,
  minProperties: atLeast,
  maxContains: atMost,
  // `contains` asks for one where `minContains` is absent.
  minContains: (before, after) => (numberOr(after, 1) > numberOr(before, 1) ? "narrows" : "extends"),
  multipleOf: multiple,
  style: serialization,
  explode: serialization,
  encoding: encodingRule,
  allowReserved: permission,
  allowEmptyValue: permission,
  format: formatRule,
  pattern: patternRule,
  dependentRequired: dependents,
  uniqueItems: flag,
  readOnly: flag,
  deprecated: behaviour,
  default: behaviour,
  writeOnly: behaviour,
  // By the specification only a hint for choosing a branch: what is valid does not depend on it.
  discriminator: behaviour,
  type: (before, after) => (before === "integer" && after === "number" ? "extends" : demand(before, after)),
};

/** Absence and these mean the same. */
const DEFAULTS: Record<string, Json> = {
  minLength: 0,
  minItems: 0,
  minProperties: 0,
  minContains: 1,
  uniqueItems: false,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  allowEmptyValue: false,
  allowReserved: false,
};

/** Whether a new limit on a length leaves all the values that there were: `voice` had a list, now up to 512. */
export function keepsEvery(values: Value, keyword: string, limit: Value): boolean {
  if (!Array.isArray(values) || typeof limit !== "number") return false;
  const lengths = values.map((value) => (typeof value === "string" ? value.length : NaN));
  if (keyword === "maxLength") return lengths.every((length) => length <= limit);
  return keyword === "minLength" && lengths.every((length) => length >= limit);
}

export function compareKeyword(keyword: string, before: Value, after: Value): Finding[] {
  const [old, next] = [before, after].map((value) => (value === DEFAULTS[keyword] ? undefined : value));
  if (isDeepStrictEqual(old, next)) return [];
  if (keyword === "enum" && Array.isArray(old) && Array.isArray(next)) return compareEnum(old, next);
  if (old !== undefined && next !== undefined && sameButProse(keyword, old, next))
    return [
      { path: "", effect: "prose", sentence: ({ name }) => `what is said in ${keyword} of ${name} changed` },
    ];
  const effect = (JUDGES[keyword] ?? demand)(old, next);
  const shape = keyword === "type" || keyword === "enum";
  return [{ path: "", effect, shape, sentence: ({ name }) => sentenceOf(keyword, name, old, next) }];
}

/** Two keywords that say one thing: how small or how large a number may be. */
const BOUNDS = [
  { inclusive: "minimum", exclusive: "exclusiveMinimum", beyond: "above", sign: 1 },
  { inclusive: "maximum", exclusive: "exclusiveMaximum", beyond: "below", sign: -1 },
] as const;

export function isBound(keyword: string): boolean {
  return BOUNDS.some(({ inclusive, exclusive }) => keyword === inclusive || keyword === exclusive);
}

export function compareBounds(before: JsonObject, after: JsonObject): Finding[] {
  return BOUNDS.flatMap((bound): Finding[] => {
    const [old, next] = [boundOf(before, bound), boundOf(after, bound)];
    if (isDeepStrictEqual(old, next) || keepsEveryNumber(before["enum"], next, bound.sign)) return [];
    const gap = next && old ? bound.sign * (next.limit - old.limit) : next ? 1 : -1;
    const effect = gap > 0 || (gap === 0 && next?.isOpen === true) ? "narrows" : "extends";
    const keyword = (old ?? next)?.isOpen === true ? bound.exclusive : bound.inclusive;
    if (!old || !next || old.isOpen === next.isOpen)
      return [
        {
          path: "",
          effect,
          sentence: ({ name }) => phrase(`${keyword} of ${name}`, old?.limit, next?.limit),
        },
      ];
    const show = ({ limit, isOpen }: typeof old) => (isOpen ? `${bound.beyond} ${limit}` : String(limit));
    const sentence: Finding["sentence"] = ({ name }) =>
      `${bound.inclusive} of ${name} changed from ${show(old)} to ${show(next)}`;
    return [{ path: "", effect, sentence }];
  });
}

function keepsEveryNumber(values: Value, bound: ReturnType<typeof boundOf>, sign: 1 | -1): boolean {
  if (!Array.isArray(values) || !bound) return false;
  return values.every((value) => {
    if (typeof value !== "number") return false;
    const distance = sign * (value - bound.limit);
    return distance > 0 || (distance === 0 && !bound.isOpen);
  });
}

/** The tighter one, where a schema has both. */
function boundOf(schema: JsonObject, { inclusive, exclusive, sign }: (typeof BOUNDS)[number]) {
  const [closed, open] = [schema[inclusive], schema[exclusive]];
  if (typeof open === "number" && !(typeof closed === "number" && sign * (closed - open) > 0))
    return { limit: open, isOpen: true };
  return typeof closed === "number" ? { limit: closed, isOpen: false } : undefined;
}

function sentenceOf(keyword: string, name: string, before: Value, after: Value): string {
  if (keyword === "deprecated") return `${name} is ${after === true ? "now" : "no longer"} deprecated`;
  if (keyword === "type" && typeof before === "string" && typeof after === "string")
    return `type of ${name} changed from ${before} to ${after}`;
  return phrase(`${keyword} of ${name}`, before, after);
}

function phrase(what: string, before: Value, after: Value): string {
  if (before === undefined) return after === true ? `${what} set` : `${what} added: ${showValue(after)}`;
  if (after === undefined)
    return before === true ? `${what} lifted` : `${what} removed (was ${showValue(before)})`;
  return `${what} changed from ${showValue(before)} to ${showValue(after)}`;
}

function compareEnum(before: readonly Json[], after: readonly Json[]): Finding[] {
  const told = (these: readonly Json[], those: readonly Json[], effect: Effect, verb: string): Finding[] => {
    const values = these.filter((value) => !those.some((other) => isDeepStrictEqual(other, value)));
    if (values.length === 0) return [];
    return [
      { path: "", effect, shape: true, sentence: ({ name }) => `${listValues(values)} of ${name} ${verb}` },
    ];
  };
  return [...told(after, before, "extends", "added"), ...told(before, after, "narrows", "removed")];
}
