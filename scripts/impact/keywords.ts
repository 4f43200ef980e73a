import { isDeepStrictEqual } from "node:util";
import { DEFAULTS } from "./defaults.ts";
import { type Compatibility, type Finding, describeChange, listValues, notUnderstood } from "./finding.ts";
import { type Json, listOf, objectOf } from "../spec/openapi.ts";
import { flagsOf } from "../spec/regex.ts";

type Value = Json | undefined;
type KeywordRule = (before: Value, after: Value) => Compatibility;

const numberOr = (value: Value, otherwise: number) => (typeof value === "number" ? value : otherwise);

const upperLimit: KeywordRule = (before, after) =>
  numberOr(after, Infinity) < numberOr(before, Infinity) ? "narrows" : "extends";

const lowerLimit: KeywordRule = (before, after) =>
  numberOr(after, -Infinity) > numberOr(before, -Infinity) ? "narrows" : "extends";

/** Values of it can't be compared: any new one may reject what passed before. */
const opaqueConstraint: KeywordRule = (_, after) => (after === undefined ? "extends" : "narrows");

const flag: KeywordRule = (_, after) => (after === true ? "narrows" : "extends");

const permission: KeywordRule = (_, after) => (after === true ? "extends" : "narrows");

const nonConstraint: KeywordRule = () => "extends";

/** 0.3 / 0.1 is not 3 in floating point. */
const multipleOf: KeywordRule = (before, after) => {
  if (typeof before !== "number" || typeof after !== "number") return opaqueConstraint(before, after);
  const ratio = before / after;
  return Math.round(ratio) >= 1 && Math.abs(ratio - Math.round(ratio)) < 1e-9 ? "extends" : "narrows";
};

/** The default differs from what was written, and each way of writing excludes the others. */
const serialization: KeywordRule = () => "narrows";

const WIDER_FORMATS = new Set(['["int32","int64"]', '["float","double"]']);

const format: KeywordRule = (before, after) =>
  WIDER_FORMATS.has(JSON.stringify([before, after])) ? "extends" : opaqueConstraint(before, after);

/** Patterns that every string matches. `.` matches no line break, so `^.*$` doesn't. */
const UNIVERSAL_PATTERNS = new Set<Value>(["", "^", "$", ".*", "^.*", ".*$", "[\\s\\S]*", "^[\\s\\S]*$"]);

const pattern: KeywordRule = (before, after) =>
  UNIVERSAL_PATTERNS.has(after) ? "extends" : opaqueConstraint(before, after);

/** Per property, the properties that it requires: fewer of them require less. */
const dependentRequired: KeywordRule = (before, after) => {
  const [baseValue, revised] = [objectOf(before), objectOf(after)];
  const isShrunk = Object.entries(revised).every(([name, names]) =>
    listOf(names).every((required) => listOf(baseValue[name]).includes(required)),
  );
  return isShrunk ? "extends" : "narrows";
};

