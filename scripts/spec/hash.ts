import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject, type SpecDocument } from "./openapi.ts";
import { isAnnotation } from "./annotation.ts";

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Annotations by their place in a document or an operation, where schemas have no such keyword. */
const DOCUMENT_ANNOTATIONS = new Set(["termsOfService", "tags"]);
/** Keywords whose value is data, whatever its keys are called. */
const DATA = new Set(["default", "enum", "const"]);
/** Keywords whose value is a map from names, which may be spelt like keywords. */
const MAPS = new Set(
  (
    "paths webhooks callbacks schemas responses parameters requestBodies headers securitySchemes links pathItems " +
    "content encoding properties patternProperties dependentSchemas $defs definitions mapping scopes variables"
  ).split(" "),
);

/** The hash of what a spec means: in canonical order, without version, annotations and extensions. */
export function semanticHash(document: SpecDocument): string {
  return sha256(JSON.stringify(canonical({ ...document, info: null }, "object")));
}

/** What a value's keys are: keywords, names of the document's own, or no concern of OpenAPI's. */
type Level = "object" | "map" | "data";

function canonical(node: Json, level: Level): Json {
  if (Array.isArray(node)) return node.map((item) => canonical(item, level === "data" ? "data" : "object"));
  if (!isObject(node)) return node;
  const kept = Object.keys(node).filter(
    (key) => level !== "object" || !(isAnnotation(key) || DOCUMENT_ANNOTATIONS.has(key)),
  );
  const entries = kept
    .sort()
    .map((key): [string, Json] => [key, canonical(node[key] ?? null, levelBelow(level, key))]);
  return Object.fromEntries(entries) satisfies JsonObject;
}

function levelBelow(level: Level, key: string): Level {
  if (level !== "object") return level === "data" ? "data" : "object";
  return DATA.has(key) ? "data" : MAPS.has(key) ? "map" : "object";
}
