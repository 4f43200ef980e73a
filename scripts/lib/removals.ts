import { isDeepStrictEqual } from "node:util";
import { matchOperations } from "./match-operations.ts";
import { isObject, operationsOf, type Json, type Operation, type SpecDocument } from "./openapi.ts";

/** The operations of `before` that are gone, under their path and under their id: what a cut-off spec loses. */
export function missingOperations(before: SpecDocument, after: SpecDocument): string[] {
  return matchOperations(operationsOf(before), operationsOf(after)).flatMap((match) =>
    match.before && !match.after ? [nameOf(match.before)] : [],
  );
}

/**
 * The operation that a publication ends with, where it is no more than the beginning of what it was: a cut
 * inside it loses no operation, and may still be right in itself.
 */
export function cutOperation(before: SpecDocument, after: SpecDocument): string | undefined {
  // What follows the paths is there: no cut went through them.
  if (Object.keys(after).at(-1) !== "paths") return undefined;
  const [path, item = {}] = Object.entries(after.paths).at(-1) ?? [];
  const method = Object.keys(item).at(-1);
  const at = (document: SpecDocument) =>
    operationsOf(document).find((operation) => operation.path === path && operation.method === method);
  const [old, next] = [at(before), at(after)];
  const isCut = old && next && !isDeepStrictEqual(old.value, next.value) && begins(old.value, next.value);
  return isCut ? nameOf(next) : undefined;
}

/** Whether a part, read in the order in which it is written, is where the whole begins. */
function begins(whole: Json, part: Json): boolean {
  if (typeof whole === "string" && typeof part === "string") return whole.startsWith(part.trimEnd());
  if (Array.isArray(whole) && Array.isArray(part)) return beginsEach(whole, part);
  if (!isObject(whole) || !isObject(part)) return isDeepStrictEqual(whole, part);
  const names = Object.keys(part);
  const isPrefix = names.every((name, index) => Object.keys(whole)[index] === name);
  return isPrefix && beginsEach(Object.values(whole), Object.values(part));
}

/** All but the last are complete. */
function beginsEach(whole: readonly Json[], part: readonly Json[]): boolean {
  const last = part.length - 1;
  return (
    last < whole.length &&
    part.every((value, index) =>
      index < last ? isDeepStrictEqual(whole[index], value) : begins(whole[index] ?? null, value),
    )
  );
}

function nameOf({ method, path, id }: Operation): string {
  return `${id} (${method.toUpperCase()} ${path})`;
}
