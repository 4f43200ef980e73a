import { ConstraintWalk } from "./constraints.ts";
import { compilePair, type TypeSide } from "./program.ts";
import { ProseWalk } from "./prose.ts";
import { Schemas } from "./schema.ts";
import { TypeComparison } from "./types.ts";
import type { SpecDocument } from "../spec/openapi.ts";

export interface Revision {
  /** Gated, as published, not normalised. */
  document: SpecDocument;
  /** What openapi-typescript made of the document once it was normalised: the text of generated/venice.d.ts. */
  types: string;
  /** The facade's validators by path, as callers run them; without them they are not compared. */
  validators?: { [path: string]: string };
}

/** One revision and what is needed to read it. */
export interface SpecSide {
  document: SpecDocument;
  schemas: Schemas;
  types: TypeSide;
}

/** Both revisions and the three ways of comparing them. */
export interface ImpactContext {
  before: SpecSide;
  after: SpecSide;
  types: TypeComparison;
  constraints: ConstraintWalk;
  prose: ProseWalk;
}

export function openRevisions(before: Revision, after: Revision): ImpactContext {
  const pair = compilePair(before.types, after.types);
  const [old, next] = [new Schemas(before.document), new Schemas(after.document)];
  return {
    before: { document: before.document, schemas: old, types: pair.before },
    after: { document: after.document, schemas: next, types: pair.after },
    types: new TypeComparison(pair),
    constraints: new ConstraintWalk(old, next),
    prose: new ProseWalk(old, next),
  };
}
