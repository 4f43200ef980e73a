/** Lists the schemas that a schema is made of: below it, and through references. */
import {
  isObject,
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "./openapi.ts";
import { schemaShapeOf } from "./walk.ts";

/** The schemas directly below a schema, by keyword. */
export function subschemasOf(schema: JsonObject): { keyword: string; subschema: Json }[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const shape = schemaShapeOf(keyword);
    if (shape === undefined) return [];
    const subschemas = shape === "one" ? [value] : Object.values(value ?? {});
    // The gate has checked that these keywords have schemas.
    return (subschemas as Json[]).map((subschema) => ({ keyword, subschema }));
  });
}

/** These schemas and all below them, with references resolved. */
export function reachableFrom(document: SpecDocument, roots: Json[]): Set<JsonObject> {
  const reached = new Set<JsonObject>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const schema = resolveReference(document, next);
    if (!isObject(schema) || reached.has(schema)) continue;
    reached.add(schema);
    waiting.push(...subschemasOf(schema).map(({ subschema }) => subschema));
  }
  return reached;
}

/** A schema and its branches, with references resolved: all of them apply to the same value. */
export function sameValueParts(
  document: SpecDocument,
  schema: Json,
  keywords = ["allOf", "anyOf", "oneOf"],
): Set<JsonObject> {
  const parts = new Set([objectOf(resolveReference(document, schema))]);
  for (const part of parts)
    for (const { keyword, subschema } of subschemasOf(part))
      if (keywords.includes(keyword)) parts.add(objectOf(resolveReference(document, subschema)));
  return parts;
}
