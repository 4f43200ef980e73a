/** Makes components of schemas, because the generator can't name them otherwise. */
import {
  isObject,
  objectOf,
  valueAtPointer,
  type JsonObject,
  type Json,
  type SpecDocument,
} from "../spec/openapi.ts";
import { unusedName } from "../spec/unused-name.ts";
import { canonicalPointer, parsePointer, pointer } from "../spec/pointer.ts";
import { walk } from "../spec/walk.ts";

/** Moves the `$defs` of schemas to the components, with the references to them; the number that moved. */
export function moveDefinitions(document: SpecDocument): number {
  const moved = new Map<string, string>();
  const schemas = componentSchemas(document);
  for (const { kind, value, at } of [...walk(document, "document")]) {
    if (kind !== "schema") continue;
    for (const keyword of ["$defs", "definitions"]) {
      const definitions = value[keyword];
      if (!isObject(definitions)) continue;
      for (const [name, definition] of Object.entries(definitions)) {
        const component = unusedName(schemas, `${at.slice(at.lastIndexOf("/") + 1)}_${name}`);
        schemas[component] = definition;
        moved.set(pointer(pointer(at, keyword), name), pointer(SCHEMAS, component));
      }
      Reflect.deleteProperty(value, keyword);
    }
  }
  redirectReferences(document, moved);
  return moved.size;
}

/** Copies each schema that is referred to inside another to a component; their number. */
export function copyInnerSchemas(document: SpecDocument): number {
  const copied = new Map<string, string>();
  const schemas = componentSchemas(document);
  for (const { kind, value } of [...walk(document, "document")]) {
    const reference = kind === "schema" ? value["$ref"] : undefined;
    const target = typeof reference === "string" ? canonicalPointer(reference) : undefined;
    if (target === undefined || copied.has(target) || isComponent(target)) continue;
    const steps = parsePointer(target) ?? [];
    const component = unusedName(schemas, steps.slice(-2).join("_"));
    schemas[component] = structuredClone(valueAtPointer(document, target) ?? {});
    copied.set(target, pointer(SCHEMAS, component));
  }
  redirectReferences(document, copied);
  return copied.size;
}

const SCHEMAS = "#/components/schemas";

function isComponent(target: string): boolean {
  return target.startsWith(`${SCHEMAS}/`) && target.split("/").length === SCHEMAS.split("/").length + 1;
}

function componentSchemas(document: SpecDocument): JsonObject {
  const components = objectOf(document["components"]);
  const schemas = objectOf(components["schemas"]);
  document["components"] = { ...components, schemas };
  return schemas;
}

/** A reference may lead into something that was moved: the longest address that it begins with counts. */
function redirectReferences(value: Json, moved: Map<string, string>): void {
  const longestFirst = [...moved].sort(([left], [right]) => right.length - left.length);
  redirectBelow(value, longestFirst);
}

function redirectBelow(value: Json, moved: [from: string, to: string][]): void {
  if (typeof value !== "object" || value === null) return;
  if (isObject(value) && typeof value["$ref"] === "string") {
    const reference = canonicalPointer(value["$ref"]) ?? value["$ref"];
    const target = moved.find(([from]) => reference === from || reference.startsWith(`${from}/`));
    if (target) value["$ref"] = target[1] + reference.slice(target[0].length);
  }
  for (const child of Object.values(value)) redirectBelow(child, moved);
}
