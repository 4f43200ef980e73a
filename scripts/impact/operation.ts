/** The one enumeration of an operation's places: parameters, bodies by media type, responses, headers. */
import type ts from "typescript";
import { type Part, compareField, comparePart } from "./compare-part.ts";
import type { Compatibility, Finding } from "./finding.ts";
import {
  type Comparison,
  type ParameterGroup,
  type Place,
  PARAMETER_GROUPS,
  bodyPlace,
  headersPlace,
  parametersPlace,
  withMedia,
} from "./place.ts";
import type { ImpactContext, Side } from "./revision.ts";
import type { TypeComparison } from "./types.ts";
import { type JsonObject, type Operation, listOf, objectOf } from "../spec/openapi.ts";

interface OperationSide {
  side: Side;
  operation: Operation;
  type: ts.Type;
}

export function compareOperation(context: ImpactContext, before: Operation, after: Operation): Comparison[] {
  const [from, to] = [openOperation(context, "before", before), openOperation(context, "after", after)];
  return [
    ...compareParameters(context, from, to),
    ...compareRequestBodies(context, from, to),
    ...compareResponses(context, from, to),
  ];
}

function openOperation(
  context: ImpactContext,
  name: "before" | "after",
  operation: Operation,
): OperationSide {
  const { types, [name]: side } = context;
  const { path, method } = operation;
  const found = types.member(types.member(side.types.paths, path)?.type, method);
  if (!found)
    throw new Error(`the generated types lack ${method} ${path}, which the spec ${name} the update has`);
  return { side, operation, type: found.type };
}

function compareParameters(
  context: ImpactContext,
  before: OperationSide,
  after: OperationSide,
): Comparison[] {
  return PARAMETER_GROUPS.flatMap((group) => {
    const [from, to] = [
      parametersOf(context.types, group, before),
      parametersOf(context.types, group, after),
    ];
    return compareFields(context, parametersPlace(group), from, to);
  });
}

type Parts = Map<string, Part>;

function compareFields(context: ImpactContext, place: Place, before: Parts, after: Parts): Comparison[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((name) =>
    compareField(context, place, name, before.get(name), after.get(name)),
  );
}

/** By name; an operation's own parameter replaces that of its path. */
function parametersOf(
  types: TypeComparison,
  group: ParameterGroup,
  { side, operation: { path, value }, type }: OperationSide,
): Parts {
  const all = [...listOf(side.document.paths[path]?.["parameters"]), ...listOf(value["parameters"])];
  const own = all.map((parameter) => side.schemas.resolve(parameter)).filter((one) => one["in"] === group);
  const groupType = types.member(types.member(type, "parameters")?.type, group)?.type;
  const values = own.flatMap((parameter): [string, JsonObject][] => {
    const { name } = parameter;
    return typeof name === "string" ? [[name, parameter]] : [];
  });
  return toParts(types, values, groupType);
}

function toParts(
  types: TypeComparison,
  values: readonly (readonly [name: string, value: JsonObject])[],
  groupType: ts.Type | undefined,
): Parts {
  return new Map(
    values.map(([name, value]) => [name, { value, type: undefined, ...types.property(groupType, name) }]),
  );
}

function compareRequestBodies(
  context: ImpactContext,
  before: OperationSide,
  after: OperationSide,
): Comparison[] {
  const { types } = context;
  const [from, to] = [before, after].map(({ side, operation, type }): Part | undefined => {
    const member = types.member(type, "requestBody");
    return member && { value: side.schemas.resolve(operation.value["requestBody"]), ...member };
  });
  const place = bodyPlace("request", "request");
  const presence = compareBodyPresence(place, from, to);
  if (!from || !to) return presence;
  return [...presence, ...compareBodies(context, place, from, to, () => "extends")];
}

export function compareBodyPresence(
  place: Place,
  before: Part | undefined,
  after: Part | undefined,
): Comparison[] {
  const change = (compatibility: Compatibility, text: string) => [atPlace(place, compatibility, text)];
  if (!before && !after) return [];
  if (!after) return change("breaks", "body removed");
  if (!before)
    return after.optional
      ? change("extends", "optional body added")
      : change("narrows", "required body added");
  if (before.optional === after.optional) return [];
  return after.optional
    ? change("widens", "the body is now optional")
    : change("narrows", "the body is now required");
}

