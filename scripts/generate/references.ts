/** Corrections of references, of what is beside them, and of what looks like one. */
import { hasNoConstraints, isAnnotation } from "../spec/annotation.ts";
import { listOf, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { walk } from "../spec/walk.ts";
import { forEachSchema, replaceContent } from "./schema-visits.ts";

/** Only in 3.1: in 3.0 the gate refuses what asserts something beside a reference. */
export function wrapReferenceWithSiblings(document: SpecDocument): number {
  if (!document.openapi.startsWith("3.1")) return 0;
  return forEachSchema((schema) => {
    const { $ref, ...rest } = schema;
    if ($ref === undefined || hasNoConstraints(rest)) return false;
    const { allOf, ...own } = rest;
    replaceContent(schema, { ...own, allOf: [{ $ref }, ...listOf(allOf)] });
    return true;
  })(document);
}

/** Drops the examples with a reference; their number. */
export function dropExamplesWithReferences(document: SpecDocument): number {
  let dropped = 0;
  for (const { value } of [...walk(document, "document")]) {
    for (const key of Object.keys(value)) {
      if (!isAnnotation(key) || !JSON.stringify(value[key]).includes('"$ref":')) continue;
      Reflect.deleteProperty(value, key);
      dropped += 1;
    }
  }
  return dropped;
}

export function wrapNullableReference(schema: JsonObject): boolean {
  const { $ref, nullable, ...rest } = schema;
  if ($ref === undefined || nullable !== true) return false;
  replaceContent(schema, { ...rest, nullable, anyOf: [{ $ref }] });
  return true;
}
