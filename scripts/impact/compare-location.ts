/** Compares one location in both views, as generated types and as the spec has it, and merges what they find. */
import { compareAnnotations } from "./annotations.ts";
import { compareValues } from "./constraints.ts";
import { FIELDS, formOf, omitFieldDefaults } from "./fields.ts";
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
import type { Location } from "./locations.ts";
import type { ImpactContext } from "./revision.ts";
import { type Json, type JsonObject, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

/** A change and the location where it was found. */
export interface LocatedChange extends Change {
  location: Location;
  /** Validators may differ because of it. */
  isConstraint: boolean;
}

/**
 * What the types and the spec show, location by location. An operation often takes the same body as JSON and as a
 * form: a change of both is reported once, without a media type.
 */
export function compareLocations(context: ImpactContext, locations: readonly Location[]): LocatedChange[] {
  const all = locations.flatMap((location) => compareLocation(context, location));
  const keyOf = ({ location, impact, text }: LocatedChange) => [location.label, impact, text].join(" ");
  const reported = new Set(all.filter(({ location }) => location.media === undefined).map(keyOf));
  return all
    .filter((change) => change.location.media === undefined || !reported.has(keyOf(change)))
    .map((change) => {
      const { label, media } = change.location;
      return { ...change, text: `${media === undefined ? label : `${label} ${media}`}: ${change.text}` };
    });
}

/** Of a shape, the types' finding is reported if it is at least as strict as that of the spec. */
function compareLocation(context: ImpactContext, location: Location): LocatedChange[] {
  const { direction, parts } = location;
  const types = compareTypes(context, location);
  const spec = parts ? compareFields(context, parts[0].value, parts[1].value) : [];
  const levelOfFinding = ({ compatibility }: Finding) => levelOf(compatibility, direction);
  const isReported = (finding: Finding) =>
    types.some(
      (other) => other.path === finding.path && rank(levelOfFinding(other)) >= rank(levelOfFinding(finding)),
    );
  const kept = spec.filter((finding) => finding.isShape !== true || !isReported(finding));
  const hasCause = kept.some((finding) => finding.isShape === true && isMajor(finding, direction));
  const shown = [...types.filter(({ isGeneric }) => !(isGeneric && hasCause)), ...kept];
  const isSubstantial = (finding: Finding) =>
    finding.isAdvisory !== true && rank(levelOfFinding(finding)) > rank("patch");
  // A change of spelling is reported only if nothing else changed.
  const reported = shown.some(isSubstantial)
    ? shown.filter(({ compatibility }) => compatibility !== "equivalent")
    : shown;
  return prefixPaths(location.path ?? "", reported).map((finding) => ({
    location,
    impact: levelOfFinding(finding),
    text: finding.message(subjectOf(location, finding.path)),
    isConstraint: finding.isAdvisory !== true && finding.compatibility !== "annotation",
  }));
}

function subjectOf({ direction, itemLabel, containerLabel }: Location, path: string): Subject {
  if (path === "") return { name: containerLabel, label: containerLabel, direction };
  const label = `${itemLabel} ${path}`;
  return { name: itemLabel === "property" ? path : label, label, direction };
}

function compareTypes(context: ImpactContext, { direction, presence = [], parts }: Location): Finding[] {
  const [before, after] = [parts?.[0].type, parts?.[1].type];
  const shape = before && after ? context.types.compare(before, after, direction) : [];
  const hasCause = presence.some((finding) => isMajor(finding, direction));
  return [...presence, ...shape.filter(({ isGeneric }) => !(isGeneric === true && hasCause))];
}

type Value = Json | undefined;

/** Compared as the generated types show them. */
const SHOWN_BY_TYPES = new Set(["required", "name", "in"]);

/** Compares the owner of a schema, such as a parameter. Each field whose form differs has a finding. */
function compareFields(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const fieldsBefore = omitFieldDefaults(context.before.schemas, before);
  const fieldsAfter = omitFieldDefaults(context.after.schemas, after);
  const fields = Object.keys({ ...fieldsBefore, ...fieldsAfter });
  return [
    ...fields
      .filter((field) => !SHOWN_BY_TYPES.has(field) && !isAnnotation(field))
      .flatMap((field) => compareField(context, field, fieldsBefore[field], fieldsAfter[field])),
    ...compareAnnotations(before, after),
    ...compareAnnotations(before["schema"], after["schema"]),
  ];
}

function compareField(context: ImpactContext, field: string, before: Value, after: Value): Finding[] {
  if (field === "schema") return context.constraints.compare(before ?? true, after ?? true);
  const [fieldBefore, fieldAfter] = [before, after].map((value) =>
    value === undefined ? {} : { [field]: value },
  );
  if (formOf(context.before, fieldBefore) === formOf(context.after, fieldAfter)) return [];
  const [valuesBefore, valuesAfter] = [before, after].map((value) => (value === undefined ? [] : [value]));
  const findings =
    field === "content"
      ? compareContents(context, objectOf(before), objectOf(after))
      : compareValues(field, valuesBefore ?? [], valuesAfter ?? [], FIELDS.get(field));
  return findings.length > 0 ? findings : [notUnderstood(field)];
}

/** A parameter or a header may have a media type instead of a schema. */
function compareContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  return Object.keys({ ...before, ...after }).flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(before, media);
    if (!isAdded && Object.hasOwn(after, media))
      return compareFields(context, objectOf(before[media]), objectOf(after[media]));
    // If it replaces a schema, the value is serialized in another way.
    const isFirst = Object.keys(before).length === 0;
    const compatibility: Compatibility = isAdded && !isFirst ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [createFinding(compatibility, ({ name }) => `media type ${media} of ${name} ${verb}`)];
  });
}
