import type { JsonObject, SpecDocument } from "../spec/openapi.ts";
import { walk } from "../spec/walk.ts";

/** Corrects the innermost schemas first, as a correction may move what is inside; the number that `correct` changed. */
export function forEachSchema(
  correct: (schema: JsonObject, document: SpecDocument) => boolean,
): (document: SpecDocument) => number {
  return (document) => {
    const schemas = [...walk(document, "document")].filter(({ kind }) => kind === "schema");
    let corrected = 0;
    for (const { value } of schemas.reverse()) if (correct(value, document)) corrected += 1;
    return corrected;
  };
}

/** Replaces all keys of an object that others refer to. */
export function replaceContent(target: JsonObject, content: JsonObject): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, content);
}
