/**
 * Edits of the committed publication, or of the one that VENICE_IMPACT_SPEC names. VENICE_IMPACT_MUTANTS is their
 * number (40 if unset), VENICE_IMPACT_SEED makes others.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { highest } from "../../scripts/impact/finding.ts";
import { type ImpactReport, assessImpact } from "../../scripts/impact/impact.ts";
import { multiplyOperations } from "../../scripts/measure/enlarge.ts";
import { type SpecDocument, objectOf, valueAt } from "../../scripts/spec/openapi.ts";
import { revisionOf, summarize } from "./fixture.ts";
import { type Mutant, RequestValidator, applyMutants, createMutants, createRandom } from "./mutator.ts";
import { findBrokenPrograms } from "./program-writer.ts";

const MUTANTS = Number(process.env["VENICE_IMPACT_MUTANTS"] ?? 40);
const SEED = Number(process.env["VENICE_IMPACT_SEED"] ?? 15);
const path = process.env["VENICE_IMPACT_SPEC"];

function openPublication() {
  const document = readSpec(readFileSync(path ?? new URL("../../openapi/venice.yaml", import.meta.url)));
  return path === undefined ? multiplyOperations(document, 20) : document;
}

function impactOf({ changes }: ImpactReport, operationId: string) {
  return summarize(changes.filter((change) => change.operationId === operationId));
}

it("an impact is major for each edit after which a request is rejected or a program no longer compiles", async () => {
  const document = openPublication();
  const before = await revisionOf(document);
  const validatorBefore = new RequestValidator(document);
  const random = createRandom(SEED);
  const counts = { mutants: 0, requests: 0, programs: 0, levels: {} as Record<string, number> };
  const missed: unknown[] = [];
  while (counts.mutants < MUTANTS) {
    const mutants = createMutants(document, random, MUTANTS - counts.mutants);
    counts.mutants += mutants.length;
    const after = await revisionOf(applyMutants(document, mutants));
    const report = assessImpact(before, after);
    const validatorAfter = new RequestValidator(after.document);
    const operations = mutants.flatMap(({ occurrences }) => occurrences.map(({ operation }) => operation));
    const locations = [...new Set(operations)].map(({ id, path, method }) => ({
      operationId: id,
      path,
      method,
    }));
    const broken = findBrokenPrograms(before.types, after.types, locations);
    for (const mutant of mutants) {
      const { pointer, edit } = mutant;
      const ids = new Set(mutant.occurrences.map(({ operation }) => operation.id));
      const levels = [...ids].map((id) => impactOf(report, id).level);
      const level = highest(levels);
      counts.levels[level] = (counts.levels[level] ?? 0) + 1;
      const [rejected] = rejections(validatorBefore, validatorAfter, mutant, after.document);
      const programs = [...ids].flatMap((id) => (broken.get(id) ?? []).map((text) => ({ id, text })));
      if (rejected) counts.requests++;
      if (programs.length > 0) counts.programs++;
      for (const { id, ...witness } of [...(rejected ? [rejected] : []), ...programs.slice(0, 1)]) {
        const verdict = impactOf(report, id);
        if (verdict.level !== "major") missed.push({ id, pointer, edit, ...witness, ...verdict });
      }
    }
  }
  if (path !== undefined) console.log(JSON.stringify(counts));
  expect(missed).toEqual([]);
  expect(counts.requests + counts.programs).toBeGreaterThan(MUTANTS / 10);
});

/** Bodies that were accepted and are rejected now. */
function rejections(
  before: RequestValidator,
  after: RequestValidator,
  { occurrences }: Mutant,
  document: SpecDocument,
) {
  return occurrences
    .filter(({ direction }) => direction === "request")
    .flatMap((occurrence) => {
      const { operation } = occurrence;
      const revised = valueAt(
        document,
        document.paths[operation.path],
        operation.method,
        "requestBody",
        "content",
        "application/json",
      );
      const body = objectOf(revised)["schema"] ?? true;
      const text = before
        .write(occurrence)
        .find((value) => before.accepts(occurrence.body, value) && !after.accepts(body, value));
      return text === undefined ? [] : [{ id: operation.id, text }];
    });
}
