/** Compares one place in both views, as generated types and as the spec has it, and merges what they find. */
import { isDeepStrictEqual } from "node:util";
import { compareAnnotations } from "./annotations.ts";
import { compareValues } from "./constraints.ts";
import { formOf, omitFieldDefaults } from "./fields.ts";
import { type Keyword, advisory } from "./keywords.ts";
import {
  type Change,
  type Compatibility,
  type Finding,
  type Subject,
  createFinding,
  isMajor,
  levelOf,
  notUnderstood,
  prefixPaths,
  rank,
} from "./finding.ts";
import type { Place } from "./places.ts";
import type { ImpactContext } from "./revision.ts";
import { type Json, type JsonObject, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

/** A change and the place where it was found. */
export interface PlacedChange extends Change {
  place: Place;
  /** Validators may differ because of it. */
  isConstraint: boolean;
}

/**
 * What the types and the spec show, place by place. An operation often takes the same body as JSON and as a
 * form: a change of both is reported once, without a media type.
 */
export function comparePlaces(context: ImpactContext, places: readonly Place[]): PlacedChange[] {
  const all = places.flatMap((place) => comparePlace(context, place));
  const keyOf = ({ place, impact, text }: PlacedChange) => [place.label, impact, text].join(" ");
  const reported = new Set(all.filter(({ place }) => place.media === undefined).map(keyOf));
  return all
    .filter((change) => change.place.media === undefined || !reported.has(keyOf(change)))
    .map((change) => {
      const { label, media } = change.place;
      return { ...change, text: `${media === undefined ? label : `${label} ${media}`}: ${change.text}` };
    });
}

/** The types see shapes as the compiler does: they win if they are at least as strict as the spec. */
function comparePlace(context: ImpactContext, place: Place): PlacedChange[] {
  const { direction, parts } = place;
  const types = compareTypes(context, place);
  const spec = parts ? compareFields(context, parts[0].value, parts[1].value) : [];
  const levelOfFinding = ({ compatibility }: Finding) => levelOf(compatibility, direction);
  const isReported = (finding: Finding) =>
    types.some(
      (other) => other.path === finding.path && rank(levelOfFinding(other)) >= rank(levelOfFinding(finding)),
    );
  const kept = spec.filter((finding) => finding.isShape !== true || !isReported(finding));
  const hasCause = kept.some((finding) => finding.isShape === true && isMajor(finding, direction));
  const shown = [...types.filter(({ isGeneric }) => !(isGeneric && hasCause)), ...kept];
  const isNews = (finding: Finding) =>
    finding.isAdvisory !== true && rank(levelOfFinding(finding)) > rank("patch");
  // That something is only rewritten is of interest alone.
  const reported = shown.some(isNews)
    ? shown.filter(({ compatibility }) => compatibility !== "equivalent")
    : shown;
  return prefixPaths(place.path ?? "", reported).map((finding) => ({
    place,
    impact: levelOfFinding(finding),
    text: finding.message(subjectOf(place, finding.path)),
    isConstraint: finding.isAdvisory !== true && finding.compatibility !== "annotation",
  }));
}

function subjectOf({ direction, itemLabel, containerLabel }: Place, path: string): Subject {
  if (path === "") return { name: containerLabel, label: containerLabel, direction };
  const label = `${itemLabel} ${path}`;
  return { name: itemLabel === "property" ? path : label, label, direction };
}

function compareTypes(context: ImpactContext, { direction, presence = [], parts }: Place): Finding[] {
  const [before, after] = [parts?.[0].type, parts?.[1].type];
  const shape = before && after ? context.types.compare(before, after, direction) : [];
  const hasCause = presence.some((finding) => isMajor(finding, direction));
  return [...presence, ...shape.filter(({ isGeneric }) => !(isGeneric === true && hasCause))];
}

type Value = Json | undefined;

/** Compared as the generated types show them. */
const SHOWN_BY_TYPES = new Set(["required", "name", "in"]);

/** What owns a schema: a parameter, a header, a media type, what a body says of itself. If the form of a field differs, there is a finding. */
function compareFields(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const from = omitFieldDefaults(context.before.schemas, before);
  const to = omitFieldDefaults(context.after.schemas, after);
  const fields = Object.keys({ ...from, ...to });
  return [
    ...fields
      .filter((field) => !SHOWN_BY_TYPES.has(field) && !isAnnotation(field))
      .flatMap((field) => compareField(context, field, from[field], to[field])),
    ...compareAnnotations(before, after),
    ...context.annotations.compare(before["schema"], after["schema"]),
  ];
}

function compareField(context: ImpactContext, field: string, before: Value, after: Value): Finding[] {
  if (field === "schema") return context.constraints.compare(before ?? true, after ?? true);
  const [one, other] = [before, after].map((value) => (value === undefined ? {} : { [field]: value }));
  if (formOf(context.before, one) === formOf(context.after, other)) return [];
  const [from, to] = [before, after].map((value) => (value === undefined ? [] : [value]));
  const findings =
    field === "content"
      ? compareContents(context, objectOf(before), objectOf(after))
      : compareValues(field, from ?? [], to ?? [], FIELDS.get(field));
  return findings.length > 0 ? findings : [notUnderstood(field)];
}

/** A parameter or a header may have a media type instead of a schema. */
function compareContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  return Object.keys({ ...before, ...after }).flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(before, media);
    if (!isAdded && Object.hasOwn(after, media))
      return compareFields(context, objectOf(before[media]), objectOf(after[media]));
    // In place of a schema, it is another way of writing the value.
    const isFirst = Object.keys(before).length === 0;
    const compatibility: Compatibility = isAdded && !isFirst ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [createFinding(compatibility, ({ name }) => `media type ${media} of ${name} ${verb}`)];
  });
}

/** The default differs from what was written, and each way of writing excludes the others. */
const serialization: Keyword = { keeps: () => false };

const permission: Keyword = { keeps: (_, after) => after === true };

/** How the parts of a form are written. Only more media types for a part reject nothing. */
const encoding: Keyword = {
  keeps: (before, after) => {
    const [from, to] = [objectOf(before), objectOf(after)];
    return Object.keys({ ...from, ...to }).every((name) => isWiderEncoding(from[name], to[name]));
  },
};

/** Beside those that schemas have too. A change of any other field is not understood. */
const FIELDS = new Map<string, Keyword>(
  Object.entries<Keyword>({
    ...{ style: serialization, explode: serialization, encoding, links: advisory },
    ...{ allowReserved: permission, allowEmptyValue: permission },
  }),
);

function isWiderEncoding(before: Value, after: Value): boolean {
  const { contentType: mediaBefore, ...restBefore } = objectOf(before);
  const { contentType: mediaAfter, ...restAfter } = objectOf(after);
  if (!isDeepStrictEqual(restBefore, restAfter)) return false;
  if (mediaBefore === mediaAfter) return true;
  if (typeof mediaBefore !== "string" || typeof mediaAfter !== "string") return false;
  const accepted = mediaAfter.split(",").map((media) => media.trim());
  return mediaBefore.split(",").every((media) => accepted.includes(media.trim()));
}
