import ts from "../spec/typescript.js";
import { readLibraryFile, WITHOUT_COMMENTS } from "../spec/library-files.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { AnnotationComparison } from "./annotations.ts";
import { CanonicalForm, FormNames } from "./canonical.ts";
import { ConstraintComparison, type SchemaSide } from "./constraints.ts";
import { Overlaps } from "./unions.ts";
import { Schemas } from "./schemas.ts";
import type { TypeReader } from "./type-reader.ts";
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

/** Both revisions and the three ways of comparing them. */
export interface ImpactContext {
  before: Side;
  after: Side;
  types: TypeComparison;
  constraints: ConstraintComparison;
  annotations: AnnotationComparison;
}

export function openRevisions(before: Revision, after: Revision): ImpactContext {
  const program = compile({ "/before.d.ts": before.types, "/after.d.ts": after.types });
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
  const [from, to] = [open("/before.d.ts", before), open("/after.d.ts", after)];
  return {
    before: from,
    after: to,
    types,
    constraints: new ConstraintComparison(from, to),
    annotations: new AnnotationComparison(from.schemas, to.schemas),
  };
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
};

/** Both generated files in one program, so that types of the one can be compared with types of the other. */
function compile(files: { [name: string]: string }): ts.Program {
  const host = ts.createCompilerHost(OPTIONS);
  return ts.createProgram({
    rootNames: Object.keys(files),
    options: OPTIONS,
    host: {
      ...host,
      jsDocParsingMode: WITHOUT_COMMENTS,
      fileExists: (name) => name in files || host.fileExists(name),
      getSourceFile: (name, languageVersion, onError, createNew) => {
        const text = files[name];
        if (text !== undefined) return ts.createSourceFile(name, text, languageVersion);
        return readLibraryFile(host, name, languageVersion, onError, createNew);
      },
    },
  });
}

function exportedType(program: ts.Program, file: string, name: string): ts.Type {
  const source = program.getSourceFile(file);
  const checker = program.getTypeChecker();
  const module = source && checker.getSymbolAtLocation(source);
  const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
  if (!found)
    throw new Error(`the generated types export no \`${name}\`: were they made by openapi-typescript?`);
  return checker.getDeclaredTypeOfSymbol(found);
}
