import { isObject, objectOf, type Json, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { unusedName } from "../spec/unused-name.ts";
import { canonicalPointer, pointer } from "../spec/pointer.ts";
import { walk } from "../spec/walk.ts";

/** Moves the `$defs` of schemas to the components, with the references to them; the number that moved. */
export function moveDefinitions(document: SpecDocument): number {
  const moved = new Map<string, string>();
  const schemas = componentSchemas(document);
  // The innermost first, so that a definition moves without those inside it.
  for (const { kind, value, at } of [...walk(document, "document", "#")].reverse()) {
    if (kind !== "schema") continue;
    for (const keyword of ["$defs", "definitions"]) {
      const definitions = value[keyword];
      if (!isObject(definitions)) continue;
      for (const [name, definition] of Object.entries(definitions)) {
        const component = unusedName(schemas, `${at.split("/").at(-1) ?? ""}_${name}`);
        schemas[component] = definition;
        moved.set(pointer(pointer(at, keyword), name), pointer("#/components/schemas", component));
      }
      Reflect.deleteProperty(value, keyword);
    }
  }
  if (moved.size > 0) redirectReferences(document, moved);
  return moved.size;
}

function componentSchemas(document: SpecDocument): JsonObject {
  const components = objectOf(document["components"]);
  const schemas = objectOf(components["schemas"]);
  document["components"] = { ...components, schemas };
  return schemas;
}

/** A reference may lead to something inside a definition. */
function redirectReferences(value: Json, moved: Map<string, string>): void {
  if (typeof value !== "object" || value === null) return;
  if (isObject(value) && typeof value["$ref"] === "string") {
    const reference = canonicalPointer(value["$ref"]) ?? value["$ref"];
    const target = [...moved].find(([from]) => reference === from || reference.startsWith(`${from}/`));
    if (target) value["$ref"] = target[1] + reference.slice(target[0].length);
  }
  for (const child of Object.values(value)) redirectReferences(child, moved);
}
