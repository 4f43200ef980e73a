import { compareAccess } from "./access.ts";
import { sameMeaning } from "./canonical.ts";
import { type ImpactContext, type Revision, openRevisions } from "./context.ts";
import { compareDocuments } from "./document.ts";
import { type Change, type Level, highest, rank } from "./finding.ts";
import { compareSpecs } from "./operation.ts";
import { changesOf } from "./place.ts";
import { NormalForm, findDifference } from "./proof.ts";
import { compareShapes } from "./shape.ts";
import { type Match, matchOperations } from "../spec/match-operations.ts";
import { type Json, type Operation, type SpecDocument, operationsOf } from "../spec/openapi.ts";

export type { Revision } from "./context.ts";
export type { Level } from "./finding.ts";

export interface OperationImpact {
  operationId: string;
  impact: Level;
  /** Sentences to be read behind the operationId, the gravest first. */
  changes: string[];
}

export interface ReportedChange {
  operationId: string;
  impact: Level;
  text: string;
}

export interface ImpactReport {
  impact: Level;
  /** Those that changed; `*` stands for the document: its servers, its components, its prose. */
  operations: OperationImpact[];
  /** The same one by one, each with its own level, for whoever sorts by level. */
  changes: ReportedChange[];
}

const DOCUMENT = "*";

/** What an update means for a caller's code: the contract's `none`, `patch`, `minor`, `major`, and why. */
export function assessImpact(before: Revision, after: Revision): ImpactReport {
  const context = openRevisions(before, after);
  const matches = matchOperations(operationsOf(before.document), operationsOf(after.document));
  const forms = [new NormalForm(context.before), new NormalForm(context.after)] as const;
  const all = matches.map((match): [string, Change[]] => [
    match.after?.id ?? match.before?.id ?? DOCUMENT,
    withProof(forms, match, compareMatch(context, match)),
  ]);
  const whole = withRewriting([...all, [DOCUMENT, compareDocuments(context, matches)]], before, after);
  return reportOf(withValidators(whole, before, after));
}

function compareMatch(context: ImpactContext, { before, after }: Match): Change[] {
  if (!before) return [{ impact: "minor", text: "operation added" }];
  if (!after) return [{ impact: "major", text: "operation removed" }];
  const types = compareShapes(
    context.types,
    typeOf(context, "before", before),
    typeOf(context, "after", after),
  );
  return [
    ...compareIdentity(before, after),
    ...changesOf(types, compareSpecs(context, before, after)),
    ...compareAccess(
      { document: context.before.document, operation: before },
      { document: context.after.document, operation: after },
    ),
  ];
}

/** `none` and `patch` are proven: a difference that no rule has explained may be anything. */
function withProof(
  [before, after]: readonly [NormalForm, NormalForm],
  match: Match,
  changes: Change[],
): Change[] {
  if (!match.before || !match.after || rank(highest(changes.map(({ impact }) => impact))) > rank("patch"))
    return changes;
  const place = findDifference(before.operation(match.before), after.operation(match.after));
  if (!place) return changes;
  const isResponse = place[0] === "responses";
  const text = `${place.join(".")} changed in a way that is not understood`;
  return [...changes, { impact: isResponse ? "minor" : "major", text }];
}

function compareIdentity(before: Operation, after: Operation): Change[] {
  const [from, to] = [before, after].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const moved: Change = { impact: "major", text: `operation moved from ${from ?? ""} to ${to ?? ""}` };
  const renamed: Change = { impact: "major", text: `operation renamed from ${before.id} to ${after.id}` };
  return [...(from === to ? [] : [moved]), ...(before.id === after.id ? [] : [renamed])];
}

function typeOf(context: ImpactContext, side: "before" | "after", { path, method }: Operation) {
  const found = context.types.member(context.types.member(context[side].types.paths, path)?.type, method);
  if (!found)
    throw new Error(`the generated types lack ${method} ${path}, which the spec ${side} the update has`);
  return found.type;
}

/** The last lock, on what callers run: validators that differ though nothing was found that explains it. */
function withValidators(all: [string, Change[]][], before: Revision, after: Revision): typeof all {
  const isExplained = all.some(([, changes]) => changes.some(({ impact }) => rank(impact) > rank("patch")));
  const [old, next] = [before.validators ?? {}, after.validators ?? {}];
  const changed = Object.keys(old).find((path) => path in next && old[path] !== next[path]);
  if (isExplained || changed === undefined) return all;
  return [
    ...all,
    [DOCUMENT, [{ impact: "major", text: `what ${changed} checks changed in a way that is not understood` }]],
  ];
}

/** A publication may say the same in other words, such as a `$ref` for what was written out. */
function withRewriting(all: [string, Change[]][], before: Revision, after: Revision): typeof all {
  if (all.some(([, changes]) => changes.length > 0)) return all;
  if (sameMeaning(versionless(before.document), versionless(after.document))) return all;
  return [...all, [DOCUMENT, [{ impact: "patch", text: "the same is said in another form" }]]];
}

function versionless(document: SpecDocument): Json {
  return { ...document, info: { ...document.info, version: "" } };
}

function reportOf(all: readonly (readonly [string, Change[]])[]): ImpactReport {
  const changes = all.flatMap(([operationId, found]) => {
    const gravestFirst = [...found].sort((one, other) => rank(other.impact) - rank(one.impact));
    const texts = new Set(gravestFirst.map((change) => change.text));
    return [...texts].map((text) => ({ operationId, impact: levelOfText(gravestFirst, text), text }));
  });
  const ids = new Set(changes.map((change) => change.operationId));
  const operations = [...ids].map((operationId): OperationImpact => {
    const own = changes.filter((change) => change.operationId === operationId);
    return {
      operationId,
      impact: highest(own.map((change) => change.impact)),
      changes: own.map((change) => change.text),
    };
  });
  return { impact: highest(changes.map((change) => change.impact)), operations, changes };
}

/** Two media types may have the same said of them at different levels. */
function levelOfText(changes: readonly Change[], text: string): Level {
  return highest(changes.filter((change) => change.text === text).map((change) => change.impact));
}
