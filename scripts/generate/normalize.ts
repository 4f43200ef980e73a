/**
 * Corrections of what the spec says in ways that the generator takes wrongly. Each is named, with its reason,
 * and counts what it corrected, so that a correction with nothing left to correct is seen and can go.
 */
import { walk } from "../spec/walk.ts";
import { copyInnerSchemas, moveDefinitions } from "./definitions.ts";
import { relaxOneWayProperties } from "../spec/one-way-properties.ts";
import { dropExtensions } from "./extensions.ts";
import { nameFiles, writeFilesAsText } from "./files.ts";
import { requireBodies } from "./required-bodies.ts";
import {
  isObject,
  listOf,
  objectOf,
  operationsOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { hasNoConstraints, isNullBranch } from "../spec/null-branch.ts";
import { isAnnotation } from "../spec/annotation.ts";

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
    name: "local definitions",
    reason: "The generator takes `$defs` for a property of that name.",
    apply: moveDefinitions,
  },
  // Before the corrections that move what such a reference leads to.
  {
    name: "inner references",
    reason: "The generator writes a reference into a schema as an index of its type, which has no such key.",
    apply: copyInnerSchemas,
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
    name: "boolean schemas",
    reason: "The generator fails on true and false as a component or in a list of schemas.",
    apply: (document) => writeOutComponents(document) + forEachSchema(writeOutBranches)(document),
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
    name: "one-way properties",
    reason:
      "In OpenAPI 3.0 a required property that is `readOnly` binds responses alone, and a `writeOnly` one requests.",
    apply: relaxOneWayProperties,
  },
  {
    name: "files in JSON",
    reason: "`format: binary` is a file in a form; in JSON there is only text.",
    apply: writeFilesAsText,
  },
  {
    name: "open enums",
    reason: "`enum | string` is string to the compiler, and completion of the known values is lost.",
    apply: forEachSchema(markOpenEnum),
  },
];

/** In 3.0 the gate has refused what asserts something there. */
function wrapReferenceWithSiblings(document: SpecDocument): number {
  if (!document.openapi.startsWith("3.1")) return 0;
  return forEachSchema((schema) => {
    const { $ref, ...rest } = schema;
    if ($ref === undefined || hasNoConstraints(rest)) return false;
    const { allOf, ...own } = rest;
    replaceContent(schema, { ...own, allOf: [{ $ref }, ...listOf(allOf)] });
    return true;
  })(document);
}

function dropExamplesWithReferences(document: SpecDocument): number {
  const visits = [...walk(document, "document", "#")];
  const dropped = visits.flatMap(({ value }) =>
    Object.keys(value).filter((key) => {
      const isData = isAnnotation(key) && JSON.stringify(value[key]).includes('"$ref":');
      return isData && Reflect.deleteProperty(value, key);
    }),
  );
  return dropped.length;
}

function writeOut(schema: Json): Json {
  return typeof schema === "boolean" ? (schema ? {} : { not: {} }) : schema;
}

function writeOutComponents(document: SpecDocument): number {
  const schemas = objectOf(objectOf(document["components"])["schemas"]);
  const names = Object.keys(schemas).filter((name) => typeof schemas[name] === "boolean");
  for (const name of names) schemas[name] = writeOut(schemas[name] ?? null);
  return names.length;
}

/** A branch that refuses everything is none of a choice, and one that takes everything none of a conjunction. */
function writeOutBranches(schema: JsonObject): boolean {
  const lists = ["allOf", "anyOf", "oneOf", "prefixItems"].filter((keyword) =>
    listOf(schema[keyword]).some((branch) => typeof branch === "boolean"),
  );
  for (const keyword of lists) {
    const branches = listOf(schema[keyword]);
    const idle = { allOf: true, anyOf: false, oneOf: false }[keyword];
    const rest = branches.filter((branch) => branch !== idle);
    schema[keyword] = (rest.length > 0 ? rest : branches).map(writeOut);
  }
  return lists.length > 0;
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

/** Returns true if a union had null-only branches. If one branch is left, it replaces the union. */
function foldNullBranches(schema: JsonObject): boolean {
  return UNIONS.some((keyword) => {
    const { [keyword]: branches, ...own } = schema;
    if (!Array.isArray(branches) || !branches.some(isNullBranch)) return false;
    const rest = branches.filter((branch) => !isNullBranch(branch));
    const [only = { enum: [null] }] = rest;
    if (!hasNoConstraints(own)) {
      // What stands beside the union may refuse null, so that null stays a branch.
      schema[keyword] = [...rest, { enum: [null], nullable: true }];
    } else if (rest.length <= 1 && isObject(only) && only["$ref"] === undefined) {
      // What the union says of itself, such as its description, goes before what its branch says.
      replaceContent(schema, { ...only, ...own, nullable: true });
    } else {
      schema["nullable"] = true;
      schema[keyword] = rest;
    }
    return true;
  });
}

function replaceContent(target: JsonObject, content: JsonObject): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, content);
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
    const branches = listOf(schema[keyword]);
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