function atPlace(place: Place, compatibility: Compatibility, text: string): Comparison {
  const finding: Finding = { path: "", compatibility, isShape: true, isAdvisory: true, message: () => text };
  return { place, types: [finding], spec: [] };
}

/** A request body or a response: what it says of itself, then each of its media types. */
export function compareBodies(
  context: ImpactContext,
  place: Place,
  before: Part,
  after: Part,
  compatibilityOfNew: (body: ts.Type | undefined) => Compatibility,
): Comparison[] {
  const [from, to] = [contentsOf(context.types, before), contentsOf(context.types, after)];
  const media = [...new Set([...from.keys(), ...to.keys()])].map((name) => {
    const [had, has] = [from.get(name), to.get(name)];
    if (had && has) return comparePart(context, withMedia(place, name), had, has);
    const compatibility = has ? compatibilityOfNew(has.type) : "breaks";
    return atPlace(place, compatibility, `media type ${name} ${has ? "added" : "removed"}`);
  });
  return [comparePart(context, place, withoutContents(before), withoutContents(after)), ...media];
}

function contentsOf(types: TypeComparison, { value, type }: Part): Parts {
  const content = types.member(type, "content")?.type;
  const media = Object.entries(objectOf(value["content"])).map(([name, body]): [string, JsonObject] => [
    name,
    objectOf(body),
  ]);
  return toParts(types, media, content);
}

function withoutContents({ value }: Part): Part {
  const own = Object.entries(value).filter(([key]) => !["content", "headers", "required"].includes(key));
  return { value: Object.fromEntries(own), type: undefined };
}

function compareResponses(context: ImpactContext, before: OperationSide, after: OperationSide): Comparison[] {
  const [from, to] = [responsesOf(context.types, before), responsesOf(context.types, after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((status) => {
    const [had, has] = [from.get(status), to.get(status)];
    const place = bodyPlace(`response ${status}`, "response");
    const compatibilityOfNew = (body: ts.Type | undefined) =>
      compareNewBody(context.types, from, status, body);
    if (had && has) return compareResponse(context, place, had, has, compatibilityOfNew);
    if (!has) return [atPlace(place, "breaks", "status removed")];
    const widens = bodiesOf(context.types, has).some((body) => compatibilityOfNew(body) === "widens");
    return [atPlace(place, widens ? "widens" : "extends", "status added")];
  });
}

function responsesOf(types: TypeComparison, { side, operation, type }: OperationSide): Parts {
  const values = Object.entries(objectOf(operation.value["responses"]))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, response]) => [status, side.schemas.resolve(response)] as const);
  return toParts(types, values, types.member(type, "responses")?.type);
}

export function compareResponse(
  context: ImpactContext,
  place: Place,
  before: Part,
  after: Part,
  compatibilityOfNew: (body: ts.Type | undefined) => Compatibility = () => "widens",
): Comparison[] {
  const [from, to] = [headersOf(context, "before", before), headersOf(context, "after", after)];
  return [
    ...compareBodies(context, place, before, after, compatibilityOfNew),
    ...compareFields(context, headersPlace(place.label), from, to),
  ];
}

function headersOf(context: ImpactContext, side: "before" | "after", part: Part): Parts {
  const {
    types,
    [side]: { schemas },
  } = context;
  const headers = Object.entries(objectOf(part.value["headers"])).map(
    ([name, header]): [string, JsonObject] => [name, schemas.resolve(header)],
  );
  return toParts(types, headers, types.member(part.type, "headers")?.type);
}

/**
 * A client returns one union of all success bodies and one of all error bodies. A new status or media type
 * breaks a reader only if it brings a body (or none) that the union did not hold before.
 */
function compareNewBody(
  types: TypeComparison,
  before: Parts,
  status: string,
  body: ts.Type | undefined,
): Compatibility {
  const isSuccess = status.startsWith("2");
  const alike = [...before].filter(([other]) => other.startsWith("2") === isSuccess);
  const known = alike.flatMap(([, response]) => bodiesOf(types, response));
  if (known.every((other) => other === undefined)) return "extends";
  const fits = known.some((other) => (body && other ? types.assignable(body, other) : body === other));
  return fits ? "extends" : "widens";
}

/** The bodies of one response, `undefined` standing for no body. */
function bodiesOf(types: TypeComparison, response: Part): (ts.Type | undefined)[] {
  const content = types.member(response.type, "content")?.type;
  return content ? types.names(content).map((media) => types.member(content, media)?.type) : [undefined];
}
