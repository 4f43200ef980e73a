import {
  isObject,
  objectOf,
  operationsOf,
  resolveReference,
  valueAt,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";

/** Makes bodies required if no request is valid without them; their number. */
export function requireBodies(document: SpecDocument): number {
  const bodies = operationsOf(document).map(({ value }) => valueAt(document, value, "requestBody"));
  const wrong = new Set(
    bodies.filter(isObject).filter((body) => body["required"] === undefined && hasRequired(document, body)),
  );
  for (const body of wrong) body["required"] = true;
  return wrong.size;
}

function hasRequired(document: SpecDocument, body: JsonObject): boolean {
  const media = Object.values(objectOf(body["content"]));
  return media.some((type) => requiresProperties(document, valueAt(document, type, "schema")));
}

/** Whether no value without properties is valid. */
function requiresProperties(
  document: SpecDocument,
  schema: Json | undefined,
  known = new Map<JsonObject, boolean>(),
): boolean {
  const resolved = resolveReference(document, schema);
  if (!isObject(resolved)) return false;
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // A schema inside itself adds nothing.
  known.set(resolved, false);
  const result = requiresPropertiesItself(resolved, (part) => requiresProperties(document, part, known));
  known.set(resolved, result);
  return result;
}

function requiresPropertiesItself(resolved: JsonObject, needs: (part: Json) => boolean): boolean {
  const { required, allOf } = resolved;
  if (Array.isArray(required) && required.length > 0) return true;
  if (Array.isArray(allOf) && allOf.some(needs)) return true;
  return ["anyOf", "oneOf"].some((keyword) => {
    const branches = resolved[keyword];
    return Array.isArray(branches) && branches.length > 0 && branches.every(needs);
  });
}
