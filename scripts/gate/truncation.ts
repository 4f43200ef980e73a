/** Finds what a publication has lost: a truncated document may still be valid. */
import { isDeepStrictEqual } from "node:util";
import { matchOperations } from "../spec/match-operations.ts";
import {
  isMethod,
  isObject,
  listOf,
  nameOf,
  objectOf,
  operationsOf,
  ownValue,
  type Json,
  type SpecDocument,
} from "../spec/openapi.ts";
import { isWithin, pointer } from "../spec/pointer.ts";
import { walk, type Visit } from "../spec/walk.ts";

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

/** Why a publication that lost no operation must be truncated; `undefined` if nothing shows it. */
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
 * YAML may end at every line break, so only a line without one shows a truncation. Some publishers omit the last line
 * break: then the snapshot has the same line.
 */
function endsWithinLine(snapshot: Spec | undefined, text: string): boolean {
  if (/(?:\n|\}\s*)$/.test(text)) return false;
  const last = text.slice(text.lastIndexOf("\n") + 1).trim();
  const lines = snapshot?.bytes.toString("utf8").split("\n");
  return !lines?.some((line) => line.trim() === last);
}

/** What holds the parts that are compared completely: an operation, a component, any other section. */
const CONTAINER = /^#(?:\/(?:paths|components)(?:\/[^/]+)?)?$/;

/** The place of the part that a publication ends with, if it is only the beginning of the snapshot's. */
function findTruncatedEnd(before: SpecDocument, after: SpecDocument): string | undefined {
  let [baseValue, value, at]: [Json, Json, string] = [before, after, "#"];
  while (CONTAINER.test(at) && isObject(baseValue) && isObject(value)) {
    const baseKeys = Object.keys(baseValue);
    const keys = Object.keys(value);
    const lost = isPrefixOf(keys, baseKeys) ? baseKeys.slice(keys.length) : [];
    if (lost.length > 0 && !isRemoval(before, after, at, lost)) return describePlace(after, at);
    const last = Object.entries<Json>(value).at(-1);
    if (!last) return undefined;
    const [key, child]: [string, Json] = last;
    [baseValue, value, at] = [ownValue(baseValue, key) ?? null, child, pointer(at, key)];
  }
  const isTruncated = !isDeepStrictEqual(baseValue, value) && isJsonPrefixOf(value, baseValue);
  return isTruncated ? describePlace(after, at) : undefined;
}

/** Whether the keys that are missing at the end of a part were removed on purpose. */
function isRemoval(before: SpecDocument, after: SpecDocument, at: string, lost: string[]): boolean {
  // No operation is missing, so these have moved, and no truncation moves an operation.
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

interface Use {
  /** The place of the reference. */
  from: string;
  /** The address that it refers to. */
  to: string;
}

/**
 * Whether the publication also lost every use of the parts that are missing at its end. A truncation removes a part and
 * keeps the references to it, which come first. A part that nothing used could be either, and counts as truncated.
 */
function isRemovedWithUses(before: SpecDocument, after: SpecDocument, lost: string[]): boolean {
  if (usesIn(after).some(({ to }) => lost.some((part) => isWithin(to, part)))) return false;
  const uses = usesIn(before);
  const unproven = new Set(lost);
  const isUsedFromElsewhere = (part: string) =>
    uses.some(
      ({ from, to }) => isWithin(to, part) && !Array.from(unproven).some((other) => isWithin(from, other)),
    );
  // A part may have been used only by another lost part.
  let proven: string[];
  do {
    proven = [...unproven].filter(isUsedFromElsewhere);
    for (const part of proven) unproven.delete(part);
  } while (proven.length > 0);
  return unproven.size === 0;
}

function usesIn(document: SpecDocument): Use[] {
  return Array.from(walk(document, "document", "#")).flatMap((visit) =>
    addressesIn(visit).map((to) => ({ from: visit.at, to })),
  );
}

/** The addresses that an object itself refers to, without the objects below it. */
function addressesIn({ value: { $ref, mapping, security } }: Visit): string[] {
  const references = [$ref, ...Object.values(objectOf(mapping))].filter((to) => typeof to === "string");
  const schemes = listOf(security).flatMap((requirement) => Object.keys(objectOf(requirement)));
  return [...references, ...schemes.map((name) => pointer("#/components/securitySchemes", name))];
}

function describePlace(document: SpecDocument, at: string): string {
  const operation = operationsOf(document).find(
    ({ path, method }) => pointer(pointer("#/paths", path), method) === at,
  );
  return operation ? nameOf(operation) : at;
}

/** Whether a value is the beginning of another, in the order of their text. */
function isJsonPrefixOf(prefix: Json, value: Json): boolean {
  // A key whose value is missing.
  if (prefix === null) return true;
  if (typeof prefix === "string" && typeof value === "string") return value.startsWith(prefix.trimEnd());
  if (Array.isArray(prefix) && Array.isArray(value)) return isJsonListPrefixOf(prefix, value);
  if (!isObject(prefix) || !isObject(value)) return isDeepStrictEqual(prefix, value);
  return (
    isPrefixOf(Object.keys(prefix), Object.keys(value)) &&
    isJsonListPrefixOf(Object.values(prefix), Object.values(value))
  );
}

function isPrefixOf(prefix: readonly string[], names: readonly string[]): boolean {
  return prefix.every((name, index) => names[index] === name);
}

/** Only the last item may be incomplete. */
function isJsonListPrefixOf(prefix: readonly Json[], list: readonly Json[]): boolean {
  const last = prefix.length - 1;
  return (
    last < list.length &&
    prefix.every((item, index) =>
      index < last ? isDeepStrictEqual(item, list[index]) : isJsonPrefixOf(item, list[index] ?? null),
    )
  );
}
