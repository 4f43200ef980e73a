/** Writes schemas that are `true` or `false` as objects. */
import { listOf, objectOf, type Json, type JsonObject, type SpecDocument } from "../spec/openapi.ts";

function writeOut(schema: Json): Json {
  if (schema === true) return {};
  return schema === false ? { not: {} } : schema;
}

export function writeOutComponents(document: SpecDocument): number {
  const schemas = objectOf(objectOf(document["components"])["schemas"]);
  const names = Object.keys(schemas).filter((name) => typeof schemas[name] === "boolean");
  for (const name of names) schemas[name] = writeOut(schemas[name] ?? null);
  return names.length;
}

/** A branch that refuses everything is none of a choice, and one that takes everything none of a conjunction. */
export function writeOutBranches(schema: JsonObject): boolean {
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
