import type { JsonObject } from "./openapi.ts";

/** The wanted name of a component, with underscores added if it is taken. */
export function unusedName(schemas: JsonObject, wanted: string): string {
  const name = wanted.replaceAll(/[^\w.-]/g, "_");
  return Object.hasOwn(schemas, name) ? unusedName(schemas, `${name}_`) : name;
}