/** How the parts of a form are written. Only more media types for a part reject nothing. */
const encoding: KeywordRule = (before, after) => {
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

/** Each of them only rejects values: without it, no fewer are accepted. */
const OPAQUE_CONSTRAINTS =
  "enum const not if then else allOf anyOf oneOf contains prefixItems additionalItems unevaluatedItems " +
  "patternProperties propertyNames dependentSchemas unevaluatedProperties " +
  "contentEncoding contentMediaType contentSchema";

/** What a change of a keyword means to a caller who sends a value. A change of any other is not understood. */
const KEYWORD_RULES: Record<string, KeywordRule> = {
  ...Object.fromEntries(OPAQUE_CONSTRAINTS.split(" ").map((keyword) => [keyword, opaqueConstraint])),
  ...{ maxLength: upperLimit, maxItems: upperLimit, maxProperties: upperLimit, maxContains: upperLimit },
  ...{ minLength: lowerLimit, minItems: lowerLimit, minProperties: lowerLimit },
  // `contains` requires one item if `minContains` is absent.
  minContains: (before, after) => (numberOr(after, 1) > numberOr(before, 1) ? "narrows" : "extends"),
  ...{ multipleOf, format, pattern, dependentRequired, encoding },
  ...{ style: serialization, explode: serialization },
  ...{ allowReserved: permission, allowEmptyValue: permission },
  ...{ uniqueItems: flag, readOnly: flag },
  ...{ deprecated: nonConstraint, default: nonConstraint, writeOnly: nonConstraint, links: nonConstraint },
  // Only a hint for choosing a branch: what is valid does not depend on it.
  discriminator: nonConstraint,
  type: (before, after) =>
    before === "integer" && after === "number" ? "extends" : opaqueConstraint(before, after),
};

/** Whether a new limit keeps all the values of an enum: `voice` had a list, now up to 512. */
export function acceptsAll(values: Value, keyword: string, limits: readonly Json[]): boolean {
  if (!Array.isArray(values) || limits.length === 0) return false;
  return values.every((value) => limits.every((limit) => satisfies(value, keyword, limit)));
}

function satisfies(value: Json, keyword: string, limit: Json): boolean {
  if (typeof value === "number") return keyword === "multipleOf" && multipleOf(value, limit) === "extends";
  if (typeof value !== "string") return false;
  if (keyword === "pattern" && typeof limit === "string")
    return new RegExp(limit, flagsOf(limit)).test(value);
  const length = Array.from(value).length;
  if (typeof limit !== "number") return false;
  return (keyword === "maxLength" && length <= limit) || (keyword === "minLength" && length >= limit);
}

function ruleOf(keyword: string): KeywordRule | undefined {
  return Object.hasOwn(KEYWORD_RULES, keyword) ? KEYWORD_RULES[keyword] : undefined;
}

export function compareKeyword(keyword: string, before: Value, after: Value): Finding[] {
  const [baseValue, revised] = [before, after].map((value) =>
    value === DEFAULTS.get(keyword) ? undefined : value,
  );
  if (isDeepStrictEqual(baseValue, revised)) return [];
  const rule = ruleOf(keyword);
  if (!rule) return [notUnderstood(keyword)];
  if (keyword === "enum" && Array.isArray(baseValue) && Array.isArray(revised))
    return compareEnum(baseValue, revised);
  return [
    {
      path: "",
      compatibility: rule(baseValue, revised),
      isShape: keyword === "type" || keyword === "enum",
      isAdvisory: rule === nonConstraint,
      message: ({ name }) => describeKeyword(keyword, name, baseValue, revised),
    },
  ];
}

/** Several values of a keyword all hold: each new one must follow from one of before. */
export function compareValues(keyword: string, before: readonly Json[], after: readonly Json[]): Finding[] {
  if (before.length < 2 && after.length < 2) return compareKeyword(keyword, before[0], after[0]);
  const rule = ruleOf(keyword);
  if (!rule) return [notUnderstood(keyword)];
  const follows = (value: Json) =>
    before.some((known) => isDeepStrictEqual(known, value) || rule(known, value) === "extends");
  const [from, to] = [before, after].map((values) => (values.length > 1 ? [...values] : values[0]));
  return [
    {
      path: "",
      compatibility: after.every(follows) ? "extends" : "narrows",
      isAdvisory: rule === nonConstraint,
      message: ({ name }) => describeKeyword(keyword, name, from, to),
    },
  ];
}

function describeKeyword(keyword: string, name: string, before: Value, after: Value): string {
  if (keyword === "deprecated") return `${name} is ${after === true ? "now" : "no longer"} deprecated`;
  if (keyword === "type" && typeof before === "string" && typeof after === "string")
    return `type of ${name} changed from ${before} to ${after}`;
  return describeChange(`${keyword} of ${name}`, before, after);
}

function compareEnum(before: readonly Json[], after: readonly Json[]): Finding[] {
  const missing = (from: readonly Json[], values: readonly Json[]) =>
    values.filter((value) => !from.some((other) => isDeepStrictEqual(other, value)));
  const changes = [
    { values: missing(before, after), compatibility: "extends", verb: "added" },
    { values: missing(after, before), compatibility: "narrows", verb: "removed" },
  ] as const;
  return changes
    .filter(({ values }) => values.length > 0)
    .map(({ values, compatibility, verb }) => {
      const message: Finding["message"] = ({ name }) => `${listValues(values)} of ${name} ${verb}`;
      return { path: "", compatibility, isShape: true, message };
    });
}
