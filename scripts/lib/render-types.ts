import openapiTS, { astToString, type OpenAPI3, type SchemaObject } from "openapi-typescript";
import ts from "typescript";
import { OPEN_ENUM } from "./normalize.ts";
import type { SpecDocument } from "./openapi.ts";

const BLOB = ts.factory.createTypeReferenceNode("Blob");
const STRING = ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
const NULL = ts.factory.createLiteralTypeNode(ts.factory.createNull());
// Still any string, but the compiler keeps it apart from the literals beside it.
const OPEN_STRING = ts.factory.createIntersectionTypeNode([STRING, ts.factory.createTypeLiteralNode([])]);

/** The types of a normalised document, unformatted. A .d.ts, in which no text of a spec can become code. */
export async function renderTypes(document: SpecDocument): Promise<string> {
  // The gate has vouched for the shape that the generator's type spells out.
  const nodes = await openapiTS(document as unknown as OpenAPI3, {
    // A default is the server's: the caller may leave the property out.
    defaultNonNullable: false,
    // `type: object` without properties says that anything may be in it.
    emptyObjectsUnknown: true,
    transform: typeOf,
    silent: true,
  });
  return astToString(nodes);
}

function typeOf(schema: SchemaObject): ts.TypeNode | undefined {
  const type = schema.format === "binary" ? BLOB : OPEN_ENUM in schema ? OPEN_STRING : undefined;
  return type && schema.nullable ? ts.factory.createUnionTypeNode([type, NULL]) : type;
}
