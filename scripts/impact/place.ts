import {
  type Change,
  type Direction,
  type Finding,
  type Level,
  type Subject,
  levelOf,
  rank,
} from "./finding.ts";

/** Where in an operation findings belong: a body, a group of parameters, the headers of a response. */
export interface Place {
  /** `request`, `response 200`. */
  label: string;
  /** Where it isn't JSON. */
  media?: string;
  direction: Direction;
  /** What the things in it are called: `property`, `query parameter`, `header`. */
  noun: string;
  /** What all of it is called: `the body`, `the query parameters`. */
  whole: string;
}

/** What was found at one place. */
export interface Found {
  place: Place;
  findings: Finding[];
}

export const PARAMETER_GROUPS = ["path", "query", "header", "cookie"] as const; // literals, for the places
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

export function parametersPlace(group: ParameterGroup): Place {
  const noun = `${group} parameter`;
  return { label: "request", direction: "request", noun, whole: `the ${noun}s` };
}

export function requestPlace(media?: string): Place {
  return bodyPlace("request", "request", media);
}

export function responsePlace(status: string, media?: string): Place {
  return bodyPlace(`response ${status}`, "response", media);
}

export function headersPlace(status: string): Place {
  return { ...responsePlace(status), noun: "header", whole: "the headers" };
}

function bodyPlace(label: string, direction: Place["direction"], media = "application/json"): Place {
  // JSON is what is meant where nothing is said.
  const place: Place = { label, direction, noun: "property", whole: "the body" };
  return media === "application/json" ? place : { ...place, media };
}

/** A change and the place it was found at. */
interface Placed {
  place: Place;
  impact: Level;
  sentence: string;
}

/**
 * What the types and the spec say, place by place. An operation often takes the same body as JSON and as a
 * form: what is said of both is told once, without a media type.
 */
export function changesOf(types: readonly Found[], spec: readonly Found[]): Change[] {
  const all = placesOf([...types, ...spec]).flatMap((place) =>
    tellOnce(place, findingsAt(types, place), findingsAt(spec, place)),
  );
  const told = new Set(all.filter(({ place }) => place.media === undefined).map(keyOfChange));
  return all
    .filter((change) => change.place.media === undefined || !told.has(keyOfChange(change)))
    .map(({ place, impact, sentence }) => ({ impact, text: `${labelOf(place)}: ${sentence}` }));
}

function placesOf(found: readonly Found[]): Place[] {
  return [...new Map(found.map(({ place }) => [keyOfPlace(place), place])).values()];
}

function findingsAt(found: readonly Found[], place: Place): Finding[] {
  const key = keyOfPlace(place);
  return found.filter((one) => keyOfPlace(one.place) === key).flatMap((one) => one.findings);
}

function keyOfPlace(place: Place): string {
  return `${labelOf(place)} ${place.noun}`;
}

function keyOfChange({ place, impact, sentence }: Placed): string {
  return [place.label, impact, sentence].join(" ");
}

function labelOf({ label, media }: Place): string {
  return media === undefined ? label : `${label} ${media}`;
}

/** The types see shapes as the compiler does: they win where they are at least as strict as the spec. */
function tellOnce(place: Place, types: readonly Finding[], spec: readonly Finding[]): Placed[] {
  const { direction } = place;
  const told = ({ path, effect }: Finding) =>
    types.some(
      (other) =>
        other.path === path && rank(levelOf(other.effect, direction)) >= rank(levelOf(effect, direction)),
    );
  const kept = spec.filter((finding) => finding.shape !== true || !told(finding));
  const explained = kept.some(({ shape, effect }) => shape && levelOf(effect, direction) === "major");
  const seen = types.filter(({ unexplained }) => !(unexplained && explained));
  return [...seen, ...kept].map(({ path, effect, sentence }) => ({
    place,
    impact: levelOf(effect, direction),
    sentence: sentence(subjectOf(place, path)),
  }));
}

function subjectOf({ direction, noun: kind, whole }: Place, path: string): Subject {
  if (path === "") return { name: whole, noun: whole, direction };
  const noun = `${kind} ${path}`;
  return { name: kind === "property" ? path : noun, noun, direction };
}
