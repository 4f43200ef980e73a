/** Compares one place in both views, as generated types and as the spec has it, and merges what they find. */
import { compareAnnotations } from "./annotations.ts";
import { omitFieldDefaults } from "./defaults.ts";
import {
  type Change,
  type Compatibility,
  type Finding,
  type Subject,
  isMajor,
  levelOf,
  notUnderstood,
  prefixPaths,
  rank,
} from "./finding.ts";
import { compareKeyword } from "./keywords.ts";
import type { Place } from "./places.ts";
import type { ImpactContext, Side } from "./revision.ts";
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
  const { direction } = place;
  const [types, spec] = [compareTypes(context, place), compareSpec(context, place)];
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

function compareSpec(context: ImpactContext, { parts }: Place): Finding[] {
  return parts ? compareFields(context, parts[0].value, parts[1].value) : [];
}

/** Compared as the generated types show them. */
const SHOWN_BY_TYPES = new Set(["required", "name", "in"]);

/** The fields of what owns a schema: a parameter, a header, a media type. If the form of one differs, there is a finding. */
function compareFields(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const from = omitFieldDefaults(context.before.schemas, before);
  const to = omitFieldDefaults(context.after.schemas, after);
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return [
    ...fields
      .filter((field) => !SHOWN_BY_TYPES.has(field) && !isAnnotation(field))
      .flatMap((field) => compareField(context, field, from[field], to[field])),
    ...compareAnnotations(before, after),
    ...context.annotations.compare(before["schema"], after["schema"]),
  ];
}

function compareField(context: ImpactContext, field: string, before?: Json, after?: Json): Finding[] {
  if (field === "schema") return context.constraints.compare(before ?? true, after ?? true);
  const formOf = ({ canonical }: Side, value: Json | undefined) =>
    canonical.object(value === undefined ? {} : { [field]: value });
  if (formOf(context.before, before) === formOf(context.after, after)) return [];
  const findings =
    field === "content"
      ? compareContents(context, objectOf(before), objectOf(after))
      : compareKeyword(field, before, after);
  return findings.length > 0 ? findings : [notUnderstood(field)];
}

/** A parameter or a header may have a media type instead of a schema. */
function compareContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(before, media);
    if (!isAdded && Object.hasOwn(after, media))
      return compareFields(context, objectOf(before[media]), objectOf(after[media]));
    // In place of a schema, it is another way of writing the value.
    const isFirst = Object.keys(before).length === 0;
    const compatibility: Compatibility = isAdded && !isFirst ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [{ path: "", compatibility, message: ({ name }) => `media type ${media} of ${name} ${verb}` }];
  });
}
