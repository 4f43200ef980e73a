/** The one enumeration of what an operation or a component sends and receives, with what both revisions have there. */
import type ts from "typescript";
import {
  type Compatibility,
  type Direction,
  type Finding,
  comparePresence,
  createFinding,
} from "./finding.ts";
import {
  type Part,
  type Parts,
  bodiesOf,
  childOf,
  childrenOf,
  openComponent,
  openOperation,
  parametersOf,
  withoutChildren,
} from "./parts.ts";
import type { Side } from "./revision.ts";
import type { Operation } from "../spec/openapi.ts";

type Both<T> = readonly [before: T, after: T];

/** A body of one media type, a parameter, a header; or what a body says of itself. */
export interface Place {
  /** `request`, `response 200`. */
  label: string;
  /** If it isn't JSON. */
  media?: string;
  direction: Direction;
  /** What the things in it are called: `property`, `query parameter`, `header`. */
  itemLabel: string;
  /** What all of it is called: `the body`, `the query parameters`. */
  containerLabel: string;
  /** The name of a parameter or a header. */
  path?: string;
  /** What is found because only one revision has the place, or requires it. */
  presence?: Finding[];
  /** If both revisions have the place. */
  parts?: Both<Part>;
}

/** What a new media type means to a caller who knows the others. */
type JudgeNew = (body: ts.Type | undefined) => Compatibility;

const PARAMETER_GROUPS = ["path", "query", "header", "cookie"];

export function placesOfOperation([before, after]: Both<Side>, from: Operation, to: Operation): Place[] {
  const [had, has] = [openOperation(before, from), openOperation(after, to)];
  return [
    ...PARAMETER_GROUPS.flatMap((group) =>
      placesByName("request", "request", `${group} parameter`, [
        parametersOf(from, had, group),
        parametersOf(to, has, group),
      ]),
    ),
    ...placesOfBody(
      bodyAt("request", "request"),
      [childOf(had, "requestBody"), childOf(has, "requestBody")],
      () => "extends",
    ),
    ...placesOfResponses(childrenOf(had, "responses"), childrenOf(has, "responses")),
  ];
}

/** `undefined` if nothing can be said of components of this kind but that they differ. */
export function placesOfComponent(
  [before, after]: Both<Side>,
  kind: string,
  name: string,
  direction: Direction,
): Place[] | undefined {
  const parts = [openComponent(before, kind, name), openComponent(after, kind, name)] as const;
  const at = (sent: Direction) => bodyAt(`component ${kind}.${name}`, sent, name);
  switch (kind) {
    case "schemas":
      return [{ ...bodyAt(`component ${name}`, direction, name), parts }];
    case "parameters": {
      const [{ value: had }, { value: has }] = parts;
      const isSame = had["name"] === has["name"] && had["in"] === has["in"];
      const other = isSame ? [] : [statement("breaks", "is another parameter")];
      return [{ ...at("request"), presence: [...comparePresence(...parts), ...other], parts }];
    }
    case "headers":
      return [{ ...at("response"), parts }];
    case "requestBodies":
      return placesOfBody(at("request"), parts, () => "extends");
    case "responses":
      return placesOfResponse(at("response"), parts, () => "widens");
    default:
      return undefined;
  }
}

/** A request body or a response: what it says of itself, then each of its media types. */
function placesOfBody(place: Place, [before, after]: Both<Part | undefined>, judgeNew: JudgeNew): Place[] {
  const presence = place.direction === "request" ? compareBodyPresence(before, after) : [];
  if (!before || !after) return [{ ...place, presence }];
  const media = pairUp(childrenOf(before, "content"), childrenOf(after, "content"));
  return [
    { ...place, presence, parts: [withoutChildren(before), withoutChildren(after)] },
    ...media.map(([name, had, has]): Place => {
      // JSON is what is meant if no media type is named.
      const named = name === "application/json" ? place : { ...place, media: name };
      if (had && has) return { ...named, parts: [had, has] };
      const text = `media type ${name} ${has ? "added" : "removed"}`;
      return { ...place, presence: [statement(has ? judgeNew(has.type) : "breaks", text)] };
    }),
  ];
}

function placesOfResponse(place: Place, [before, after]: Both<Part>, judgeNew: JudgeNew): Place[] {
  const headers = [childrenOf(before, "headers"), childrenOf(after, "headers")] as const;
  return [
    ...placesOfBody(place, [before, after], judgeNew),
    ...placesByName(place.label, "response", "header", headers),
  ];
}

function placesOfResponses(before: Parts, after: Parts): Place[] {
  const statuses = pairUp(before, after).filter(([status]) => !status.startsWith("x-"));
  return statuses.flatMap(([status, had, has]) => {
    const place = bodyAt(`response ${status}`, "response");
    const judgeNew: JudgeNew = (body) => judgeNewBody(before, status, body);
    if (had && has) return placesOfResponse(place, [had, has], judgeNew);
    const widens = has && bodiesOf(has).some((body) => judgeNew(body) === "widens");
    const compatibility = !has ? "breaks" : widens ? "widens" : "extends";
    return [{ ...place, presence: [statement(compatibility, `status ${has ? "added" : "removed"}`)] }];
  });
}

/**
 * A client returns one union of all success bodies and one of all error bodies. A new status or media type
 * breaks a reader only if it brings a body (or none) that the union did not hold before.
 */
function judgeNewBody(before: Parts, status: string, body: ts.Type | undefined): Compatibility {
  const isSuccess = status.startsWith("2");
  const alike = [...before].filter(([other]) => other.startsWith("2") === isSuccess);
  const isKnown = alike.flatMap(([, response]) =>
    bodiesOf(response).map((known) =>
      body && known ? response.side.reader.assignable(body, known) : body === known,
    ),
  );
  const isEmpty = alike.every(([, response]) => bodiesOf(response).every((known) => known === undefined));
  return isEmpty || isKnown.includes(true) ? "extends" : "widens";
}

/** `containerLabel` is the body unless a component is compared. */
function bodyAt(label: string, direction: Direction, containerLabel = "the body"): Place {
  return { label, direction, itemLabel: "property", containerLabel };
}

/** Parameters of a group, or the headers of a response. */
function placesByName(label: string, direction: Direction, itemLabel: string, both: Both<Parts>): Place[] {
  return pairUp(...both).map(([path, had, has]) => {
    const presence = comparePresence(had, has);
    const place = { label, direction, itemLabel, containerLabel: `the ${itemLabel}s`, path, presence };
    return had && has ? { ...place, parts: [had, has] } : place;
  });
}

function pairUp(before: Parts, after: Parts): (readonly [name: string, ...Both<Part | undefined>])[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].map((name) => [name, before.get(name), after.get(name)]);
}

function compareBodyPresence(before: Part | undefined, after: Part | undefined): Finding[] {
  if (!after) return before ? [statement("breaks", "body removed")] : [];
  if (before?.optional === after.optional) return [];
  const kind = after.optional ? "optional" : "required";
  const compatibility = !after.optional ? "narrows" : before ? "widens" : "extends";
  return [statement(compatibility, before ? `the body is now ${kind}` : `${kind} body added`)];
}

function statement(compatibility: Compatibility, text: string): Finding {
  return createFinding(compatibility, () => text, { isShape: true, isAdvisory: true });
}
