import { bodyUsesOf } from "../spec/body-uses.ts";
import {
  isObject,
  listOf,
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { reachableFrom, sameValueParts, subschemasOf } from "../spec/subschemas.ts";

/**
 * Without `type`, a schema with `properties` takes every value that is no object; the generator types it as an object.
 * In requests it gets the other types beside it; in responses it stays the object that its publisher had in mind.
 */
export function allowOtherThanObjects(document: SpecDocument): void {
  const roots = bodyUsesOf(document)
    .filter(({ direction }) => direction === "request")
    .map(({ schema }) => schema);
  const below = [...reachableFrom(document, roots)].flatMap((schema) =>
    subschemasOf(schema)
      .filter(({ keyword }) => !SAME_VALUE.has(keyword))
      .map(({ subschema }) => subschema),
  );
  for (const schema of new Set([...roots, ...below])) addOtherTypes(objectOf(schema), document);
}

/** What these hold judges the value of the schema around it. */
const SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

function addOtherTypes(schema: JsonObject, document: SpecDocument): void {
  if (![...sameValueParts(document, schema)].some(isUntypedObject)) return;
  const others = typesOf(schema, document).filter((type) => type !== "object");
  if (others.length === 0) return;
  const { description, deprecated, ...rest } = schema;
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
  Object.assign(schema, {
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
    anyOf: [rest, { type: others }],
  });
}

/** Whether the generator types a schema as an object that says nothing of its type. */
function isUntypedObject(schema: JsonObject): boolean {
  const { type, properties, additionalProperties: rest, required } = schema;
  if (type !== undefined) return false;
  const isUnion = ["allOf", "anyOf", "oneOf"].some((keyword) => keyword in schema);
  return isObject(properties) || isObject(rest) || rest === true || (isUnion && listOf(required).length > 0);
}

const TYPES = ["object", "array", "string", "number", "boolean", "null"];

/** The types of which some value may be right. */
export function typesOf(part: Json, document: SpecDocument): string[] {
  const schema = objectOf(resolveReference(document, part));
  const { type, nullable, const: only, enum: values, allOf, ...unions } = schema;
  const own = [type ?? TYPES].flat().map((name) => (name === "integer" ? "number" : name));
  const literals = only === undefined ? values : [only];
  const sets = [
    own,
    ...(Array.isArray(literals) ? [literals.map(typeOf)] : []),
    ...listOf(allOf).map((branch) => typesOf(branch, document)),
    ...["anyOf", "oneOf"].flatMap((keyword) => {
      const branches = unions[keyword];
      return Array.isArray(branches) ? [branches.flatMap((branch) => typesOf(branch, document))] : [];
    }),
  ];
  return TYPES.filter(
    (name) => sets.every((set) => set.includes(name)) || (nullable === true && name === "null"),
  );
}

function typeOf(value: Json): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
