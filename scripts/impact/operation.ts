/** The one enumeration of an operation's places: parameters, bodies by media type, responses, headers. */
import type ts from "typescript";
import {
  type Parts,
  atPlace,
  compareBodies,
  compareBodyPresence,
  compareFields,
  compareResponse,
  toParts,
} from "./bodies.ts";
import type { Part } from "./compare-part.ts";
import type { Compatibility } from "./finding.ts";
import {
  type Comparison,
  type ParameterGroup,
  PARAMETER_GROUPS,
  bodyPlace,
  parametersPlace,
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
