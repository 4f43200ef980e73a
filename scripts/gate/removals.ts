import { matchOperations } from "../spec/match-operations.ts";
import { nameOf, operationsOf, type SpecDocument } from "../spec/openapi.ts";

/** The operations of `before` that are gone, under their path and under their id: what a cut-off spec loses. */
export function missingOperations(before: SpecDocument, after: SpecDocument): string[] {
  return matchOperations(operationsOf(before), operationsOf(after)).flatMap((match) =>
    match.before && !match.after ? [nameOf(match.before)] : [],
  );
}
