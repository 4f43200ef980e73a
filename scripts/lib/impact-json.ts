import { type Json, type JsonObject, isObject } from "./openapi.ts";

/** What only people read, together with every `x-` extension. */
const PROSE = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "$comment",
  "xml",
]);

export function isProse(key: string): boolean {
  return PROSE.has(key) || key.startsWith("x-");
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
