/** The table of a schema's keywords: which values each constrains, and what a change of it means to a sender. */
import { isDeepStrictEqual } from "node:util";
import { describeChange } from "./finding.ts";
import { type Json, listOf, objectOf } from "../spec/openapi.ts";
import { flagsOf } from "../spec/regex.ts";

type Value = Json | undefined;

export interface Keyword {
  /** Only values of this type are constrained; all values if there is none. */
  type?: string;
  /** What its absence means. */
  absent?: Json;
  /** Whether whatever satisfied it before satisfies it after. */
  keeps: (before: Value, after: Value) => boolean;
  /** One value for two that both hold, if there is one. */
  both?: (left: Json, right: Json) => Value;
  /** Whether a value of an enum satisfies it. */
  accepts?: (limit: Json, value: Json) => boolean;
  /** Validators ignore it. */
  isAdvisory?: true;
  describe?: (name: string, before: Value, after: Value) => string;
}

/** Its values can't be compared: any new one may reject what was accepted before. */
const opaque: Keyword = { keeps: (_, after) => after === undefined };

export const advisory: Keyword = { keeps: () => true, isAdvisory: true };

const flag: Keyword = { keeps: (_, after) => after !== true, absent: false };

const numberOr = (value: Value, otherwise: number) => (typeof value === "number" ? value : otherwise);

const lengthOf = (value: Json) => (typeof value === "string" ? Array.from(value).length : NaN);

const upperLimit: Keyword = {
  keeps: (before, after) => numberOr(after, Infinity) >= numberOr(before, Infinity),
  both: (left, right) => Math.min(Number(left), Number(right)),
};

const lowerLimit: Keyword = {
  keeps: (before, after) => numberOr(after, 0) <= numberOr(before, 0),
  both: (left, right) => Math.max(Number(left), Number(right)),
  absent: 0,
};

/** How small or how large a number may be: a `Bound`, whichever keyword it is written with. */
function bound(inclusive: "minimum" | "maximum"): Keyword {
  const sign = inclusive === "minimum" ? 1 : -1;
  const exclusive = inclusive === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  const side = inclusive === "minimum" ? "above" : "below";
  /** Positive if the first is tighter. */
  const difference = (one: Bound, other: Bound) =>
    sign * (one.limit - other.limit) || Number(one.isOpen) - Number(other.isOpen);
  const show = ({ limit, isOpen }: Bound) => (isOpen ? `${side} ${limit}` : String(limit));
  return {
    keeps: (before, after) => !isBound(after) || (isBound(before) && difference(after, before) <= 0),
    both: (left, right) => (isBound(left) && isBound(right) && difference(right, left) > 0 ? right : left),
    accepts: (limit, value) =>
      typeof value === "number" && isBound(limit) && difference(limit, { limit: value, isOpen: false }) <= 0,
    describe: (name, valueBefore, valueAfter) => {
      const [before, after] = [valueBefore, valueAfter].map((value) => (isBound(value) ? value : undefined));
      if (before && after && before.isOpen !== after.isOpen)
        return `${inclusive} of ${name} changed from ${show(before)} to ${show(after)}`;
      const keyword = (before ?? after)?.isOpen === true ? exclusive : inclusive;
      return describeChange(`${keyword} of ${name}`, before?.limit, after?.limit);
    },
  };
}

export interface Bound {
  [key: string]: Json;
  limit: number;
  isOpen: boolean;
}

export function isBound(value: Value): value is Bound {
  return typeof objectOf(value)["limit"] === "number";
}

/** 0.3 / 0.1 is not 3 in floating point. */
function isMultiple(value: Value, divisor: Value): boolean {
  const ratio = Number(value) / Number(divisor);
  return value === 0 || (Math.round(ratio) !== 0 && Math.abs(ratio - Math.round(ratio)) < 1e-9);
}

const multipleOf: Keyword = {
  keeps: (before, after) => after === undefined || (numberOr(before, 0) > 0 && isMultiple(before, after)),
  accepts: (divisor, value) => typeof value === "number" && isMultiple(value, divisor),
  /** Of integers, their least common multiple. */
  both: (left, right) => {
    if (!Number.isInteger(left) || !Number.isInteger(right)) return undefined;
    let [divisor, rest] = [Number(left), Number(right)];
    while (rest > 0) [divisor, rest] = [rest, divisor % rest];
    return (Number(left) / divisor) * Number(right);
  },
};

