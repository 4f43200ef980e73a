/** Which schemas the bodies of the operations use, and how. */
import {
  isObject,
  operationsOf,
  resolveReference,
  valueAt,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "./openapi.ts";
import { schemaShapeOf } from "./walk.ts";

export interface BodyUse {
  schema: Json;
  mediaType: string;
  direction: "request" | "response";
}

export function bodyUsesOf(document: SpecDocument): BodyUse[] {
  return operationsOf(document).flatMap(({ value }) => [
    ...contentOf(document, value["requestBody"], "request"),
    ...Object.values(toObject(value["responses"])).flatMap((response) =>
      contentOf(document, response, "response"),
    ),
  ]);
}

function contentOf(
  document: SpecDocument,
  body: Json | undefined,
  direction: BodyUse["direction"],
): BodyUse[] {
  return Object.entries(toObject(valueAt(document, body, "content"))).flatMap(([mediaType, value]) => {
    const { schema } = toObject(value);
    return schema === undefined ? [] : [{ schema, mediaType, direction }];
  });
}

export function toObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The schemas directly below a schema, by keyword. */
export function subschemasOf(schema: JsonObject): { keyword: string; subschema: Json }[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const shape = schemaShapeOf(keyword);
    if (shape === undefined) return [];
    const subschemas = shape === "one" ? [value] : Object.values(value ?? {});
    // The gate has seen that these keywords hold schemas.
    return (subschemas as Json[]).map((subschema) => ({ keyword, subschema }));
  });
}

/** Every schema that is reached from these, itself or through references. */
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
