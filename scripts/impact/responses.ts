import type ts from "typescript";
import { compareContents } from "./contents.ts";
import type { Effect, Finding } from "./finding.ts";
import { type Found, headersPlace, responsePlace } from "./place.ts";
import type { Member } from "./type-reader.ts";
import type { TypeComparison } from "./types.ts";

/** An operation's responses by status and media type. */
export function compareResponses(types: TypeComparison, before?: ts.Type, after?: ts.Type): Found[] {
  const statuses = new Set([...types.names(before), ...types.names(after)]);
  return [...statuses].flatMap((status) => {
    const [old, next] = [types.member(before, status), types.member(after, status)];
    const effectOfNew = (body: ts.Type | undefined) => effectOfBody(types, before, status, body);
    if (old && next) return compareResponse(types, status, old, next, effectOfNew);
    if (!next) return [statusChanged(status, "breaks", "removed")];
    const widens = contentsOf(types, next).some((body) => effectOfNew(body) === "widens");
    return [statusChanged(status, widens ? "widens" : "extends", "added")];
  });
}

function compareResponse(
  types: TypeComparison,
  status: string,
  before: Member,
  after: Member,
  effectOfNew: (body: ts.Type | undefined) => Effect,
): Found[] {
  const [old, next] = [types.member(before.type, "headers"), types.member(after.type, "headers")];
  const headers = { place: headersPlace(status), findings: types.compareMembers(old, next, "response") };
  const bodies = compareContents(types, before, after, {
    placeOf: (media) => responsePlace(status, media),
    effectOfNew,
  });
  return [...bodies, headers];
}

/**
 * A client hands its caller one union of all success bodies and one of all error bodies. A new status or media
 * type breaks a reader only where it brings a body (or none) that the union did not hold before.
 */
function effectOfBody(
  types: TypeComparison,
  before: ts.Type | undefined,
  status: string,
  body: ts.Type | undefined,
): Effect {
  const success = status.startsWith("2");
  const alike = types.names(before).filter((other) => other.startsWith("2") === success);
  const known = alike.flatMap((other) => contentsOf(types, types.member(before, other)));
  if (known.every((other) => other === undefined)) return "extends";
  const fits = known.some((other) => (body && other ? types.assignable(body, other) : body === other));
  return fits ? "extends" : "widens";
}

/** The bodies of one status, `undefined` standing for no body. */
function contentsOf(types: TypeComparison, response: Member | undefined): (ts.Type | undefined)[] {
  const content = types.member(response?.type, "content")?.type;
  return content ? types.names(content).map((media) => types.member(content, media)?.type) : [undefined];
}

function statusChanged(status: string, effect: Effect, verb: string): Found {
  const finding: Finding = { path: "", effect, sentence: () => `status ${verb}` };
  return { place: responsePlace(status), findings: [finding] };
}
