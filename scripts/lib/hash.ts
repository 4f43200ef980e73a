import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject, type SpecDocument } from "./openapi.ts";

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** What a caller's program can't tell: the document without it means the same. */
const PROSE = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "termsOfService",
  "tags",
]);
/** Keywords whose value is a map from names, which may be spelt like keywords. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "schemas",
  "responses",
  "headers",
  "parameters",
  "paths",
  "content",
]);

/** The hash of what a spec means: in canonical order, without version, prose, examples and extensions. */
export function meaningHash(document: SpecDocument): string {
  return sha256(JSON.stringify(canonical({ ...document, info: null }, false)));
}

function canonical(node: Json, isMap: boolean): Json {
  if (Array.isArray(node)) return node.map((item) => canonical(item, false));
  if (!isObject(node)) return node;
  const kept = Object.keys(node).filter((key) => isMap || !(PROSE.has(key) || key.startsWith("x-")));
  const entries = kept
    .sort()
    .map((key): [string, Json] => [key, canonical(node[key] ?? null, !isMap && MAPS.has(key))]);
  return Object.fromEntries(entries) satisfies JsonObject;
}
