import type { Json, SpecDocument } from "../spec/openapi.ts";
import { isLeaf, walk } from "../spec/walk.ts";

/** Drops all extensions; their number. Properties, components and headers may have names that begin with `x-`, and stay. */
export function dropExtensions(document: SpecDocument): number {
  let dropped = 0;
  for (const { kind, value } of [...walk(document, "document")]) {
    for (const key of Object.keys(value)) {
      const child = value[key] ?? null;
      if (key.startsWith("x-")) {
        Reflect.deleteProperty(value, key);
        dropped += 1;
      } else if (isLeaf(kind, key) && !DATA_FIELDS.has(key))
        dropped += dropExtensionsBelow(child, NAME_MAPS.has(key));
    }
  }
  return dropped;
}

/** In the value of these, a name that begins with `x-` is data. */
const DATA_FIELDS = new Set(["default", "enum", "const", "example", "examples", "required", "mapping"]);
/** Maps whose keys are names that the document chooses. */
const NAME_MAPS = new Set(["variables", "scopes", "links", "parameters"]);

function dropExtensionsBelow(value: Json, isNameMap: boolean): number {
  if (typeof value !== "object" || value === null) return 0;
  let dropped = 0;
  for (const [key, child] of Object.entries(value)) {
    if (key.startsWith("x-") && !isNameMap && !Array.isArray(value)) {
      Reflect.deleteProperty(value, key);
      dropped += 1;
    } else dropped += dropExtensionsBelow(child, NAME_MAPS.has(key));
  }
  return dropped;
}
