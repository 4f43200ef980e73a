import { isDeepStrictEqual } from "node:util";
import { sameButProse, sameMeaning } from "./canonical.ts";
import { type Change, type Level, showValue } from "./finding.ts";
import { listOf, objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import type { Json, Operation, SpecDocument } from "../spec/openapi.ts";

const ANONYMOUS = "a request without authentication";

type Value = Json | undefined;

/** What an operation says of itself that is read elsewhere, by meaning. */
const READ_ELSEWHERE = new Set([
  "operationId",
  "parameters",
  "requestBody",
  "responses",
  "security",
  "servers",
]);

/** Tags only sort operations into chapters. */
const DOCUMENTATION = new Set(["tags", "termsOfService"]);

/** Who may call an operation and where, whether it is deprecated, and what else it says of itself. */
export function compareAccess(
  before: { document: SpecDocument; operation: Operation },
  after: { document: SpecDocument; operation: Operation },
): Change[] {
  const [old, next] = [before.operation.value, after.operation.value];
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [
    ...compareSecurity(securityOf(before), securityOf(after)),
    ...compareOwnServers(before, after),
    ...[...keys]
      .filter((key) => !READ_ELSEWHERE.has(key))
      .flatMap((key) => compareKey(key, old[key], next[key])),
  ];
}

/** A key that is compared as a whole: prose, a deprecation, or something that callers don't meet in types. */
export function compareKey(key: string, before: Value, after: Value): Change[] {
  if (sameMeaning(before, after)) return [];
  if (key === "deprecated") {
    if ((before === true) === (after === true)) return [];
    return [{ impact: "minor", text: after === true ? "is now deprecated" : "is no longer deprecated" }];
  }
  const onlySaid = sameButProse(key, before ?? null, after ?? null);
  const impact: Level = onlySaid || isProse(key) || DOCUMENTATION.has(key) ? "patch" : "minor";
  const verb = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return [{ impact, text: `${key} ${verb}` }];
}

/** Other places are for the same service; the first one is where this package's client sends its requests. */
export function compareServers(before: readonly Json[], after: readonly Json[]): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const urls = (servers: readonly Json[]) => servers.map(defaultUrl);
  const [old, next] = [urls(before), urls(after)];
  if (old[0] !== next[0])
    return [
      {
        impact: "major",
        text: `server changed from ${showValue(old[0] ?? null)} to ${showValue(next[0] ?? null)}`,
      },
    ];
  const impact: Level = isDeepStrictEqual(old, next) ? "patch" : "minor";
  return [
    { impact, text: impact === "patch" ? "what is said of the servers changed" : "further servers changed" },
  ];
}

/** A server's address with each variable at its default, as a client uses it. */
function defaultUrl(server: Json): Value {
  const { url, variables } = objectOf(server);
  if (typeof url !== "string") return url;
  return url.replace(/\{([^}]+)\}/g, (placeholder, name: string) => {
    const value = objectOf(objectOf(variables)[name])["default"];
    return typeof value === "string" ? value : placeholder;
  });
}

interface OperationSide {
  document: SpecDocument;
  operation: Operation;
}

/** An operation without servers of its own uses the document's, whose change is reported once, for the document. */
function compareOwnServers(before: OperationSide, after: OperationSide): Change[] {
  const own = [ownServers(before), ownServers(after)];
  if (own.every((servers) => servers === undefined)) return [];
  return compareServers(
    listOf(own[0] ?? before.document["servers"]),
    listOf(own[1] ?? after.document["servers"]),
  );
}

function ownServers({ document, operation }: OperationSide): Value {
  return operation.value["servers"] ?? document.paths[operation.path]?.["servers"];
}

/** Schemes that a request must all meet, each with its scopes. */
type Requirement = readonly string[];

/** Alternatives, one of which a request must meet. No list and an empty one both ask for nothing. */
function securityOf({
  document,
  operation,
}: {
  document: SpecDocument;
  operation: Operation;
}): Requirement[] {
  const alternatives = listOf(operation.value["security"] ?? document["security"]).map(schemesOf);
  return alternatives.length > 0 ? alternatives : [[]];
}

function schemesOf(requirement: Json): Requirement {
  const schemes = Object.entries(objectOf(requirement));
  return schemes.map(([scheme, scopes]) => [scheme, ...listOf(scopes).map(String)].join(" ")).sort();
}

function nameOf(requirement: Requirement): string {
  return requirement.length > 0 ? `authentication by ${requirement.join(" with ")}` : ANONYMOUS;
}

function compareSecurity(before: readonly Requirement[], after: readonly Requirement[]): Change[] {
  // Who meets more than is asked for goes on being let in.
  const lost = before.filter((one) => !after.some((other) => other.every((scheme) => one.includes(scheme))));
  const gained = after.filter((one) => !before.some((other) => isDeepStrictEqual(one, other)));
  if (gained.some((one) => one.length === 0))
    return [{ impact: "minor", text: "authentication is no longer required" }];
  return [
    ...lost.map((one): Change => ({ impact: "major", text: `${nameOf(one)} is no longer accepted` })),
    ...gained.map((one): Change => ({ impact: "minor", text: `${nameOf(one)} is now accepted` })),
  ];
}
