import { createHash } from "node:crypto";
import { isObject, type Json, type SpecDocument } from "./openapi.ts";
import { isAnnotation } from "./annotation.ts";

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** More annotations, which only a document or an operation has: no schema has such a keyword. */
const DOCUMENT_ANNOTATIONS = new Set(["termsOfService", "tags"]);
/** Keywords whose value is data: its keys aren't keywords, even if they have such names. */
const DATA = new Set(["default", "enum", "const"]);
/** Keywords whose value is a map: its keys aren't keywords, even if they have such names. */
const MAPS = new Set(
  (
    "paths webhooks callbacks schemas responses parameters requestBodies headers securitySchemes links pathItems " +
    "content encoding properties patternProperties dependentSchemas $defs definitions mapping scopes variables"
  ).split(" "),
);

/** The hash of a spec in canonical order, without version, annotations and extensions. */
export function semanticHash(document: SpecDocument): string {
  return sha256(JSON.stringify(canonicalize({ ...document, info: null }, "object")));
}

/** What an object's keys are: keywords of OpenAPI, names that the document chooses, or data. */
type Level = "object" | "map" | "data";

function canonicalize(node: Json, level: Level): Json {
  if (Array.isArray(node))
    return node.map((item) => canonicalize(item, level === "data" ? "data" : "object"));
  if (!isObject(node)) return node;
  const kept = Object.keys(node).filter(
    (key) => level !== "object" || !(isAnnotation(key) || DOCUMENT_ANNOTATIONS.has(key)),
  );
  const entries = kept
    .sort()
    .map((key): [string, Json] => [key, canonicalize(node[key] ?? null, levelBelow(level, key))]);
  return Object.fromEntries(entries);
}

function levelBelow(level: Level, key: string): Level {
  if (level !== "object") return level === "data" ? "data" : "object";
  return DATA.has(key) ? "data" : MAPS.has(key) ? "map" : "object";
}
