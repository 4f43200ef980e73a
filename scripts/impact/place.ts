import {
  type Change,
  type Direction,
  type Finding,
  type Subject,
  isMajor,
  levelOf,
  rank,
} from "./finding.ts";

/** Where in an operation findings belong: a body, a group of parameters, the headers of a response. */
export interface Place {
  /** `request`, `response 200`. */
  label: string;
  /** If it isn't JSON. */
  media?: string;
  direction: Direction;
  /** What the things in it are called: `property`, `query parameter`, `header`. */
  itemLabel: string;
  /** What the whole is called: `the body`, `the query parameters`. */
  containerLabel: string;
}

/** What was found at one place, in the generated types and in the spec. */
export interface Comparison {
  place: Place;
  types: Finding[];
  spec: Finding[];
}

export const PARAMETER_GROUPS = ["path", "query", "header", "cookie"] as const; // literals, for the places
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

export function parametersPlace(group: ParameterGroup): Place {
  const itemLabel = `${group} parameter`;
  return { label: "request", direction: "request", itemLabel, containerLabel: `the ${itemLabel}s` };
}

/** `containerLabel` is the body unless a component is compared. */
export function bodyPlace(label: string, direction: Direction, containerLabel = "the body"): Place {
  return { label, direction, itemLabel: "property", containerLabel };
}

/** JSON is what is meant if no media type is named. */
export function withMedia(place: Place, media: string): Place {
  return media === "application/json" ? place : { ...place, media };
}

export function headersPlace(label: string): Place {
  return { label, direction: "response", itemLabel: "header", containerLabel: "the headers" };
}

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
export function changesOf(comparisons: readonly Comparison[]): PlacedChange[] {
  const all = comparisons.flatMap(mergeFindings);
  const reported = new Set(all.filter(({ place }) => place.media === undefined).map(keyOf));
  return all
    .filter((change) => change.place.media === undefined || !reported.has(keyOf(change)))
    .map((change) => ({ ...change, text: `${labelOf(change.place)}: ${change.text}` }));
}

function keyOf({ place, impact, text }: PlacedChange): string {
  return [place.label, impact, text].join(" ");
}

function labelOf({ label, media }: Place): string {
  return media === undefined ? label : `${label} ${media}`;
}

/** The types see shapes as the compiler does: they win if they are at least as strict as the spec. */
function mergeFindings({ place, types, spec }: Comparison): PlacedChange[] {
  const { direction } = place;
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
  return reported.map((finding) => ({
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
