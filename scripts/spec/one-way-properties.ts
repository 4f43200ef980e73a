/**
 * OpenAPI 3.0: a `readOnly` property is required only in responses, a `writeOnly` one only in requests. A component that
 * is used in both gets a copy for the direction in which more is required.
 */
import {
  listOf,
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "./openapi.ts";
import { canonicalPointer, pointer } from "./pointer.ts";
import { bodyUsesOf } from "./body-uses.ts";
import { reachableFrom, sameValueParts, subschemasOf } from "./subschemas.ts";
import { unusedName } from "./unused-name.ts";

const FLAGS = { request: "readOnly", response: "writeOnly" } as const;
type Direction = keyof typeof FLAGS;

/** The document with what each direction requires; the same object if it has no one-way property. */
export function withOneWayProperties(document: SpecDocument): SpecDocument {
  // Through JSON, so that what an alias shared is changed in one place only.
  const copy = JSON.parse(JSON.stringify(document)) as SpecDocument;
  return relaxOneWayProperties(copy) > 0 ? copy : document;
}

/** Changes the document in place; the number of schemas in which less is required. */
export function relaxOneWayProperties(document: SpecDocument): number {
  if (!document.openapi.startsWith("3.0")) return 0;
  return relax(document, "request") + relax(document, "response");
}

function relax(document: SpecDocument, direction: Direction): number {
  const flag = FLAGS[direction];
  const isOneWay = (schema: JsonObject) => requiredOneWay(document, schema, flag).size > 0;
  if (![...reachableFrom(document, rootsOf(document, direction))].some(isOneWay)) return 0;
  separateComponents(document, direction, isOneWay);
  const relaxed = new Set<JsonObject>();
  for (const schema of reachableFrom(document, rootsOf(document, direction))) {
    const names = requiredOneWay(document, schema, flag);
    for (const part of sameValueParts(document, schema)) if (dropRequired(part, names)) relaxed.add(part);
  }
  return relaxed.size;
}

function rootsOf(document: SpecDocument, direction: Direction): Json[] {
  return bodyUsesOf(document)
    .filter((use) => use.direction === direction)
    .map(({ schema }) => schema);
}

/** The names with the flag that a schema requires: `required` may stand in one branch, the property in another. */
function requiredOneWay(document: SpecDocument, schema: JsonObject, flag: string): Set<Json> {
  const parts = [...sameValueParts(document, schema)];
  const required = new Set(parts.flatMap((part) => listOf(part["required"])));
  const flagged = parts.flatMap((part) =>
    Object.entries(objectOf(part["properties"]))
      .filter(([, property]) => hasFlag(document, property, flag))
      .map(([name]) => name),
  );
  return new Set(flagged.filter((name) => required.has(name)));
}

function hasFlag(document: SpecDocument, property: Json, flag: string): boolean {
  const parts = sameValueParts(document, property, ["allOf"]);
  return [...parts].some((part) => part[flag] === true);
}

function dropRequired(schema: JsonObject, names: Set<Json>): boolean {
  const { required } = schema;
  if (!Array.isArray(required) || !required.some((name) => names.has(name))) return false;
  const rest = required.filter((name) => !names.has(name));
  if (rest.length > 0) schema["required"] = rest;
  else delete schema["required"];
  return true;
}

/**
 * Gives the other direction, which requires more, copies of the components that both use and that will be relaxed. So
 * the name that is published fits both, and a component that gets its first one-way property breaks nobody.
 */
function separateComponents(
  document: SpecDocument,
  direction: Direction,
  isOneWay: (schema: JsonObject) => boolean,
): void {
  const stricter = direction === "request" ? "response" : "request";
  const schemas = objectOf(objectOf(document["components"])["schemas"]);
  const other = reachableFrom(document, rootsOf(document, stricter));
  const own = reachableFrom(document, rootsOf(document, direction));
  const copies = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const isShared = own.has(objectOf(schema)) && other.has(objectOf(schema));
    if (!isShared || ![...reachableFrom(document, [schema])].some(isOneWay)) continue;
    const copy = unusedName(schemas, `${name}${stricter === "request" ? "Request" : "Response"}`);
    schemas[copy] = structuredClone(schema);
    copies.set(pointer("#/components/schemas", name), pointer("#/components/schemas", copy));
  }
  redirect(document, rootsOf(document, stricter), copies);
}

/** Lets these schemas, and all that are reached from them, refer to the copies. */
function redirect(document: SpecDocument, roots: Json[], copies: Map<string, string>): void {
  const schemas = new Set(roots.map(objectOf));
  for (const schema of schemas) {
    const { $ref } = schema;
    if (typeof $ref === "string") {
      schema["$ref"] = copies.get(canonicalPointer($ref) ?? $ref) ?? $ref;
      schemas.add(objectOf(resolveReference(document, schema)));
    }
    for (const { subschema } of subschemasOf(schema)) schemas.add(objectOf(subschema));
  }
}
