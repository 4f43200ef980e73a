/**
 * Corrections of what the spec says in ways that the generator takes wrongly. Each is named, with its reason,
 * and counts what it corrected, so that a correction with nothing left to correct is seen and can go.
 */
import { isLeaf, walk } from "../spec/walk.ts";
import {
  isObject,
  operationsOf,
  resolveReference,
  valueAt,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { asksForNothing as hasNoConstraints, isNullBranch } from "../spec/null-branch.ts";
import { isProse } from "../spec/prose.ts";

interface Correction {
  name: string;
  reason: string;
  /** Changes the document in place; the number of places. */
  apply: (document: SpecDocument) => number;
}

export interface Normalized {
  document: SpecDocument;
  corrected: { name: string; count: number }[];
}

export function normalize(published: SpecDocument): Normalized {
  // Through JSON, so that what an alias shared is changed in one place only, and the argument not at all.
  const document = JSON.parse(JSON.stringify(published)) as SpecDocument;
  const corrected = CORRECTIONS.map(({ name, apply }) => ({ name, count: apply(document) }));
  return { document, corrected };
}

const CORRECTIONS: Correction[] = [
  {
    name: "extensions",
    reason:
      "The generator's parser knows some, such as `x-webhooks`, and follows what is in them, which the gate does not see.",
    apply: dropExtensions,
  },
  {
    name: "references beside keywords",
    reason: "What stands beside a `$ref` counts in OpenAPI 3.1, but the generator overlooks it.",
    apply: wrapReferenceWithSiblings,
  },
  {
    name: "references in examples",
    reason:
      "The generator follows a `$ref` wherever it stands; in an example it is data, and may lead nowhere.",
    apply: dropExamplesWithReferences,
  },
  {
    name: "nullable references",
    reason: "`nullable` beside a `$ref` is overlooked.",
    apply: forEachSchema(wrapNullableReference),
  },
  {
    name: "null branches",
    reason:
      "A branch that says only `nullable: true` means null, but is read as unknown and swallows its union.",
    apply: forEachSchema(foldNullBranches),
  },
  {
    name: "required bodies",
    reason:
      "Without `requestBody.required` a body may be left out, which no schema with required properties allows.",
    apply: requireBodies,
  },
  {
    name: "multipart files",
    reason: "`{}` beside a string in a multipart body is a file; as it stands, it is unknown.",
    apply: nameFiles,
  },
  {
    name: "operation ids",
    reason: "Without an operationId an operation is missing from `operations`.",
    apply: nameOperations,
  },
  {
    name: "discriminators",
    reason:
      "The generator writes a required literal of its own making into schemas that others share, and fails on a mapping by name.",
    apply: forEachSchema(dropDiscriminator),
  },
  {
    name: "open enums",
    reason: "`enum | string` is string to the compiler, and completion of the known values is lost.",
    apply: forEachSchema(markOpenEnum),
  },
];

/** Names that begin so stay: of properties, components, headers. */
function dropExtensions(document: SpecDocument): number {
  let dropped = 0;
  for (const { kind, value } of [...walk(document, "document", "#")]) {
    for (const key of Object.keys(value)) {
      const child = value[key] ?? null;
      if (key.startsWith("x-")) {
        Reflect.deleteProperty(value, key);
        dropped += 1;
      } else if (isLeaf(kind, key) && !DATA_FIELDS.has(key)) dropped += dropExtensionsBelow(child);
    }
  }
  return dropped;
}

/** In whose value a name that begins with `x-` is data. */
const DATA_FIELDS = new Set(["default", "enum", "const", "example", "examples", "required", "mapping"]);
/** Maps whose keys are names of the document's own. */
const NAME_MAPS = new Set(["variables", "scopes", "links", "parameters"]);

function dropExtensionsBelow(value: Json, isNameMap = false): number {
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

/** In 3.0 the gate has refused what asserts something there. */
function wrapReferenceWithSiblings(document: SpecDocument): number {
  if (!document.openapi.startsWith("3.1")) return 0;
  return forEachSchema((schema) => {
    const { $ref, ...rest } = schema;
    if ($ref === undefined || hasNoConstraints(rest)) return false;
    const { allOf = [], ...own } = rest;
    replaceContent(schema, { ...own, allOf: [{ $ref }, ...(Array.isArray(allOf) ? allOf : [])] });
    return true;
  })(document);
}

function dropExamplesWithReferences(document: SpecDocument): number {
  const visits = [...walk(document, "document", "#")];
  const dropped = visits.flatMap(({ value }) =>
    Object.keys(value).filter((key) => {
      const isData = isProse(key) && JSON.stringify(value[key]).includes('"$ref":');
      return isData && Reflect.deleteProperty(value, key);
    }),
  );
  return dropped.length;
}

function wrapNullableReference(schema: JsonObject): boolean {
  const { $ref, nullable, ...rest } = schema;
  if ($ref === undefined || nullable !== true) return false;
  replaceContent(schema, { ...rest, nullable, anyOf: [{ $ref }] });
  return true;
}

/** On a string schema beside an enum: render-types writes it as `string & {}`. */
export const OPEN_ENUM = "x-open-enum";

/** Corrects the innermost schemas first, as a correction may move what is inside; the number that `visit` changed. */
function forEachSchema(
  visit: (schema: JsonObject, document: SpecDocument) => boolean,
): (document: SpecDocument) => number {
  return (document) => {
    const schemas = [...walk(document, "document", "#")].filter(({ kind }) => kind === "schema");
    return schemas.reverse().filter(({ value }) => visit(value, document)).length;
  };
}

const UNIONS = ["anyOf", "oneOf"] as const;

/** True where a union lost branches that only said null; one branch left takes the union's place. */
function foldNullBranches(schema: JsonObject): boolean {
  return UNIONS.some((keyword) => {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || !branches.some(isNullBranch)) return false;
    const rest = branches.filter((branch) => !isNullBranch(branch));
    const [only = { enum: [null] }] = rest;
    schema["nullable"] = true;
    if (rest.length <= 1 && isObject(only) && only["$ref"] === undefined) {
      // What the union says of itself, such as its description, goes before what its branch says.
      const own = { ...schema };
      Reflect.deleteProperty(own, keyword);
      replaceContent(schema, { ...only, ...own });
    } else schema[keyword] = rest;
    return true;
  });
}

function replaceContent(target: JsonObject, content: JsonObject): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, content);
}

