import { highest } from "../../scripts/impact/finding.ts";
import { type ImpactReport, type Revision, assessImpact } from "../../scripts/impact/impact.ts";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

/** A document with one operation, `POST /things` (createThing), made of the parts a case is about. */
export function specWithOperation(operation: JsonObject, rest: JsonObject = {}): SpecDocument {
  const post = { operationId: "createThing", responses: { "200": { description: "OK" } }, ...operation };
  return specWith({ paths: { "/things": { post } }, ...rest });
}

export function specWithRequest(schema: JsonObject, components?: JsonObject): SpecDocument {
  const requestBody = { required: true, content: { "application/json": { schema } } };
  return specWithOperation({ requestBody }, components && { components });
}

export function specWithResponse(schema: JsonObject, components?: JsonObject): SpecDocument {
  const ok = { description: "OK", content: { "application/json": { schema } } };
  return specWithOperation({ responses: { "200": ok } }, components && { components });
}

export function fields(properties: JsonObject, ...required: string[]): JsonObject {
  return { type: "object", properties, ...(required.length > 0 && { required }) };
}

export async function revisionOf(document: SpecDocument): Promise<Revision> {
  return { document, types: await renderTypes(normalize(document).document) };
}

export async function assess(before: SpecDocument, after: SpecDocument) {
  return assessImpact(await revisionOf(before), await revisionOf(after));
}

/** `major createThing request: property a removed`, in the order of the report. */
export async function changesBetween(before: SpecDocument, after: SpecDocument): Promise<string[]> {
  return listChanges(await assess(before, after));
}

export function listChanges({ changes }: ImpactReport): string[] {
  return changes.map(({ operationId, impact, text }) => `${impact} ${operationId} ${text}`);
}

/** The highest level of some changes, and each of them as text. */
export function summarize(changes: ImpactReport["changes"]) {
  const level = highest(changes.map(({ impact }) => impact));
  return { level, texts: changes.map(({ impact, text }) => `${impact} ${text}`) };
}
