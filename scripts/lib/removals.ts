import { operationsOf, type Json, type SpecDocument } from "./openapi.ts";

/** The operations that `after` has under neither their path nor their id: what a cut-off spec loses. */
export function missingOperations(before: SpecDocument, after: SpecDocument): string[] {
  const left = operationsOf(after);
  const places = new Set(left.map(({ method, path }) => `${method} ${path}`));
  const ids = new Set(left.map(({ id }) => id));
  return operationsOf(before)
    .filter(({ method, path, id }) => !places.has(`${method} ${path}`) && !ids.has(id))
    .map(({ method, path, id }) => `${id} (${method.toUpperCase()} ${path})`);
}

/**
 * Where `after` ends while `before` went on, with nothing of what followed to be found anywhere: a cut between
 * two lines, which is still valid YAML and needs lose no operation. `undefined` where it ends as a whole one may.
 */
export function cutOffPlace(before: SpecDocument, after: SpecDocument): string | undefined {
  const [had, left] = [leavesOf(before, "#"), leavesOf(after, "#")];
  const end = left.at(-1) ?? "#";
  const position = had.indexOf(end);
  const lost = position < 0 ? [] : had.slice(position + 1);
  const kept = new Set(left);
  return lost.length > 0 && !lost.some((place) => kept.has(place)) ? end : undefined;
}

/** Pointers to all that holds nothing further, in the document's order. */
function leavesOf(node: Json, at: string): string[] {
  const entries = typeof node === "object" && node !== null ? Object.entries(node) : [];
  return entries.length === 0 ? [at] : entries.flatMap(([key, value]) => leavesOf(value, `${at}/${key}`));
}
