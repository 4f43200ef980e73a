import ts from "../spec/typescript.js";
import { readLibraryFile, WITHOUT_COMMENTS } from "../spec/library-files.ts";

export interface TypeSide {
  paths: ts.Type;
  components: ts.Type;
}

export interface TypePair {
  checker: ts.TypeChecker;
  program: ts.Program;
  before: TypeSide;
  after: TypeSide;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
};

/** Both generated files in one program, so that the types of one can be held against those of the other. */
export function compilePair(before: string, after: string): TypePair {
  const files = new Map([
    ["/before.d.ts", before],
    ["/after.d.ts", after],
  ]);
  const program = ts.createProgram({ rootNames: [...files.keys()], options: OPTIONS, host: hostOf(files) });
  const checker = program.getTypeChecker();
  const side = (name: string): TypeSide => ({
    paths: exportedType(program, name, "paths"),
    components: exportedType(program, name, "components"),
  });
  return { checker, program, before: side("/before.d.ts"), after: side("/after.d.ts") };
}

function hostOf(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    jsDocParsingMode: WITHOUT_COMMENTS,
    fileExists: (name) => files.has(name) || host.fileExists(name),
    getSourceFile: (name, languageVersion, onError, createNew) => {
      const text = files.get(name);
      if (text !== undefined) return ts.createSourceFile(name, text, languageVersion);
      return readLibraryFile(host, name, languageVersion, onError, createNew);
    },
  };
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
