/** What a document and its operations state beside parameters, bodies and responses: servers, security, the rest. */
import { isDeepStrictEqual } from "node:util";
import { omitAnnotations } from "./branches.ts";
import { isEqualIgnoringOrder } from "./canonical.ts";
import { formOf } from "./fields.ts";
import { type Change, showValue } from "./finding.ts";
import type { ImpactContext, Side } from "./revision.ts";
import { type Json, type JsonObject, METHODS, type Operation, listOf, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

const ANONYMOUS = "a request without authentication";

type Value = Json | undefined;

/** Compared by rules of their own. Security is compared at each operation, where it applies. */
const COMPARED_ELSEWHERE = {
  document: ["paths", "components", "servers", "info", "security", "openapi"],
  pathItem: [...METHODS, "parameters", "servers"],
  operation: ["operationId", "parameters", "requestBody", "responses", "security", "servers"],
};

/** Tags only sort operations into chapters. */
const DOCUMENTATION = new Set(["tags", "termsOfService"]);

/** Requests of the server: a caller neither sends nor reads them, and no type of them is published. */
const NOT_SENT = new Set(["callbacks", "webhooks"]);

/** What belongs to no operation, without the version. */
export function compareDocuments(context: ImpactContext): Change[] {
  const [before, after] = [context.before.document, context.after.document];
  const infoOf = ({ openapi, info }: typeof before) => ({ ...info, version: "", openapi });
  const isInfoSame = isEqualIgnoringOrder(infoOf(before), infoOf(after));
  return [
    ...compareServers(listOf(before["servers"]), listOf(after["servers"])),
    ...compareFields(context, before, after, COMPARED_ELSEWHERE.document),
    ...(isInfoSame ? [] : [{ impact: "patch", text: "info changed" } as const]),
  ];
}

/** Compares security, servers, deprecation and the remaining fields of an operation. */
export function compareAccess(context: ImpactContext, before: Operation, after: Operation): Change[] {
  const itemOf = (side: Side, { path }: Operation) => objectOf(side.document.paths[path]);
  return [
    ...compareSecurity(securityOf(context.before, before), securityOf(context.after, after)),
    ...compareOwnServers(context, before, after),
    ...compareFields(
      context,
      itemOf(context.before, before),
      itemOf(context.after, after),
      COMPARED_ELSEWHERE.pathItem,
    ),
    ...compareFields(context, before.value, after.value, COMPARED_ELSEWHERE.operation),
  ];
}

function compareFields(
  context: ImpactContext,
  before: JsonObject,
  after: JsonObject,
  elsewhere: readonly string[],
): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !elsewhere.includes(key))
    .flatMap((key) => compareField(context, key, before[key], after[key]));
}

/** A field that is compared as one value: an annotation, a deprecation, or one that no rule knows. */
function compareField(context: ImpactContext, key: string, before: Value, after: Value): Change[] {
  const isSame =
    formOf(context.before, { [key]: before ?? null }) === formOf(context.after, { [key]: after ?? null });
  if (isSame && isEqualIgnoringOrder(before, after)) return [];
  if (key === "deprecated") {
    if ((before === true) === (after === true)) return [];
    return [{ impact: "minor", text: after === true ? "is now deprecated" : "is no longer deprecated" }];
  }
  const verb = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  if (isSame || isAnnotation(key) || DOCUMENTATION.has(key))
    return [{ impact: "patch", text: `${key} ${verb}` }];
  if (NOT_SENT.has(key)) return [{ impact: "minor", text: `${key} ${verb}` }];
  return [{ impact: "major", text: `${key} ${verb} in a way that is not understood` }];
}

