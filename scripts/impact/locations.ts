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
  type Side,
  bodiesOf,
  childOf,
  childrenOf,
  openComponent,
  openOperation,
  parametersOf,
  withoutChildren,
} from "./revision.ts";
import type { Operation } from "../spec/openapi.ts";

type Both<T> = readonly [before: T, after: T];

/** A body of one media type, a parameter or a header; or the fields of a body beside its media types. */
export interface Location {
  /** `request`, `response 200`. */
  label: string;
  /** If it isn't JSON. */
  media?: string;
  direction: Direction;
  /** The label of an item in it: `property`, `query parameter`, `header`. */
  itemLabel: string;
  /** The label of all items: `the body`, `the query parameters`. */
  containerLabel: string;
  /** The name of a parameter or a header. */
  path?: string;
  /** Findings if only one revision has the location, or requires it. */
  presence?: Finding[];
  /** If both revisions have the location. */
  parts?: Both<Part>;
}

/** What a new media type means to a caller who knows the others. */
type ClassifyNew = (body: ts.Type | undefined) => Compatibility;

const PARAMETER_GROUPS = ["path", "query", "header", "cookie"];

export function locationsOfOperation(
  [sideBefore, sideAfter]: Both<Side>,
  before: Operation,
  after: Operation,
): Location[] {
  const [partBefore, partAfter] = [openOperation(sideBefore, before), openOperation(sideAfter, after)];
  return [
    ...PARAMETER_GROUPS.flatMap((group) =>
      locationsByName("request", "request", `${group} parameter`, [
        parametersOf(before, partBefore, group),
        parametersOf(after, partAfter, group),
      ]),
    ),
    ...locationsOfBody(
      bodyAt("request", "request"),
      [childOf(partBefore, "requestBody"), childOf(partAfter, "requestBody")],
      () => "extends",
    ),
    ...locationsOfResponses(childrenOf(partBefore, "responses"), childrenOf(partAfter, "responses")),
  ];
}

/** `undefined` for kinds of components that are compared as values. */
export function locationsOfComponent(
  [before, after]: Both<Side>,
  kind: string,
  name: string,
  direction: Direction,
): Location[] | undefined {
  const parts = [openComponent(before, kind, name), openComponent(after, kind, name)] as const;
  const at = (sent: Direction) => bodyAt(`component ${kind}.${name}`, sent, name);
  switch (kind) {
    case "schemas":
      return [{ ...bodyAt(`component ${name}`, direction, name), parts }];
    case "parameters": {
      const [{ value: partBefore }, { value: partAfter }] = parts;
      const isSame = partBefore["name"] === partAfter["name"] && partBefore["in"] === partAfter["in"];
      const other = isSame ? [] : [statement("breaks", "is another parameter")];
      return [{ ...at("request"), presence: [...comparePresence(...parts), ...other], parts }];
    }
    case "headers":
      return [{ ...at("response"), parts }];
    case "requestBodies":
      return locationsOfBody(at("request"), parts, () => "extends");
    case "responses":
      return locationsOfResponse(at("response"), parts, () => "widens");
    default:
      return undefined;
  }
}

/** A request body or a response: its own fields, then each of its media types. */
function locationsOfBody(
  location: Location,
  [before, after]: Both<Part | undefined>,
  classifyNew: ClassifyNew,
): Location[] {
  const presence = location.direction === "request" ? compareBodyPresence(before, after) : [];
  if (!before || !after) return [{ ...location, presence }];
  const media = pairUp(childrenOf(before, "content"), childrenOf(after, "content"));
  return [
    { ...location, presence, parts: [withoutChildren(before), withoutChildren(after)] },
    ...media.map(([name, partBefore, partAfter]): Location => {
      // A label without a media type means JSON.
      const named = name === "application/json" ? location : { ...location, media: name };
      if (partBefore && partAfter) return { ...named, parts: [partBefore, partAfter] };
      const text = `media type ${name} ${partAfter ? "added" : "removed"}`;
      return { ...location, presence: [statement(partAfter ? classifyNew(partAfter.type) : "breaks", text)] };
    }),
  ];
}

function locationsOfResponse(
  location: Location,
  [before, after]: Both<Part>,
  classifyNew: ClassifyNew,
): Location[] {
  const headers = [childrenOf(before, "headers"), childrenOf(after, "headers")] as const;
  return [
    ...locationsOfBody(location, [before, after], classifyNew),
    ...locationsByName(location.label, "response", "header", headers),
  ];
}

function locationsOfResponses(before: Parts, after: Parts): Location[] {
  const statuses = pairUp(before, after).filter(([status]) => !status.startsWith("x-"));
  return statuses.flatMap(([status, partBefore, partAfter]) => {
    const location = bodyAt(`response ${status}`, "response");
    const classifyNew: ClassifyNew = (body) => classifyNewBody(before, status, body);
    if (partBefore && partAfter) return locationsOfResponse(location, [partBefore, partAfter], classifyNew);
    const widens = partAfter && bodiesOf(partAfter).some((body) => classifyNew(body) === "widens");
    const compatibility = !partAfter ? "breaks" : widens ? "widens" : "extends";
    return [
      { ...location, presence: [statement(compatibility, `status ${partAfter ? "added" : "removed"}`)] },
    ];
  });
}

/**
 * A client returns one union of all success bodies and one of all error bodies. A new status or media type
 * breaks a reader only if it brings a body (or none) that the union did not hold before.
 */
function classifyNewBody(before: Parts, status: string, body: ts.Type | undefined): Compatibility {
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
function bodyAt(label: string, direction: Direction, containerLabel = "the body"): Location {
  return { label, direction, itemLabel: "property", containerLabel };
}

/** Parameters of a group, or the headers of a response. */
function locationsByName(
  label: string,
  direction: Direction,
  itemLabel: string,
  both: Both<Parts>,
): Location[] {
  return pairUp(...both).map(([path, partBefore, partAfter]) => {
    const presence = comparePresence(partBefore, partAfter);
    const location = { label, direction, itemLabel, containerLabel: `the ${itemLabel}s`, path, presence };
    return partBefore && partAfter ? { ...location, parts: [partBefore, partAfter] } : location;
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
