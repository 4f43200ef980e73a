import type ts from "typescript";
import { compareContents } from "./contents.ts";
import type { Effect } from "./finding.ts";
import { type Found, PARAMETER_GROUPS, parametersPlace, requestPlace } from "./place.ts";
import { compareResponses } from "./responses.ts";
import type { Member } from "./type-reader.ts";
import type { TypeComparison } from "./types.ts";

/** The compiler's view of one operation: its parameters, its body by media type, its responses by status. */
export function compareShapes(types: TypeComparison, before: ts.Type, after: ts.Type): Found[] {
  return [
    ...compareParameters(types, before, after),
    ...compareRequestBodies(types, types.member(before, "requestBody"), types.member(after, "requestBody")),
    ...compareResponses(
      types,
      types.member(before, "responses")?.type,
      types.member(after, "responses")?.type,
    ),
  ];
}

function compareParameters(types: TypeComparison, before: ts.Type, after: ts.Type): Found[] {
  const [old, next] = [types.member(before, "parameters"), types.member(after, "parameters")];
  return PARAMETER_GROUPS.map((group) => ({
    place: parametersPlace(group),
    findings: types.compareMembers(
      types.member(old?.type, group),
      types.member(next?.type, group),
      "request",
    ),
  }));
}

function compareRequestBodies(types: TypeComparison, before?: Member, after?: Member): Found[] {
  const said = (effect: Effect, text: string): Found => ({
    place: requestPlace(),
    findings: [{ path: "", effect, sentence: () => text }],
  });
  if (!before && !after) return [];
  if (!after) return [said("breaks", "body removed")];
  if (!before)
    return [after.optional ? said("extends", "optional body added") : said("narrows", "required body added")];
  const flipped =
    before.optional === after.optional
      ? []
      : [
          after.optional
            ? said("widens", "the body is now optional")
            : said("narrows", "the body is now required"),
        ];
  return [
    ...flipped,
    ...compareContents(types, before, after, { placeOf: requestPlace, effectOfNew: () => "extends" }),
  ];
}
