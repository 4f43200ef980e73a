import { type Json, type JsonObject, isObject } from "./openapi.ts";
import { isProse } from "./prose.ts";

/** Whether a branch of a union is Venice's way of writing null: `{ nullable: true }`, with or without a title. */
export function isNullBranch(branch: Json): boolean {
  return isObject(branch) && branch["nullable"] === true && asksForNothing(branch);
}

/** Prose, and what only tells what happens to a value, leave any value right. */
export function asksForNothing(schema: JsonObject): boolean {
  const idle = ["nullable", "default", "deprecated", "readOnly", "writeOnly"];
  return Object.keys(schema).every((key) => idle.includes(key) || isProse(key));
}
