/** Compares one part of an operation or one component: what it says of itself, its schema, its generated type. */
import type ts from "typescript";
import { compareAnnotations } from "./annotations.ts";
import { omitFieldDefaults } from "./defaults.ts";
import {
  type Compatibility,
  type Finding,
  comparePresence,
  isMajor,
  notUnderstood,
  prefixPaths,
} from "./finding.ts";
import { compareKeyword } from "./keywords.ts";
import type { Comparison, Place } from "./place.ts";
import type { ImpactContext, Side } from "./revision.ts";
import { type Json, type JsonObject, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

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
  return { place, types: prefixPaths(path, types), spec: prefixPaths(path, spec) };
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

/** Compared elsewhere, as the generated types show them. */
const COMPARED_ELSEWHERE = new Set(["required", "name", "in"]);

/** What owns a schema: a parameter, a header, a media type. If the form of a field differs, there is a finding. */
function compareOwner(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const [baseValue, revised] = [
    omitFieldDefaults(context.before.schemas, before),
    omitFieldDefaults(context.after.schemas, after),
  ];
  const fields = new Set([...Object.keys(baseValue), ...Object.keys(revised)]);
  return [
    ...[...fields]
      .filter((field) => !COMPARED_ELSEWHERE.has(field) && !isAnnotation(field))
      .flatMap((field) => compareOwnField(context, field, baseValue[field], revised[field])),
    ...compareAnnotations(before, after),
    ...context.annotations.compare(before["schema"], after["schema"]),
  ];
}

function compareOwnField(context: ImpactContext, field: string, before?: Json, after?: Json): Finding[] {
  if (field === "schema") return context.constraints.compare(before ?? true, after ?? true);
  const formOf = ({ canonical }: Side, value: Json | undefined) =>
    canonical.object(value === undefined ? {} : { [field]: value });
  if (formOf(context.before, before) === formOf(context.after, after)) return [];
  const findings =
    field === "content"
      ? compareFieldContents(context, objectOf(before), objectOf(after))
      : compareKeyword(field, before, after);
  return findings.length > 0 ? findings : [notUnderstood(field)];
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
