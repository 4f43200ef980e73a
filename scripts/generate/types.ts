import { createRequire } from "node:module";
import type { OpenAPI3, SchemaObject } from "openapi-typescript";
import ts from "../spec/typescript.js";
import { walk } from "../spec/walk.ts";
import { widenForTypes } from "./widen.ts";
import { withoutExternalLoads } from "./no-external-load.ts";
import { describeStringFormats } from "./string-formats.ts";
import { escapeTags } from "./comments.ts";
import { FILE_OR_TEXT } from "./files.ts";
import { allowOtherThanObjects } from "./untyped-objects.ts";
import { nameRecursiveTypes } from "./recursive-types.ts";
import { OPEN_ENUM } from "./unions.ts";
import { INHERITED_NAMES, isObject, type Json, type SpecDocument } from "../spec/openapi.ts";
import { reportWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";

// Its ES module imports TypeScript: see typescript.js.
const { default: openapiTS, astToString } = createRequire(import.meta.url)(
  "openapi-typescript",
) as typeof import("openapi-typescript");

const BLOB = ts.factory.createTypeReferenceNode("Blob");
const STRING = ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
const NULL = ts.factory.createLiteralTypeNode(ts.factory.createNull());
// Still any string, but the compiler keeps it apart from the literals beside it.
const OPEN_STRING = ts.factory.createIntersectionTypeNode([STRING, ts.factory.createTypeLiteralNode([])]);

/** The types of a normalised document, unformatted. A .d.ts, in which no text of a spec can become code. */
export async function renderTypes(document: SpecDocument): Promise<string> {
  // The gate has checked the shape that the generator's type describes.
  const typed = withoutUntypedUnions(document);
  describeStringFormats(typed);
  allowOtherThanObjects(typed);
  widenForTypes(typed);
  escapeTags(typed);
  reportWork("making the types of the document");
  const text = JSON.stringify(typed);
  const mark = markMissingIn(text);
  const source = JSON.parse(text.replace(INHERITED, `$1${mark}`)) as OpenAPI3;
  const nodes = await withoutExternalLoads(() =>
    openapiTS(source, {
      // A default is the server's: the caller may leave the property out.
      defaultNonNullable: false,
      // `type: object` without properties says that anything may be in it.
      emptyObjectsUnknown: true,
      transform: (schema, { path = "#" }) => {
        reportWork(`making the types of ${path.split("/").slice(0, PART_DEPTH).join("/")}`);
        return typeOf(schema);
      },
      silent: true,
    }).catch(rethrowProblem),
  );
  // In a comment of a title's or a description's, it would be a directive to the compiler.
  return astToString(nameRecursiveTypes(nodes, typed)).replaceAll(mark, "").replaceAll("@ts-", "@ts\u2011");
}

/** The number of keys, with the root, that lead to an operation or a component. */
const PART_DEPTH = 4;

/** The generator's parser has more rules than the gate; its messages name the place. */
function rethrowProblem(error: unknown): never {
  const isProblem = error instanceof Error && error.message.includes(" at #/");
  throw isProblem ? new Refusal(`no types can be made: ${error.message}`) : error;
}

/** The generator's parser looks names of the document up in plain objects, which inherit these. */
const INHERITED = new RegExp(`\\b(${INHERITED_NAMES.join("|")})\\b`, "g");

/** Otherwise a name of the document that holds it would lose it. */
function markMissingIn(text: string): string {
  let mark = "_OF_THE_SPEC_";
  while (text.includes(mark)) mark += "_";
  return mark;
}

/** What gives a schema a type. A union of branches without any only says which properties go together. */
const TYPING = [
  ..."type properties items enum const $ref allOf anyOf oneOf nullable additionalProperties prefixItems".split(
    " ",
  ),
  OPEN_ENUM,
];

/** The generator takes such branches for unknown, and the schema with them; the validators check them. */
function withoutUntypedUnions(document: SpecDocument): SpecDocument {
  const typed = structuredClone(document);
  const isTyped = (schema: Json) => isObject(schema) && TYPING.some((keyword) => keyword in schema);
  for (const { kind, value } of walk(typed, "document")) {
    if (kind !== "schema") continue;
    for (const union of ["anyOf", "oneOf"]) {
      const { [union]: branches, ...own } = value;
      if (Array.isArray(branches) && isTyped(own) && !branches.some(isTyped))
        Reflect.deleteProperty(value, union);
    }
  }
  return typed;
}

function typeOf(schema: SchemaObject | boolean): ts.TypeNode | undefined {
  // OpenAPI 3.1 has true for anything, which the generator's type leaves out.
  if (typeof schema === "boolean") return undefined;
  const type = plainTypeOf(schema);
  const isNullable = schema.nullable === true || [schema.type].flat().includes("null");
  return type && isNullable ? ts.factory.createUnionTypeNode([type, NULL]) : type;
}

function plainTypeOf(schema: SchemaObject): ts.TypeNode | undefined {
  if (FILE_OR_TEXT in schema) return ts.factory.createUnionTypeNode([BLOB, STRING]);
  if (schema.format === "binary") return BLOB;
  return OPEN_ENUM in schema ? OPEN_STRING : undefined;
}
