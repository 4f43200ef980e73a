import { isObject, type Json, type JsonObject } from "./openapi.ts";

/** What only people read, together with every `x-` extension. */
const ANNOTATIONS = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "$comment",
  "xml",
]);

export function isAnnotation(key: string): boolean {
  return ANNOTATIONS.has(key) || key.startsWith("x-");
}

/** Whether a branch of a union is Venice's way of writing null: `{ nullable: true }`, with or without a title. */
export function isNullBranch(branch: Json): boolean {
  return isObject(branch) && branch["nullable"] === true && hasNoConstraints(branch);
}

/** Whether every value is valid: the schema has only annotations, and keywords that no validator checks. */
export function hasNoConstraints(schema: JsonObject): boolean {
  const idle = ["nullable", "default", "deprecated", "readOnly", "writeOnly"];
  return Object.keys(schema).every((key) => idle.includes(key) || isAnnotation(key));
}
