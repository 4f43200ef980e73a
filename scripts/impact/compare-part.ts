/** Compares one part of an operation or one component: what it says of itself, its schema, its generated type. */
import type ts from "typescript";
import { compareAnnotations } from "./annotations.ts";
import { findDifference, omitStyleDefaults } from "./canonical.ts";
import {
  type Compatibility,
  type Finding,
  comparePresence,
  isMajor,
  levelOf,
  prefixPaths,
  rank,
} from "./finding.ts";
import { compareKeyword } from "./keywords.ts";
import type { Comparison, Place } from "./place.ts";
import type { ImpactContext } from "./revision.ts";
import { type Json, type JsonObject, objectOf } from "../spec/openapi.ts";
import { isProse } from "../spec/prose.ts";

/** A part in one revision: what the spec has there, and its generated type. */
export interface Part {
  value: JsonObject;
  type: ts.Type | undefined;
  optional?: boolean;
}

/** `path` is the name of a parameter or header; `presence` what its being required or optional has changed. */
export function comparePart(
  context: ImpactContext,
  place: Place,
  before: Part,
  after: Part,
  { path = "", presence = [] }: { path?: string; presence?: Finding[] } = {},
): Comparison {
  const { direction } = place;
  const shape = before.type && after.type ? context.types.compare(before.type, after.type, direction) : [];
  const hasCause = presence.some((finding) => isMajor(finding, direction));
  const types = [...presence, ...shape.filter(({ isGeneric }) => !(isGeneric === true && hasCause))];
  const spec = compareOwner(context, before.value, after.value);
  const unknown = compareForms(context, place, [...types, ...spec], before.value, after.value);
  return { place, types: prefixPaths(path, types), spec: prefixPaths(path, [...spec, ...unknown]) };
}

/** A part that one side may lack: a parameter, a header. */
export function compareField(
  context: ImpactContext,
  place: Place,
  path: string,
  before: Part | undefined,
  after: Part | undefined,
): Comparison {
  const presence = comparePresence("", presenceOf(before), presenceOf(after));
  if (!before || !after) return { place, types: prefixPaths(path, presence), spec: [] };
  return comparePart(context, place, before, after, { path, presence });
}

function presenceOf(part: Part | undefined): { optional: boolean } | undefined {
  return part && { optional: part.optional ?? part.value["required"] !== true };
}

/**
 * `none` and `patch` need a proof: if nothing above them was found, both forms must be equal. A keyword that no
 * rule knows may reject what is sent.
 */
function compareForms(
  { before, after }: ImpactContext,
  { direction }: Place,
  found: readonly Finding[],
  ...[baseValue, revised]: [JsonObject, JsonObject]
): Finding[] {
  if (found.some(({ compatibility }) => rank(levelOf(compatibility, direction)) > rank("patch"))) return [];
  const keys = findDifference(before.canonical.object(baseValue), after.canonical.object(revised));
  if (!keys) return [];
  const where = keys.length > 0 ? `${keys.join(".")} of ` : "";
  const message: Finding["message"] = ({ name }) => `${where}${name} changed in a way that is not understood`;
  return [{ path: "", compatibility: "narrows", message }];
}

/** Compared elsewhere: in the schemas below, or as the generated types show it. */
const NOT_KEYWORDS = new Set(["schema", "content", "headers", "required", "name", "in", "$ref"]);

/** What owns a schema: a parameter, a header, a media type. */
function compareOwner(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const [baseValue, revised] = [omitStyleDefaults(before), omitStyleDefaults(after)];
  const keywords = new Set([...Object.keys(baseValue), ...Object.keys(revised)]);
  return [
    ...[...keywords]
      .filter((keyword) => !NOT_KEYWORDS.has(keyword) && !isProse(keyword))
      .flatMap((keyword) => compareKeyword(keyword, baseValue[keyword], revised[keyword])),
    ...compareAnnotations(before, after),
    ...compareSchemas(context, before["schema"], after["schema"]),
    ...compareFieldContents(context, objectOf(before["content"]), objectOf(after["content"])),
  ];
}

function compareSchemas(context: ImpactContext, before?: Json, after?: Json): Finding[] {
  if (before === undefined && after === undefined) return [];
  return [
    // Without a schema, any value is allowed.
    ...context.constraints.compare(before ?? true, after ?? true),
    ...context.annotations.compare(before, after),
  ];
}

/** A parameter or a header may have a media type instead of a schema. */
function compareFieldContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(before, media);
    if (!isAdded && Object.hasOwn(after, media))
      return compareOwner(context, objectOf(before[media]), objectOf(after[media]));
    // In place of a schema, it is another way of writing the value.
    const isFirst = Object.keys(before).length === 0;
    const compatibility: Compatibility = isAdded && !isFirst ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [{ path: "", compatibility, message: ({ name }) => `media type ${media} of ${name} ${verb}` }];
  });
}
