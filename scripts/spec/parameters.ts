import {
  isObject,
  listOf,
  resolveReference,
  type JsonObject,
  type Operation,
  type SpecDocument,
} from "./openapi.ts";

/** The parameters of an operation, its own after those of its path that it doesn't replace. */
export function parametersOf(document: SpecDocument, { path, value }: Operation): JsonObject[] {
  const all = [...listOf(document.paths[path]?.["parameters"]), ...listOf(value["parameters"])];
  const resolved = all.map((parameter) => resolveReference(document, parameter)).filter(isObject);
  return resolved.filter(
    (parameter, index) =>
      !resolved
        .slice(index + 1)
        .some((other) => other["in"] === parameter["in"] && other["name"] === parameter["name"]),
  );
}
