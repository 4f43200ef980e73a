import {
  isObject,
  listOf,
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";

/** Merges the schemas of `allOf` into the schema. Each schema is flattened once, as it may be part of many. */
export function flatten(
  schema: JsonObject,
  document: SpecDocument,
  known: Map<JsonObject, JsonObject>,
): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return schema;
  const before = known.get(schema);
  if (before) return before;
  // A schema that is part of itself adds nothing.
  known.set(schema, own);
  const parts = [...new Set(allOf.map((part) => resolveReference(document, part)))].filter(isObject);
  const flat = parts.map((part) => flatten(part, document, known)).reduceRight(merge, own);
  known.set(schema, flat);
  return flat;
}

function merge(schema: JsonObject, part: JsonObject): JsonObject {
  const names = [schema, part].flatMap(({ required }) => listOf(required));
  return {
    ...part,
    ...schema,
    ...(names.length > 0 && { required: [...new Set(names)] }),
    ...(isObject(part["items"]) &&
      isObject(schema["items"]) && { items: { allOf: [part["items"], schema["items"]] } }),
    ...(isObject(part["properties"]) && {
      properties: mergeProperties(part["properties"], schema["properties"]),
    }),
  };
}

function mergeProperties(properties: JsonObject, others: Json | undefined): JsonObject {
  const merged = { ...properties };
  for (const [name, other] of Object.entries(objectOf(others))) {
    const property = properties[name];
    merged[name] = property === undefined || property === other ? other : { allOf: [property, other] };
  }
  return merged;
}
