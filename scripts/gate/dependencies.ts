import { pointer } from "../spec/pointer.ts";
import { isObject, listOf, objectOf, ownValue, type Json, type SpecDocument } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";
import { walk } from "../spec/walk.ts";

/**
 * JSON Schema 2020-12 has split `dependencies` in two, and keeps the name for what it meant: ajv and others still apply
 * it. From here on there is one way to read it.
 */
export function splitDependencies(document: SpecDocument): void {
  if (!document.openapi.startsWith("3.1")) return;
  for (const { kind, value, at } of walk(document, "document", "#")) {
    const { dependencies } = value;
    if (kind !== "schema" || dependencies === undefined) continue;
    if (!isObject(dependencies))
      throw new Refusal(
        `${pointer(at, "dependencies")} must be an object, is ${quoteUntrusted(dependencies)}`,
      );
    delete value["dependencies"];
    for (const [name, dependency] of Object.entries(dependencies)) {
      const keyword = Array.isArray(dependency) ? "dependentRequired" : "dependentSchemas";
      const known = objectOf(value[keyword]);
      value[keyword] = { ...known, [name]: both(ownValue(known, name), dependency) };
    }
  }
}

function both(one: Json | undefined, other: Json): Json {
  if (one === undefined) return other;
  return Array.isArray(other) ? [...new Set([...listOf(one), ...other])] : { allOf: [one, other] };
}
