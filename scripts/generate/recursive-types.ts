import { isObject, objectOf, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { pointer } from "../spec/pointer.ts";
import { subschemasOf } from "../spec/subschemas.ts";
import ts from "../spec/typescript.js";

/**
 * Turns the types of components that contain themselves without an object between, such as a list of themselves, into
 * aliases: as a property of an interface, such a type is an error for the compiler, and `any` for its users.
 */
export function nameRecursiveTypes(nodes: ts.Node[], document: SpecDocument): ts.Node[] {
  const schemas = objectOf(objectOf(document["components"])["schemas"]);
  const members = schemaMembers(nodes).filter(({ name }) => containsItself(name, schemas));
  const aliases = new Map<string, string>();
  for (const { name } of members) aliases.set(name, toAlias(name, [...aliases.values()]));
  const refer = (node: ts.Node): ts.Node => {
    const alias = aliases.get(schemaOf(node) ?? "");
    return alias === undefined ? ts.visitEachChild(node, refer, undefined) : toReference(alias);
  };
  const declarations = members.map(({ member, name, type }) => {
    const alias = aliases.get(name) ?? name;
    // In place, so that the comments stay.
    Object.assign(member, { type: toReference(alias) });
    return ts.factory.createTypeAliasDeclaration(
      undefined,
      alias,
      undefined,
      ts.visitNode(type, refer, ts.isTypeNode),
    );
  });
  return [...nodes, ...declarations];
}

function toAlias(name: string, taken: string[]): string {
  const alias = `Recursive_${name.replaceAll(/\W/g, "_")}`;
  return taken.includes(alias) ? toAlias(`${name}_`, taken) : alias;
}

function toReference(alias: string): ts.TypeReferenceNode {
  return ts.factory.createTypeReferenceNode(alias);
}

/** The name of the component in `components["schemas"]["A"]`. */
function schemaOf(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  const keys = [node.objectType.indexType, node.indexType].map((type) =>
    ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined,
  );
  return keys[0] === "schemas" ? keys[1] : undefined;
}

/** Keywords whose schemas become properties of an object type, which the compiler reads only if it must. */
const PROPERTIES = new Set(["properties", "additionalProperties", "patternProperties"]);

function containsItself(name: string, schemas: JsonObject): boolean {
  const addresses = new Map(Object.keys(schemas).map((key) => [pointer("#/components/schemas", key), key]));
  const waiting = [schemas[name]];
  const seen = new Set<string>();
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (!isObject(schema)) continue;
    const target = typeof schema["$ref"] === "string" ? addresses.get(schema["$ref"]) : undefined;
    if (target === name) return true;
    if (target !== undefined && !seen.has(target)) {
      seen.add(target);
      waiting.push(schemas[target]);
    }
    for (const { keyword, subschema } of subschemasOf(schema))
      if (!PROPERTIES.has(keyword)) waiting.push(subschema);
  }
  return false;
}

/** The properties of `components["schemas"]`. */
function schemaMembers(
  nodes: ts.Node[],
): { member: ts.PropertySignature; name: string; type: ts.TypeNode }[] {
  const components = nodes.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === "components");
  const schemas = components?.members
    .filter(ts.isPropertySignature)
    .find(({ name }) => readName(name) === "schemas")?.type;
  if (!schemas || !ts.isTypeLiteralNode(schemas)) return [];
  return schemas.members
    .filter(ts.isPropertySignature)
    .flatMap((member) => (member.type ? [{ member, name: readName(member.name), type: member.type }] : []));
}

function readName(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : "";
}
