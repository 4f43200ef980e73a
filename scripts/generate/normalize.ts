/**
 * Corrections of what the generator misreads in the spec. Each has a name and a reason, and counts what it corrected, so
 * that a correction with nothing left to correct is seen and can be deleted.
 */
import { isObject, operationsOf, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { relaxOneWayProperties } from "../spec/one-way-properties.ts";
import { writeOutBranches, writeOutComponents } from "./boolean-schemas.ts";
import { copyInnerSchemas, moveDefinitions } from "./definitions.ts";
import { dropExtensions } from "./extensions.ts";
import { nameFiles, writeFilesAsText } from "./files.ts";
import {
  dropExamplesWithReferences,
  wrapNullableReference,
  wrapReferenceWithSiblings,
} from "./references.ts";
import { requireBodies } from "./required-bodies.ts";
import { relaxIgnoredHeaders } from "./parameters.ts";
import { forEachSchema } from "./schema-visits.ts";
import { foldNullBranches, markOpenEnum } from "./unions.ts";

interface Correction {
  name: string;
  reason: string;
  /** Changes the document; returns the number of places. */
  apply: (document: SpecDocument) => number;
}

export interface Normalized {
  document: SpecDocument;
  corrected: { name: string; count: number }[];
}

export function normalize(published: SpecDocument): Normalized {
  // A copy through JSON: an object that aliases shared becomes several, and the argument isn't changed.
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
    name: "ignored headers",
    reason:
      "OpenAPI ignores parameters called Accept, Authorization and Content-Type, but the generator demands required ones.",
    apply: relaxIgnoredHeaders,
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

function nameOperations(document: SpecDocument): number {
  const nameless = operationsOf(document).filter(({ value }) => value["operationId"] === undefined);
  for (const { id, value } of nameless) value["operationId"] = id;
  return nameless.length;
}

function dropDiscriminator(schema: JsonObject): boolean {
  return isObject(schema["discriminator"]) && delete schema["discriminator"];
}
