import { isDeepStrictEqual } from "node:util";
import { isObject, nameOf, operationsOf, type Json, type SpecDocument } from "../spec/openapi.ts";

/** A spec as it was pulled and as it was read. */
export interface Spec {
  bytes: Buffer;
  document: SpecDocument;
}

/** What shows that a publication was cut off though it lost no operation and may be right in itself. */
export function signOfCut(snapshot: Spec | undefined, publication: Spec): string | undefined {
  const { bytes } = publication;
  if (endsWithinLine(snapshot, bytes.toString("utf8"))) return "its last line has no end";
  if (!snapshot) return undefined;
  if (snapshot.bytes.subarray(0, bytes.length).equals(bytes))
    return `it is the first ${bytes.length} of the snapshot's ${snapshot.bytes.length} bytes`;
  const operation = cutOperation(snapshot.document, publication.document);
  return operation && `it ends within ${operation}, whose end the snapshot has`;
}

/**
 * A block of YAML is whole at every line's end, so that the missing end of a line is a cut's only trace. Some
 * publishers leave it out themselves: then the line is one that the snapshot has somewhere, whole.
 */
function endsWithinLine(snapshot: Spec | undefined, text: string): boolean {
  if (/(?:\n|\}\s*)$/.test(text)) return false;
  const last = text.slice(text.lastIndexOf("\n") + 1).trim();
  const lines = snapshot?.bytes.toString("utf8").split("\n") ?? [];
  return !lines.some((line) => line.trim() === last);
}

/**
 * The operation that a publication ends with, where it is no more than the beginning of what it was: a cut
 * inside it loses no operation, and may still be right in itself.
 */
function cutOperation(before: SpecDocument, after: SpecDocument): string | undefined {
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
  // A key whose value was cut away.
  if (part === null) return true;
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
