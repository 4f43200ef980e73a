import { operationsOf, type SpecDocument } from "./openapi.ts";

/** The operations that `after` has under neither their path nor their id: what a cut-off spec loses. */
export function missingOperations(before: SpecDocument, after: SpecDocument): string[] {
  const left = operationsOf(after);
  const places = new Set(left.map(({ method, path }) => `${method} ${path}`));
  const ids = new Set(left.map(({ id }) => id));
  return operationsOf(before)
    .filter(({ method, path, id }) => !places.has(`${method} ${path}`) && !ids.has(id))
    .map(({ method, path, id }) => `${id} (${method.toUpperCase()} ${path})`);
}
