import { type LocatedChange, compareLocations } from "./compare-location.ts";
import { isEqualIgnoringOrder } from "./canonical.ts";
import { type ComparedMatch, compareComponents } from "./components.ts";
import { compareAccess, compareDocuments } from "./document.ts";
import { type Change, type Level, highest, rank } from "./finding.ts";
import { locationsOfOperation } from "./locations.ts";
import { type ImpactContext, type Revision, openRevisions } from "./revision.ts";
import { facadeBodies } from "../spec/facade-bodies.ts";
import { type Match, matchOperations } from "../spec/match-operations.ts";
import { withOneWayProperties } from "../spec/one-way-properties.ts";
import { reportWork } from "../spec/progress.ts";
import { type Json, type Operation, type SpecDocument, operationsOf } from "../spec/openapi.ts";

export type { Revision } from "./revision.ts";
export type { Level } from "./finding.ts";

export interface OperationImpact {
  operationId: string;
  impact: Level;
  /** Each reads on from the operationId. Those of the highest impact come first. */
  changes: string[];
}

export interface ReportedChange {
  operationId: string;
  impact: Level;
  text: string;
}

export interface ImpactReport {
  impact: Level;
  /** Those that changed; `*` stands for the document: its servers, its components, its annotations. */
  operations: OperationImpact[];
  /** All changes, each with its own level, so that they can be sorted by it. */
  changes: ReportedChange[];
}

const DOCUMENT = "*";

interface MatchImpact extends ComparedMatch {
  id: string;
  changes: Change[];
  /** Those at the locations of the operation: not its servers, its security or its id. */
  located: LocatedChange[];
}

/** What an update means for a caller's code: the contract's `none`, `patch`, `minor`, `major`, and why. */
export function assessImpact(published: Revision, republished: Revision): ImpactReport {
  const [before, after] = [published, republished].map((revision) => ({
    ...revision,
    document: withOneWayProperties(revision.document),
  })) as [Revision, Revision];
  const context = openRevisions(before, after);
  const matches = matchOperations(operationsOf(before.document), operationsOf(after.document)).map((match) =>
    compareMatch(context, match),
  );
  const found: ReportedChange[] = [
    ...matches.flatMap(({ id, changes }) => changes.map((change) => ({ ...change, operationId: id }))),
    ...[
      ...compareDocuments(context),
      ...compareComponents(context, matches),
      ...compareValidators(before, after, matches),
    ].map((change) => ({ ...change, operationId: DOCUMENT })),
  ];
  return toReport(found.length > 0 ? found : compareSpelling(before.document, after.document));
}

function compareMatch(context: ImpactContext, match: Match): MatchImpact {
  const { before, after } = match;
  const id = after?.id ?? before?.id ?? DOCUMENT;
  const oneChange = (impact: Level, text: string) => ({
    ...match,
    id,
    impact,
    changes: [{ impact, text }],
    located: [],
  });
  reportWork(`comparing the operation ${id} with the snapshot's`);
  if (!before) return oneChange("minor", "operation added");
  if (!after) return oneChange("major", "operation removed");
  const located = compareLocations(
    context,
    locationsOfOperation([context.before, context.after], before, after),
  );
  const changes = [
    ...compareIdentity(before, after),
    ...located,
    ...compareAccess(context, before, after),
  ].map(({ impact, text }) => ({ impact, text }));
  return { ...match, id, located, changes, impact: highest(changes.map(({ impact }) => impact)) };
}

function compareIdentity(before: Operation, after: Operation): Change[] {
  const [placeBefore, placeAfter] = [before, after].map(
    ({ method, path }) => `${method.toUpperCase()} ${path}`,
  );
  const moved: Change = {
    impact: "major",
    text: `operation moved from ${placeBefore ?? ""} to ${placeAfter ?? ""}`,
  };
  const renamed: Change = { impact: "major", text: `operation renamed from ${before.id} to ${after.id}` };
  return [...(placeBefore === placeAfter ? [] : [moved]), ...(before.id === after.id ? [] : [renamed])];
}

/** What callers run must not change without a change of the same body that explains it. */
function compareValidators(before: Revision, after: Revision, matches: readonly MatchImpact[]): Change[] {
  return Object.entries(before.validators ?? {}).flatMap(([id, validatorsBefore]) =>
    (["request", "response"] as const).flatMap((direction): Change[] => {
      const validatorsAfter = after.validators?.[id];
      if (!validatorsAfter || validatorsAfter[direction] === validatorsBefore[direction]) return [];
      const located = matches.find((match) => match.after?.id === id)?.located ?? [];
      const body = facadeBodies(after.document).find(({ operationId }) => operationId === id);
      const label = direction === "request" ? "request" : `response ${body?.response.status ?? ""}`;
      const hasSpecificCause = located.some(
        ({ location, isConstraint }) =>
          isConstraint &&
          (location.media ?? "application/json") === body?.[direction].mediaType &&
          location.itemLabel === "property" &&
          location.label === label,
      );
      if (hasSpecificCause) return [];
      const text = `what the validator of ${id}'s ${direction} checks changed in a way that is not understood`;
      return [{ impact: "major", text }];
    }),
  );
}

/** A publication may write the same in another form, such as a `$ref` in place of its target. */
function compareSpelling(before: SpecDocument, after: SpecDocument): ReportedChange[] {
  if (isEqualIgnoringOrder(omitVersion(before), omitVersion(after))) return [];
  return [{ operationId: DOCUMENT, impact: "patch", text: "the same is written in another form" }];
}

function omitVersion(document: SpecDocument): Json {
  return { ...document, info: { ...document.info, version: "" } };
}

function toReport(found: readonly ReportedChange[]): ImpactReport {
  const ids = [...new Set(found.map(({ operationId }) => operationId))];
  const changes = ids.flatMap((operationId) => {
    const own = found.filter((change) => change.operationId === operationId);
    const highestFirst = own.sort((left, right) => rank(right.impact) - rank(left.impact));
    // Two media types may have the same change at different levels.
    return highestFirst.filter(
      (change, index) => highestFirst.findIndex(({ text }) => text === change.text) === index,
    );
  });
  const operations = ids.map((operationId): OperationImpact => {
    const own = changes.filter((change) => change.operationId === operationId);
    return {
      operationId,
      impact: highest(own.map(({ impact }) => impact)),
      changes: own.map(({ text }) => text),
    };
  });
  return { impact: highest(changes.map(({ impact }) => impact)), operations, changes };
}
