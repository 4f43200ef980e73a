/** Whether two schemas accept the same values, as far as their validators show it. */
import { sampleTexts } from "../generate/plain-values.ts";
import { sampleOf } from "../generate/sample.ts";
import { compileCheck } from "../generate/validator.ts";
import {
  isObject,
  listOf,
  objectOf,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { reachableFrom } from "../spec/subschemas.ts";

export interface Body {
  schema: JsonObject;
  document: SpecDocument;
}

/** What to try in each place of a valid value. */
interface Trials {
  values: Json[];
  names: string[];
  listLengths: number[];
  propertyCounts: number[];
}

const PLAIN: Json[] = [null, true, 0, -1, 1.5, 1e15, "", "a", [], [null], {}, { unknown: 1 }];
const MAX_TEXT_LENGTH = 10_000;
/** Of lists and objects. */
const MAX_SIZE = 1_000;
/** With more schemas, longer samples (as JSON) or more values to try, the two count as different. */
const MAX_PARTS = 300;
const MAX_SAMPLE_LENGTH = 5_000;
const MAX_TRIED = 100_000;
/** Valid values from which others are derived. */
const MAX_VALID = 20;

/**
 * Asks both validators about valid values of both schemas and, in each place of these, about values at every limit that
 * either schema sets.
 */
export function judgeAlike(before: Body, after: Body): boolean {
  const parts = [before, after].flatMap(partsOf);
  if (parts.length > MAX_PARTS) return false;
  const [isValidBefore, isValidAfter] = [
    compileCheck(before.schema, before.document),
    compileCheck(after.schema, after.document),
  ];
  const samples = [before, after].map(({ schema, document }) => sampleOf(schema, document) ?? null);
  if (samples.some((sample) => JSON.stringify(sample).length > MAX_SAMPLE_LENGTH)) return false;
  const valid = new Map(samples.filter(isValidBefore).map((sample) => [JSON.stringify(sample), sample]));
  if (valid.size === 0) return false;
  const trials = trialsOf(parts);
  let tried = 0;
  // A valid value that is found on the way, such as another branch of a union, is a new base.
  for (const base of valid.values())
    for (const value of variantsOf(base, trials)) {
      const isValid = isValidBefore(value);
      if (isValid !== isValidAfter(value) || ++tried > MAX_TRIED) return false;
      const isContainer = typeof value === "object" && value !== null;
      if (isValid && isContainer && valid.size < MAX_VALID) valid.set(shapeOf(value), value);
    }
  return true;
}

/** Values of the same shape lead to the same trials. */
function shapeOf(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    part === null || typeof part === "object" ? part : typeof part,
  );
}

function partsOf({ schema, document }: Body): Body[] {
  return [...reachableFrom(document, [schema])].map((part) => ({ schema: part, document }));
}

function trialsOf(parts: readonly Body[]): Trials {
  const near = (...keywords: string[]) =>
    parts
      .flatMap(({ schema }) => keywords.map((keyword) => schema[keyword]))
      .filter((limit) => typeof limit === "number")
      .flatMap((limit) => [limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1]);
  const lengthsNear = (max: number, ...keywords: string[]) => [
    ...new Set(
      near(...keywords).filter((length) => Number.isInteger(length) && length >= 0 && length <= max),
    ),
  ];
  const textsOf = (schema: JsonObject) =>
    [schema["pattern"], ...Object.keys(objectOf(schema["patternProperties"]))].flatMap((pattern) =>
      typeof pattern === "string" ? sampleTexts(pattern).slice(0, 1) : [],
    );
  const names = parts.flatMap(({ schema }) => [
    ...Object.keys(objectOf(schema["properties"])),
    ...textsOf(schema),
  ]);
  const values = [
    ...PLAIN,
    ...near("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    ...lengthsNear(MAX_TEXT_LENGTH, "minLength", "maxLength").map((length) => "x".repeat(length)),
    ...parts.flatMap(({ schema, document }) => [
      sampleOf(schema, document) ?? null,
      schema["const"] ?? null,
      ...listOf(schema["enum"]),
      ...textsOf(schema),
    ]),
  ];
  const distinct = new Map(values.map((value) => [JSON.stringify(value), value]));
  return {
    values: [...distinct].filter(([json]) => json.length <= MAX_TEXT_LENGTH + 3).map(([, value]) => value),
    names: ["unknown", ...new Set(names)],
    listLengths: lengthsNear(MAX_SIZE, "minItems", "maxItems", "minContains", "maxContains"),
    propertyCounts: lengthsNear(MAX_SIZE, "minProperties", "maxProperties"),
  };
}

/** The value with one place changed: every place, in every way. */
function* variantsOf(value: Json, trials: Trials): Generator<Json> {
  yield* trials.values;
  if (Array.isArray(value)) {
    const [first = null] = value;
    yield* trials.listLengths.map((length) => Array.from({ length }, () => first));
    // An empty list says nothing of what may be in it.
    for (const item of trials.values)
      yield* [
        [...value, item],
        [...value, item, item],
      ];
    for (const [index, item] of value.entries())
      for (const other of variantsOf(item, trials))
        yield value.map((kept, at) => (at === index ? other : kept));
  } else if (isObject(value)) {
    const entries = Object.entries(value);
    for (const [name, child] of entries) {
      yield Object.fromEntries(entries.filter(([other]) => other !== name));
      for (const other of variantsOf(child, trials)) yield { ...value, [name]: other };
    }
    for (const name of trials.names)
      if (!Object.hasOwn(value, name)) for (const other of PLAIN) yield { ...value, [name]: other };
    yield* trials.propertyCounts.map((length) => ({ ...value, ...unknownProperties(length) }));
  }
}

function unknownProperties(count: number): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`unknown${index}`, null]));
}
