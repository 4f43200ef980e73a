/** What a publication has lost: it may be cut off, and still be right in itself. */
import { isDeepStrictEqual } from "node:util";
import { matchOperations } from "../spec/match-operations.ts";
import {
  isMethod,
  isObject,
  nameOf,
  objectOf,
  operationsOf,
  type Json,
  type SpecDocument,
} from "../spec/openapi.ts";
import { isWithin, pointer } from "../spec/pointer.ts";
import { isRemovedWithUses } from "./removals.ts";

/** A spec as it was pulled and as it was read. */
export interface Spec {
  bytes: Buffer;
  document: SpecDocument;
}

/** The operations of `before` that are gone, under their path and under their id. */
export function missingOperations(before: SpecDocument, after: SpecDocument): string[] {
  return matchOperations(operationsOf(before), operationsOf(after)).flatMap((match) =>
    match.before && !match.after ? [nameOf(match.before)] : [],
  );
}

/** Why a publication that has lost no operation must have been cut off; `undefined` if nothing shows it. */
export function findTruncation(snapshot: Spec | undefined, publication: Spec): string | undefined {
  const { bytes } = publication;
  if (endsWithinLine(snapshot, bytes.toString("utf8"))) return "its last line has no end";
  if (!snapshot) return undefined;
  if (snapshot.bytes.subarray(0, bytes.length).equals(bytes))
    return `it is the first ${bytes.length} of the snapshot's ${snapshot.bytes.length} bytes`;
  const place = findTruncatedEnd(snapshot.document, publication.document);
  return place && `it ends within ${place}, whose end the snapshot has`;
}

/**
 * YAML is complete at the end of every line, so only a line without an end shows a cut. Some publishers leave out
 * the last one: then the whole line stands somewhere in the snapshot.
 */
function endsWithinLine(snapshot: Spec | undefined, text: string): boolean {
  if (/(?:\n|\}\s*)$/.test(text)) return false;
  const last = text.slice(text.lastIndexOf("\n") + 1).trim();
  const lines = snapshot?.bytes.toString("utf8").split("\n") ?? [];
  return !lines.some((line) => line.trim() === last);
}

/** How deep the parts that are compared as a whole stand: an operation, a component. */
const PART_DEPTH: { [section: string]: number } = { paths: 3, components: 3 };

/** The part that a publication ends with, if it is only the beginning of what the snapshot has there. */
function findTruncatedEnd(before: SpecDocument, after: SpecDocument): string | undefined {
  let [baseValue, value, at]: [Json, Json, string] = [before, after, "#"];
  const depth = PART_DEPTH[Object.keys(after).at(-1) ?? ""] ?? 1;
  for (let level = 0; level < depth; level += 1) {
    if (!isObject(baseValue) || !isObject(value)) break;
    const baseKeys = Object.keys(baseValue);
    const keys: string[] = Object.keys(value);
    const lost = isPrefixOf(baseKeys, keys) ? baseKeys.slice(keys.length) : [];
    if (lost.length > 0 && !isRemoval(before, after, at, lost)) return toPlace(after, at);
    const key: string | undefined = keys.at(-1);
    if (key === undefined || !Object.hasOwn(baseValue, key)) return undefined;
    [baseValue, value, at] = [baseValue[key] ?? null, value[key] ?? null, pointer(at, key)];
  }
  const isCut = !isDeepStrictEqual(baseValue, value) && isBeginningOf(baseValue, value);
  return isCut ? toPlace(after, at) : undefined;
}

/** Whether the keys that are missing from the end of a part were removed on purpose. */
function isRemoval(before: SpecDocument, after: SpecDocument, at: string, lost: string[]): boolean {
  // No operation is missing, so those that stood here stand elsewhere, where no cut could have put them.
  if (at === "#/paths") return true;
  if (at.startsWith("#/paths/")) return lost.every(isMethod);
  const parts = lost.map((key) => pointer(at, key));
  if (!parts.every((part) => isWithin(part, "#/components"))) return false;
  const components = componentsOf(before).filter((address) => parts.some((part) => isWithin(address, part)));
  return isRemovedWithUses(before, after, components);
}

function componentsOf({ components }: SpecDocument): string[] {
  return Object.entries(objectOf(components)).flatMap(([section, parts]) =>
    Object.keys(objectOf(parts)).map((name) => pointer(pointer("#/components", section), name)),
  );
}

function toPlace(document: SpecDocument, at: string): string {
  const operation = operationsOf(document).find(
    ({ path, method }) => pointer(pointer("#/paths", path), method) === at,
  );
  return operation ? nameOf(operation) : at;
}

/** Whether a part, read in the order in which it is written, is where the whole begins. */
function isBeginningOf(whole: Json, part: Json): boolean {
  // A key whose value was cut away.
  if (part === null) return true;
  if (typeof whole === "string" && typeof part === "string") return whole.startsWith(part.trimEnd());
  if (Array.isArray(whole) && Array.isArray(part)) return isListBeginningOf(whole, part);
  if (!isObject(whole) || !isObject(part)) return isDeepStrictEqual(whole, part);
  return (
    isPrefixOf(Object.keys(whole), Object.keys(part)) &&
    isListBeginningOf(Object.values(whole), Object.values(part))
  );
}

function isPrefixOf(whole: readonly string[], part: readonly string[]): boolean {
  return part.every((name, index) => whole[index] === name);
}

/** All but the last are complete. */
function isListBeginningOf(whole: readonly Json[], part: readonly Json[]): boolean {
  const last = part.length - 1;
  return (
    last < whole.length &&
    part.every((value, index) =>
      index < last ? isDeepStrictEqual(whole[index], value) : isBeginningOf(whole[index] ?? null, value),
    )
  );
}
