/** Compares one place in both views, as generated types and as the spec has it, and merges what they find. */
import { compareFields } from "./fields.ts";
import { type Change, type Finding, type Subject, isMajor, levelOf, prefixPaths, rank } from "./finding.ts";
import type { Place } from "./places.ts";
import type { ImpactContext } from "./revision.ts";

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