function requireBodies(document: SpecDocument): number {
  const bodies = operationsOf(document).map(({ value }) => valueAt(document, value, "requestBody"));
  const wrong = new Set(
    bodies.filter(isObject).filter((body) => body["required"] === undefined && hasRequired(document, body)),
  );
  for (const body of wrong) body["required"] = true;
  return wrong.size;
}

function hasRequired(document: SpecDocument, body: JsonObject): boolean {
  const media = Object.values(isObject(body["content"]) ? body["content"] : {});
  return media.some((type) => requiresProperties(document, valueAt(document, type, "schema")));
}

/** Whether no value without properties can be right. */
function requiresProperties(
  document: SpecDocument,
  schema: Json | undefined,
  known = new Map<JsonObject, boolean>(),
): boolean {
  const resolved = resolveReference(document, schema);
  if (!isObject(resolved)) return false;
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // While it is being looked at, a schema that holds itself adds nothing.
  known.set(resolved, false);
  const result = requiresPropertiesItself(resolved, (part) => requiresProperties(document, part, known));
  known.set(resolved, result);
  return result;
}

function requiresPropertiesItself(resolved: JsonObject, needs: (part: Json) => boolean): boolean {
  const { required, allOf } = resolved;
  if (Array.isArray(required) && required.length > 0) return true;
  if (Array.isArray(allOf) && allOf.some(needs)) return true;
  return UNIONS.some((keyword) => {
    const branches = resolved[keyword];
    return Array.isArray(branches) && branches.length > 0 && branches.every(needs);
  });
}

function nameFiles(document: SpecDocument): number {
  const files = new Set<JsonObject>();
  const collect = (schema: Json | undefined, seen: Set<unknown>): void => {
    const node = resolveReference(document, schema);
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const value of Object.values(node)) collect(value, seen);
    const { anyOf } = isObject(node) ? node : {};
    if (!Array.isArray(anyOf) || !anyOf.some((branch) => isObject(branch) && branch["type"] === "string"))
      return;
    for (const branch of anyOf) if (isObject(branch) && hasNoConstraints(branch)) files.add(branch);
  };
  for (const { value } of operationsOf(document))
    collect(valueAt(document, value, "requestBody", "content", "multipart/form-data", "schema"), new Set());
  for (const file of files) Object.assign(file, { type: "string", format: "binary" });
  return files.size;
}

function nameOperations(document: SpecDocument): number {
  const nameless = operationsOf(document).filter(({ value }) => value["operationId"] === undefined);
  for (const { id, value } of nameless) value["operationId"] = id;
  return nameless.length;
}

function dropDiscriminator(schema: JsonObject): boolean {
  return isObject(schema["discriminator"]) && delete schema["discriminator"];
}

function markOpenEnum(schema: JsonObject, document: SpecDocument): boolean {
  return UNIONS.some((keyword) => {
    const branches = Array.isArray(schema[keyword]) ? schema[keyword] : [];
    if (!branches.some((branch) => listsStrings(resolveReference(document, branch)))) return false;
    const open = branches
      .filter(isObject)
      .filter((branch) => branch["type"] === "string" && !listsStrings(branch));
    for (const branch of open) branch[OPEN_ENUM] = true;
    return open.length > 0;
  });
}

function listsStrings(schema: Json | undefined): boolean {
  const { const: only, enum: values = [only ?? null] } = isObject(schema) ? schema : {};
  return Array.isArray(values) && values.some((value) => typeof value === "string");
}
