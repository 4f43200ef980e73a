/** Every schema pair is sent and received by an operation of its own, so that one update judges all of them. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { type ImpactReport, assessImpact } from "../../scripts/impact/impact.ts";
import { type Json, type JsonObject, type SpecDocument, isObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";
import { revisionOf, summarize } from "./fixture.ts";
import { type OperationLocation, findBrokenPrograms } from "./program-writer.ts";
import { CHANGED, LOOSENED } from "./keyword-pairs.ts";
import { SCHEMA_PAIRS, VALUES, toPairs } from "./schema-pairs.ts";

type SideName = "before" | "after";

const HARMLESS = toPairs(LOOSENED);
const PAIRS = [...HARMLESS, ...SCHEMA_PAIRS, ...toPairs(CHANGED)];

const json = (schema: Json) => ({ content: { "application/json": { schema } } });
const operation = (operationId: string, rest: JsonObject) => ({
  post: { operationId, responses: { "200": { description: "OK" } }, ...rest },
});

/** A component `A` of pair 7 is called `A_7`. */
function rename(value: Json, index: number): Json {
  return JSON.parse(JSON.stringify(value).replace(/(#\/components\/schemas\/\w+)/g, `$1_${index}`)) as Json;
}

function specOfPairs(side: SideName): SpecDocument {
  const paths = PAIRS.flatMap((pair, index): [string, JsonObject][] => {
    const schema = rename(pair[side], index);
    const ok = { "200": { description: "OK", ...json(schema) } };
    return [
      [`/sent${index}`, operation(`sent${index}`, { requestBody: { required: true, ...json(schema) } })],
      [`/received${index}`, operation(`received${index}`, { responses: ok })],
    ];
  });
  const schemas = PAIRS.flatMap((pair, index): [string, Json][] =>
    Object.entries(pair.schemas?.[side] ?? {}).map(([name, schema]) => [
      `${name}_${index}`,
      rename(schema, index),
    ]),
  );
  return specWith({
    openapi: "3.1.0",
    paths: Object.fromEntries<JsonObject>(paths),
    components: { schemas: Object.fromEntries<Json>(schemas) },
  });
}

/** Changes of the operation itself, and of the components that only its pair has. */
function impactOf({ changes }: ImpactReport, operationId: string, index: number) {
  const own = changes.filter(
    (change) =>
      change.operationId === operationId ||
      new RegExp(`component (schemas\\.)?\\w+_${index}\\b`).test(change.text),
  );
  return summarize(own);
}

/** OpenAPI 3.0's `nullable`, as JSON Schema has it. */
function withNull(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withNull);
  if (!isObject(schema)) return schema;
  const { nullable, ...rest } = schema;
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withNull(value)]));
  return nullable === true ? { anyOf: [own, { type: "null" }] } : own;
}

function compileSchema(schema: JsonObject, schemas: JsonObject = {}): (value: Json) => boolean {
  // Decimals as they are written: in binary, 0.3 is no multiple of 0.1.
  const ajv = new Ajv2020({
    strict: false,
    multipleOfPrecision: 9,
    validateFormats: false,
    validateSchema: false,
  });
  const validate = ajv.compile({
    allOf: [withNull(schema)],
    components: { schemas: withNull(schemas) },
  });
  return (value) => validate(value);
}

const ACCEPTS = PAIRS.map(({ before, after, schemas }) => ({
  before: compileSchema(before, schemas?.before),
  after: compileSchema(after, schemas?.after),
}));

const LOCATIONS = PAIRS.flatMap((_, index): OperationLocation[] =>
  ["sent", "received"].map((name) => ({ operationId: `${name}${index}`, path: `/${name}${index}` })),
);

async function openUpdate(from: SideName, to: SideName) {
  const [before, after] = [await revisionOf(specOfPairs(from)), await revisionOf(specOfPairs(to))];
  const report = assessImpact(before, after);
  return { from, to, report, broken: findBrokenPrograms(before.types, after.types, LOCATIONS) };
}

const UPDATES = [await openUpdate("before", "after"), await openUpdate("after", "before")];

describe.each(UPDATES)("an update from $from to $to", ({ from, to, report, broken }) => {
  it("is major for each request that ajv accepted and now rejects", () => {
    const missed: unknown[] = [];
    let witnesses = 0;
    for (const [index, pair] of PAIRS.entries()) {
      const { [from]: accepted, [to]: accepts } = ACCEPTS[index]!;
      const witness = VALUES.find((value) => accepted(value) && !accepts(value));
      if (witness === undefined) continue;
      witnesses++;
      const { level, texts } = impactOf(report, `sent${index}`, index);
      if (level !== "major") missed.push({ what: pair.what, witness, level, texts });
    }
    expect(missed).toEqual([]);
    expect(witnesses).toBeGreaterThan(PAIRS.length / 4);
  });

  it("is major for each program that compiled and no longer does", () => {
    const missed = [...broken].flatMap(([operationId, programs]) => {
      const index = Number(/\d+/.exec(operationId)?.[0]);
      const { level, texts } = impactOf(report, operationId, index);
      return level === "major" ? [] : [{ what: PAIRS[index]?.what, operationId, programs, level, texts }];
    });
    expect(missed).toEqual([]);
    expect(broken.size).toBeGreaterThan(PAIRS.length / 4);
  });

  it("is understood", () => {
    expect(report.changes.filter(({ text }) => /not understood|too complex/.test(text))).toEqual([]);
  });
});

it("an update is at most minor for a request that accepts whatever it accepted before", () => {
  const [update] = UPDATES;
  const alarms = HARMLESS.flatMap(({ what }, index) => {
    const { level, texts } = impactOf(update!.report, `sent${index}`, index);
    return level === "major" ? [{ what, texts }] : [];
  });
  expect(alarms).toEqual([]);
});