/** This package's client sends its requests to the first server. The others are for the same service. */
function compareServers(before: readonly Json[], after: readonly Json[]): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [serversBefore, serversAfter] = [before.map(toServer), after.map(toServer)];
  const isSame = (part: keyof Server) =>
    isDeepStrictEqual(
      ...([serversBefore, serversAfter].map((servers) => servers.map((one) => one[part])) as [
        Json[],
        Json[],
      ]),
    );
  if (serversBefore[0]?.address !== serversAfter[0]?.address) {
    const [url, other] = [serversBefore[0]?.address ?? null, serversAfter[0]?.address ?? null].map(showValue);
    return [{ impact: "major", text: `server changed from ${url ?? ""} to ${other ?? ""}` }];
  }
  if (!isSame("address")) return [{ impact: "minor", text: "further servers changed" }];
  if (!isSame("rest")) return [{ impact: "major", text: "servers changed in a way that is not understood" }];
  if (!isSame("variables")) return [{ impact: "minor", text: "variables of the servers changed" }];
  return [{ impact: "patch", text: "descriptions of the servers changed" }];
}

interface Server {
  /** With each variable at its default, as a client uses it. */
  address: Json;
  variables: JsonObject;
  /** What no rule knows. */
  rest: Json[];
}

function toServer(server: Json): Server {
  const { url = null, variables, ...rest } = omitAnnotations(objectOf(server));
  const named = Object.entries(objectOf(variables)).map(([name, variable]) => {
    const { default: value = null, enum: values = null, ...others } = omitAnnotations(objectOf(variable));
    return { name, value, values, others };
  });
  const addressOf = (text: string) =>
    named.reduce((address, { name, value }) => {
      return typeof value === "string" ? address.replaceAll(`{${name}}`, () => value) : address;
    }, text);
  return {
    address: typeof url === "string" ? addressOf(url) : url,
    variables: Object.fromEntries(named.map(({ name, value, values }) => [name, [value, values]])),
    rest: [rest, ...named.map(({ others }) => others)],
  };
}

/** An operation without servers of its own uses the document's, whose change is reported once, for the document. */
function compareOwnServers(context: ImpactContext, before: Operation, after: Operation): Change[] {
  const ownServers = ({ document }: Side, { path, value }: Operation): Value =>
    value["servers"] ?? document.paths[path]?.["servers"];
  const [ownBefore, ownAfter] = [ownServers(context.before, before), ownServers(context.after, after)];
  if (ownBefore === undefined && ownAfter === undefined) return [];
  return compareServers(
    listOf(ownBefore ?? context.before.document["servers"]),
    listOf(ownAfter ?? context.after.document["servers"]),
  );
}

/** Schemes that a request must all meet. */
interface Requirement {
  name: string;
  /** Each scheme, and each scope of it. */
  parts: readonly string[];
}

/** Alternatives, one of which a request must meet. No list and an empty one both require nothing. */
function securityOf({ document }: Side, { value }: Operation): Requirement[] {
  const alternatives = listOf(value["security"] ?? document["security"]);
  return (alternatives.length > 0 ? alternatives : [{}]).map(toRequirement);
}

function toRequirement(requirement: Json): Requirement {
  const schemes = Object.entries(objectOf(requirement))
    .map(([scheme, scopes]): [string, string[]] => [scheme, listOf(scopes).map(String).sort()])
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const names = schemes.map(([scheme, scopes]) => [scheme, ...scopes].join(" "));
  return {
    name: names.length > 0 ? `authentication by ${names.join(" with ")}` : ANONYMOUS,
    parts: schemes.flatMap(([scheme, scopes]) => [scheme, ...scopes.map((scope) => `${scheme} ${scope}`)]),
  };
}

function compareSecurity(before: readonly Requirement[], after: readonly Requirement[]): Change[] {
  // A request that meets more than is required is still accepted.
  const lost = before.filter(
    ({ parts }) => !after.some((other) => other.parts.every((part) => parts.includes(part))),
  );
  const gained = after.filter((one) => !before.some((other) => isDeepStrictEqual(one, other)));
  if (gained.some(({ parts }) => parts.length === 0))
    return [{ impact: "minor", text: "authentication is no longer required" }];
  return [
    ...lost.map(({ name }): Change => ({ impact: "major", text: `${name} is no longer accepted` })),
    ...gained.map(({ name }): Change => ({ impact: "minor", text: `${name} is now accepted` })),
  ];
}