/** Patterns that every string matches. `.` matches no line break, so `^.*$` doesn't. */
const UNIVERSAL_PATTERNS = new Set<Value>(["", "^", "$", ".*", "^.*", ".*$", "[\\s\\S]*", "^[\\s\\S]*$"]);

const pattern: Keyword = {
  keeps: (_, after) => after === undefined || UNIVERSAL_PATTERNS.has(after),
  accepts: (source, value) =>
    typeof source === "string" &&
    typeof value === "string" &&
    new RegExp(source, flagsOf(source)).test(value),
};

const WIDER_FORMATS = new Set(['["int32","int64"]', '["float","double"]']);

/** Per property, the properties that it requires: fewer of them require less. */
const dependentRequired: Keyword = {
  keeps: (before, after) =>
    Object.entries(objectOf(after)).every(([name, names]) =>
      listOf(names).every((required) => listOf(objectOf(before)[name]).includes(required)),
    ),
};

export function intersectValues(left: Value, right: Json): Json {
  if (!Array.isArray(left)) return right;
  return left.filter((value) => listOf(right).some((other) => isDeepStrictEqual(value, other)));
}

const first = { ...opaque, both: (left: Json) => left };

function ofType(type: string, keywords: Record<string, Keyword>): Record<string, Keyword> {
  return Object.fromEntries(Object.entries(keywords).map(([name, keyword]) => [name, { type, ...keyword }]));
}

/** A change of any other keyword is not understood. */
export const KEYWORDS = new Map(
  Object.entries<Keyword>({
    ...ofType("string", {
      maxLength: { ...upperLimit, accepts: (limit, value) => lengthOf(value) <= Number(limit) },
      minLength: { ...lowerLimit, accepts: (limit, value) => lengthOf(value) >= Number(limit) },
      ...{ pattern, contentEncoding: opaque, contentMediaType: opaque, contentSchema: opaque },
    }),
    ...ofType("number", { multipleOf, minimum: bound("minimum"), maximum: bound("maximum") }),
    ...ofType("array", {
      ...{ maxItems: upperLimit, minItems: lowerLimit, uniqueItems: flag, contains: opaque },
      ...{ maxContains: { keeps: upperLimit.keeps }, prefixItems: opaque, unevaluatedItems: opaque },
      minContains: { keeps: (before, after) => numberOr(after, 1) <= numberOr(before, 1), absent: 1 },
      ...{ additionalItems: opaque, items: { ...opaque, absent: true } },
    }),
    ...ofType("object", {
      ...{
        maxProperties: upperLimit,
        minProperties: lowerLimit,
        dependentRequired,
        dependentSchemas: opaque,
      },
      ...{ properties: { ...first, absent: {} }, additionalProperties: { ...first, absent: true } },
      ...{ patternProperties: { ...opaque, absent: {} }, propertyNames: { ...opaque, absent: true } },
      required: { ...opaque, absent: [], both: (left, right) => [...new Set([left, right].flatMap(listOf))] },
      unevaluatedProperties: opaque,
    }),
    ...{ not: opaque, if: opaque, then: opaque, else: opaque, allOf: opaque, anyOf: opaque, oneOf: opaque },
    enum: { ...opaque, both: intersectValues },
    format: { keeps: (...both) => both[1] === undefined || WIDER_FORMATS.has(JSON.stringify(both)) },
    readOnly: flag,
    writeOnly: { ...advisory, absent: false },
    deprecated: {
      ...advisory,
      absent: false,
      describe: (name, _, after) => `${name} is ${after === true ? "now" : "no longer"} deprecated`,
    },
    // The default of a union takes precedence over that of its branch.
    default: { ...advisory, both: first.both },
    // Only a hint for choosing a branch: what is valid does not depend on it.
    discriminator: advisory,
    type: {
      ...first,
      keeps: (before, after) => after === undefined || (before === "integer" && after === "number"),
      describe: (name, before, after) =>
        typeof before === "string" && typeof after === "string"
          ? `type of ${name} changed from ${before} to ${after}`
          : describeChange(`type of ${name}`, before, after),
    },
  }),
);
