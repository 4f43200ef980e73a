import { isDeepStrictEqual } from "node:util";
import {
  INHERITED_NAMES,
  isObject,
  listOf,
  objectOf,
  resolveReference,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { jsonContentOf } from "./parameters.ts";
import { sameValueParts } from "../spec/subschemas.ts";
import { walk } from "../spec/walk.ts";

/** Widens, in place, schemas whose type would refuse valid values. */
export function widenForTypes(document: SpecDocument): void {
  for (const { kind, value } of walk(document, "document")) {
    if (kind === "header" && "content" in value) typeHeaderAsText(value);
    if (kind === "parameter") typeParameterAsJson(value);
    if (kind === "response") resolveHeaders(value, document);
    if (kind !== "schema") continue;
    separateTypes(value);
    declareRequired(value, document);
    widenRest(value);
    widenTuple(value);
    openToUndescribedNames(value);
    widenInheritedNames(value);
  }
}

/** Beside a union, the generator reads a list of types with `object` as only an object. */
function separateTypes(schema: JsonObject): void {
  const { type, allOf, anyOf, oneOf, ...own } = schema;
  if (!Array.isArray(type) || !type.includes("object") || !(allOf ?? anyOf ?? oneOf)) return;
  for (const key of [...Object.keys(own), "type"]) Reflect.deleteProperty(schema, key);
  schema["allOf"] = [...listOf(allOf), { type, ...own }];
}

/** Declares properties that are only required: they may be anything, or what `additionalProperties` says. */
function declareRequired(schema: JsonObject, document: SpecDocument): void {
  const { type, required, properties = {}, additionalProperties: rest } = schema;
  const isObjectSchema = type === "object" || ["allOf", "anyOf", "oneOf"].some((union) => union in schema);
  if (!isObjectSchema || !Array.isArray(required) || !isObject(properties) || rest === false) return;
  const described = describedNames(schema, document);
  const missing = required.filter((name): name is string => typeof name === "string" && !described.has(name));
  if (missing.length === 0) return;
  const holdsRest = isObject(rest) && schema["patternProperties"] === undefined;
  const added = Object.fromEntries(missing.map((name) => [name, holdsRest ? rest : {}]));
  schema["properties"] = { ...properties, ...added };
}

/** The names of the properties of a schema and of its branches. */
function describedNames(schema: JsonObject, document: SpecDocument): Set<string> {
  const parts = [...sameValueParts(document, schema)];
  return new Set(parts.flatMap((part) => Object.keys(objectOf(part["properties"]))));
}

/** An index signature applies to every property; in JSON Schema it applies only to those without a schema. */
function widenRest(schema: JsonObject): void {
  const { properties, additionalProperties: rest } = schema;
  if (!isObject(properties) || !isObject(rest) || Object.keys(rest).length === 0) return;
  const isUniform = Object.values(properties).every((property) => isDeepStrictEqual(property, rest));
  if (!isUniform) schema["additionalProperties"] = true;
}

/** A tuple type requires each of its items and allows no more; `prefixItems` does neither. */
function widenTuple(schema: JsonObject): void {
  const { prefixItems, items, minItems } = schema;
  if (!Array.isArray(prefixItems) || (items === false && minItems === prefixItems.length)) return;
  delete schema["prefixItems"];
  schema["items"] =
    items === false ? { anyOf: prefixItems } : isObject(items) ? { anyOf: [...prefixItems, items] } : {};
}

/** Keywords whose schemas may allow properties that `properties` doesn't list, of which the generator knows nothing. */
const NAMING_KEYWORDS = ["dependentSchemas", "unevaluatedProperties", "if", "then", "else"];

function openToUndescribedNames(schema: JsonObject): void {
  const { additionalProperties: rest, patternProperties } = schema;
  const mayName = NAMING_KEYWORDS.some((keyword) => isObject(schema[keyword]));
  if (isObject(patternProperties) || (mayName && rest === undefined)) {
    if (schema["type"] === "object" || isObject(schema["properties"])) schema["additionalProperties"] = true;
  }
  delete schema["patternProperties"];
}

/** Every value inherits these names from its prototype, with types that no optional property fits. */
function widenInheritedNames({ properties, required }: JsonObject): void {
  if (!isObject(properties)) return;
  for (const name of INHERITED_NAMES) {
    const isRequired = Array.isArray(required) && required.includes(name);
    if (Object.hasOwn(properties, name) && !isRequired) properties[name] = {};
  }
}

/** The generator demands a header that is a reference, whether or not it is required. */
function resolveHeaders(response: JsonObject, document: SpecDocument): void {
  const headers = objectOf(response["headers"]);
  for (const [name, header] of Object.entries(headers))
    headers[name] = structuredClone(resolveReference(document, header) ?? header);
}

/** The generator would type a parameter that is sent as JSON as text. */
function typeParameterAsJson(parameter: JsonObject): void {
  const schema = jsonContentOf(parameter);
  if (schema === undefined) return;
  delete parameter["content"];
  parameter["schema"] = schema;
}

/** A header is text in every media type; the generator would type it as a map of media types. */
function typeHeaderAsText(header: JsonObject): void {
  delete header["content"];
  header["schema"] = { type: "string" };
}
