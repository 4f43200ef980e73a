import { type Revision, assessImpact } from "../../scripts/impact/impact.ts";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";

/** A document with one operation, `POST /things` (createThing), made of the parts a case is about. */
export function documentOf(operation: JsonObject, rest: JsonObject = {}): SpecDocument {
  const post = { operationId: "createThing", responses: { "200": { description: "OK" } }, ...operation };
  return {
    openapi: "3.0.0",
    info: { title: "Things", version: "1" },
    paths: { "/things": { post } },
    ...rest,
  };
}

export function taking(schema: JsonObject, components?: JsonObject): SpecDocument {
  const requestBody = { required: true, content: { "application/json": { schema } } };
  return documentOf({ requestBody }, components && { components });
}

export function giving(schema: JsonObject, components?: JsonObject): SpecDocument {
  const ok = { description: "OK", content: { "application/json": { schema } } };
  return documentOf({ responses: { "200": ok } }, components && { components });
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
  const { changes } = await assess(before, after);
  return changes.map(({ operationId, impact, text }) => `${impact} ${operationId} ${text}`);
}
