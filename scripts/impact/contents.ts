import type ts from "typescript";
import type { Effect } from "./finding.ts";
import type { Found, Place } from "./place.ts";
import type { Member } from "./type-reader.ts";
import type { TypeComparison } from "./types.ts";

interface Contents {
  placeOf: (media?: string) => Place;
  /** What it means that a body of this type may be sent or come under a media type that is new. */
  effectOfNew: (body: ts.Type | undefined) => Effect;
}

export function compareContents(
  types: TypeComparison,
  before: Member,
  after: Member,
  { placeOf, effectOfNew }: Contents,
): Found[] {
  const [old, next] = [types.member(before.type, "content")?.type, types.member(after.type, "content")?.type];
  return [...new Set([...types.names(old), ...types.names(next)])].map((media) => {
    const [one, other] = [types.member(old, media), types.member(next, media)];
    const place = placeOf(media);
    if (one && other) return { place, findings: types.compare(one.type, other.type, place.direction) };
    const effect = other ? effectOfNew(other.type) : "breaks";
    const sentence = () => `media type ${media} ${other ? "added" : "removed"}`;
    return { place: placeOf(), findings: [{ path: "", effect, sentence }] };
  });
}
