/** Hands both revisions to the impact, with what was generated from each. */
import { normalize } from "../generate/normalize.ts";
import { renderSingleValidators } from "../generate/validator.ts";
import { assessImpact, type ImpactReport } from "../impact/impact.ts";
import { isObject, type Json, type SpecDocument } from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";
import { GENERATED, readGenerated, type Files } from "../tree/project.ts";

const TYPES = `${GENERATED}/venice.d.ts`;

/** @throws {@link Refusal} if the generated types of the snapshot are missing */
export function compareRevisions(
  root: string,
  before: SpecDocument,
  after: SpecDocument,
  files: Files,
): ImpactReport {
  const types = readGenerated(root)[TYPES];
  if (types === undefined) throw new Refusal(`${TYPES} is missing: run npm run generate, then this again`);
  return assessImpact(
    { document: before, types, validators: renderSortedValidators(before) },
    { document: after, types: files[TYPES] ?? "", validators: renderSortedValidators(after) },
  );
}

/** Both made by the same generator, in one order: another order of properties or values changes nothing. */
export function renderSortedValidators(document: SpecDocument) {
  // Sorting keeps the shape that the gate has checked.
  return renderSingleValidators(sort(normalize(document).document) as SpecDocument);
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
