import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { walk } from "../spec/walk.ts";

/** Widens, in place, what no value could satisfy as a TypeScript type though values satisfy the schema. */
export function widenForTypes(document: SpecDocument): void {
  for (const { kind, value } of walk(document, "document", "#")) {
    if (kind !== "schema") continue;
    declareRequired(value);
    widenRest(value);
    widenTuple(value);
    delete value["patternProperties"];
  }
}

/** A name that is required and not described holds anything, or what the rest holds. */
function declareRequired(schema: JsonObject): void {
  const { type, required, properties = {}, additionalProperties: rest } = schema;
  const isCombined = ["$ref", "allOf", "anyOf", "oneOf"].some((keyword) => keyword in schema);
  if (type !== "object" || !Array.isArray(required) || !isObject(properties) || isCombined) return;
  const missing = required.filter(
    (name): name is string => typeof name === "string" && !Object.hasOwn(properties, name),
  );
  if (missing.length === 0 || rest === false) return;
  const described = Object.fromEntries(missing.map((name) => [name, isObject(rest) ? rest : {}]));
  schema["properties"] = { ...properties, ...described };
}

/** An index signature binds every property; in JSON Schema it binds only those without a schema. */
function widenRest(schema: JsonObject): void {
  const { properties, additionalProperties: rest } = schema;
  if (!isObject(properties) || !isObject(rest) || Object.keys(rest).length === 0) return;
  const isUniform = Object.values(properties).every((property) => isDeepStrictEqual(property, rest));
  if (!isUniform) schema["additionalProperties"] = true;
}

/** A tuple type demands each of its items and allows no more; `prefixItems` does neither. */
function widenTuple(schema: JsonObject): void {
  const { prefixItems, items, minItems } = schema;
  if (!Array.isArray(prefixItems) || (items === false && minItems === prefixItems.length)) return;
  delete schema["prefixItems"];
  schema["items"] =
    items === false ? { anyOf: prefixItems } : isObject(items) ? { anyOf: [...prefixItems, items] } : {};
}
