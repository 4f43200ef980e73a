/** Compares bodies, responses and their headers, of an operation or among the components. */
import type ts from "typescript";
import { type Part, compareField, comparePart } from "./compare-part.ts";
import type { Compatibility, Finding } from "./finding.ts";
import { type Comparison, type Place, headersPlace, withMedia } from "./place.ts";
import type { ImpactContext } from "./revision.ts";
import type { TypeComparison } from "./types.ts";
import { type JsonObject, objectOf } from "../spec/openapi.ts";

/** By name. */
export type Parts = Map<string, Part>;

export function compareFields(
  context: ImpactContext,
  place: Place,
  before: Parts,
  after: Parts,
): Comparison[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((name) =>
    compareField(context, place, name, before.get(name), after.get(name)),
  );
}

export function toParts(
  types: TypeComparison,
  values: readonly (readonly [name: string, value: JsonObject])[],
  groupType: ts.Type | undefined,
): Parts {
  return new Map(
    values.map(([name, value]) => [name, { value, type: undefined, ...types.property(groupType, name) }]),
  );
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

export function atPlace(place: Place, compatibility: Compatibility, text: string): Comparison {
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
