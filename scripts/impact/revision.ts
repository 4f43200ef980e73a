/** Both revisions, and how to read what each has at a location: in the spec, and as generated types. */
import type ts from "typescript";
import {
  type Json,
  type JsonObject,
  type Operation,
  type SpecDocument,
  listOf,
  objectOf,
} from "../spec/openapi.ts";
import { CanonicalForm, FormNames } from "./canonical.ts";
import { ConstraintComparison, type SchemaSide } from "./constraints.ts";
import { Overlaps } from "./unions.ts";
import { Schemas } from "./schemas.ts";
import { type TypeReader, compileTypes, exportedType } from "./type-reader.ts";
import { TypeComparison } from "./types.ts";

export interface Revision {
  /** As published, once it has passed the gate; not normalised. */
  document: SpecDocument;
  /** The text of generated/venice.d.ts: what openapi-typescript made of the normalised document. */
  types: string;
  /**
   * The validators of the facade's operations, by the name of the operation. What is not a change of meaning, such
   * as another order of properties, must not change them. Without them they are not compared.
   */
  validators?: { [operationId: string]: { request: string; response: string } };
}

/** One revision and what is needed to read it. */
export interface Side extends SchemaSide {
  document: SpecDocument;
  types: { paths: ts.Type; components: ts.Type };
  /** Of the types of both revisions. */
  reader: TypeReader;
}

/** Both revisions and the two ways of comparing them. */
export interface ImpactContext {
  before: Side;
  after: Side;
  types: TypeComparison;
  constraints: ConstraintComparison;
}

export function openRevisions(before: Revision, after: Revision): ImpactContext {
  const program = compileTypes({ "/before.d.ts": before.types, "/after.d.ts": after.types });
  const names = new FormNames();
  const types = new TypeComparison(program);
  const open = (file: string, { document }: Revision): Side => {
    const schemas = new Schemas(document);
    const overlaps = new Overlaps(schemas);
    return {
      ...{ document, schemas, overlaps, canonical: new CanonicalForm(schemas, overlaps, names) },
      types: {
        paths: exportedType(program, file, "paths"),
        components: exportedType(program, file, "components"),
      },
      reader: types,
    };
  };
  const [sideBefore, sideAfter] = [open("/before.d.ts", before), open("/after.d.ts", after)];
  return {
    before: sideBefore,
    after: sideAfter,
    types,
    constraints: new ConstraintComparison(sideBefore, sideAfter),
  };
}

export interface Part {
  side: Side;
  value: JsonObject;
  type: ts.Type | undefined;
  optional: boolean;
}

/** By name. */
export type Parts = Map<string, Part>;

export function openOperation(side: Side, { path, method, value }: Operation): Part {
  const { reader, types } = side;
  const found = reader.member(reader.member(types.paths, path)?.type, method);
  if (!found) throw new Error(`the generated types lack ${method} ${path}, which their spec has`);
  return { side, value, ...found };
}

export function openComponent(side: Side, kind: string, name: string): Part {
  const { document, reader, types } = side;
  const own = objectOf(objectOf(document["components"])[kind])[name];
  const type = reader.member(reader.member(types.components, kind)?.type, name)?.type;
  const part = toPart(side, own, type && { type });
  return kind === "schemas" ? { ...part, value: { schema: own ?? true } } : part;
}

/** `undefined` if openapi-typescript has nothing there. */
export function childOf({ side, value, type }: Part, field: string): Part | undefined {
  const member = side.reader.member(type, field);
  return member && toPart(side, value[field], member);
}

/** What a field has by name: media types, headers, responses by status. */
export function childrenOf({ side, value, type }: Part, field: string): Parts {
  const types = side.reader.member(type, field)?.type;
  return new Map(
    Object.entries(objectOf(value[field])).map(([name, own]) => [
      name,
      toPart(side, own, side.reader.property(types, name)),
    ]),
  );
}

/** By name; an operation's own parameter replaces that of its path. */
export function parametersOf({ path }: Operation, part: Part, group: string): Parts {
  const { side, value } = part;
  const all = [...listOf(side.document.paths[path]?.["parameters"]), ...listOf(value["parameters"])];
  const own = all.map((parameter) => side.schemas.resolve(parameter)).filter((one) => one["in"] === group);
  const named = Object.fromEntries(
    own.flatMap((one) => (typeof one["name"] === "string" ? [[one["name"], one] as const] : [])),
  );
  const type = side.reader.member(part.type, "parameters")?.type;
  return childrenOf({ ...part, value: { [group]: named }, type }, group);
}

/** The types of the bodies of one response, `undefined` standing for no body. */
export function bodiesOf({ side: { reader }, type }: Part): (ts.Type | undefined)[] {
  const content = reader.member(type, "content")?.type;
  return content ? reader.names(content).map((media) => reader.member(content, media)?.type) : [undefined];
}

/** A body or a response without its media types and headers. */
export function withoutChildren({ value, ...part }: Part): Part {
  const own = Object.entries(value).filter(([key]) => key !== "content" && key !== "headers");
  return { ...part, value: Object.fromEntries(own), type: undefined };
}

function toPart(side: Side, own: Json | undefined, member: Partial<Part> = {}): Part {
  const value = side.schemas.resolve(own);
  return { side, value, type: undefined, optional: value["required"] !== true, ...member };
}
