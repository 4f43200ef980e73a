/** Compares two revisions of the spec with what was generated from each. */
import { isDeepStrictEqual } from "node:util";
import { normalize } from "../generate/normalize.ts";
import type { Rendered } from "../generate/render.ts";
import { describeValidators, renderSingleValidators } from "../generate/validator.ts";
import { assessImpact, type ImpactReport } from "../impact/impact.ts";
import { facadeBodies } from "../spec/facade-bodies.ts";
import { isObject, type Json, type SpecDocument } from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";
import { GENERATED, readGenerated } from "../tree/project.ts";
import { judgeAlike, type Body } from "./judge-alike.ts";

const TYPES = `${GENERATED}/venice.d.ts`;

/** @throws {@link Refusal} if the generated types of the snapshot are missing */
export function compareRevisions(
  root: string,
  before: SpecDocument,
  after: SpecDocument,
  { files, normalized }: Pick<Rendered, "files" | "normalized">,
): ImpactReport {
  const types = readGenerated(root)[TYPES];
  if (types === undefined) throw new Refusal(`${TYPES} is missing: run npm run generate, then this again`);
  const normalizedBefore = normalize(before).document;
  // Without them they are not compared. ajv takes longer than all the rest here.
  const haveSameValidators = describeValidators(normalizedBefore) === describeValidators(normalized);
  const validators = haveSameValidators ? undefined : renderSortedValidators(normalizedBefore);
  const revised =
    validators && keepAlike(validators, renderSortedValidators(normalized), normalizedBefore, normalized);
  return assessImpact(
    { document: before, types, ...(validators && { validators }) },
    { document: after, types: files[TYPES] ?? "", ...(revised && { validators: revised }) },
  );
}

type Validators = ReturnType<typeof renderSingleValidators>;

/**
 * ajv can write the same checks in many ways: if a validator judges like the one before, that one is kept. The documents
 * are normalized.
 */
export function keepAlike(
  validators: Validators,
  revised: Validators,
  before: SpecDocument,
  after: SpecDocument,
): Validators {
  if (isDeepStrictEqual(validators, revised)) return revised;
  const [bodiesBefore, bodiesAfter] = [bodiesOf(before), bodiesOf(after)];
  const keep = (id: string, side: "request" | "response") => {
    const [known, next] = [validators[id]?.[side], revised[id]?.[side] ?? ""];
    const [bodyBefore, bodyAfter] = [bodiesBefore.get(id)?.[side], bodiesAfter.get(id)?.[side]];
    return known !== undefined &&
      known !== next &&
      bodyBefore &&
      bodyAfter &&
      judgeAlike(bodyBefore, bodyAfter)
      ? known
      : next;
  };
  return Object.fromEntries(
    Object.keys(revised).map((id) => [id, { request: keep(id, "request"), response: keep(id, "response") }]),
  );
}

function bodiesOf(document: SpecDocument): Map<string, { request: Body; response: Body }> {
  return new Map(
    facadeBodies(document).map(({ operationId, request, response }) => [
      operationId,
      { request: { ...request, document }, response: { ...response, document } },
    ]),
  );
}

/** The validators of a normalized document, sorted: another order of properties or values changes nothing. */
export function renderSortedValidators(document: SpecDocument) {
  // Sorting keeps the shape that the gate has checked.
  return renderSingleValidators(sort(document) as SpecDocument);
}

const SETS = new Set(["enum", "required", "type", "allOf", "anyOf", "oneOf"]);

function sort(value: Json, key = ""): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => sort(item));
    return SETS.has(key)
      ? items.sort((left, right) => compareText(JSON.stringify(left), JSON.stringify(right)))
      : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([left], [right]) => compareText(left, right));
  return Object.fromEntries(entries.map(([name, child]) => [name, sort(child, name)]));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
