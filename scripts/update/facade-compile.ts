import { dirname, join, relative, resolve } from "node:path";
import ts from "../spec/typescript.js";
import type { Files } from "../tree/project.ts";
import { readLibraryFile, WITHOUT_COMMENTS } from "../spec/library-files.ts";
import { Refusal } from "../spec/refusal.ts";

/** Compiles src/ against generated files that aren't in the tree yet. @throws {@link Refusal} with the compiler's reason */
export function compileFacade(root: string, generated: Files): void {
  const options = { ...readOptions(root), types: [] };
  const sources = { ...generated, [NODE_STUB]: NODE_TYPES };
  const staged = new Map(Object.entries(sources).map(([path, content]) => [resolve(root, path), content]));
  const folders = new Set([...staged.keys()].map((path) => dirname(path)));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    jsDocParsingMode: WITHOUT_COMMENTS,
    // Before the first generation the folder doesn't exist, and the compiler would not look for files in it.
    directoryExists: (path) => folders.has(resolve(path)) || ts.sys.directoryExists(path),
    fileExists: (path) => staged.has(resolve(path)) || disk.fileExists(path),
    readFile: (path) => staged.get(resolve(path)) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const content = staged.get(resolve(path));
      return content === undefined
        ? readLibraryFile(disk, path, languageVersion, ...rest)
        : ts.createSourceFile(path, content, languageVersion);
    },
  };
  const entries = ["src/index.ts", "src/testing.ts", NODE_STUB].map((path) => join(root, path));
  const errors = ts.getPreEmitDiagnostics(ts.createProgram(entries, options, host));
  if (errors.length === 0) return;
  const shown = errors.slice(0, MAX_SHOWN).map((error) => describe(root, error));
  const more = errors.length > MAX_SHOWN ? [`… and ${String(errors.length - MAX_SHOWN)} more`] : [];
  throw new Refusal(
    "The facade does not compile with this spec:",
    ...[...shown, ...more].flatMap((error) => error.split("\n")),
  );
}

const MAX_SHOWN = 5;

/**
 * In place of Node's own types, which would be half of all that is read: src/testing/listen.ts alone uses any, and no
 * spec changes them.
 */
const NODE_TYPES = `
declare module "node:http" {
  export type IncomingMessage = any;
  export type ServerResponse = any;
}
declare namespace NodeJS {
  interface Process {
    getBuiltinModule(name: "node:http"): { createServer(answer: (incoming: any, outgoing: any) => void): any };
  }
}
`;
const NODE_STUB = "node-types.d.ts";

function readOptions(root: string): ts.CompilerOptions {
  const file = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function describe(root: string, { file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!file) return text;
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  return `${relative(root, file.fileName)}:${String(line + 1)}:${String(character + 1)} ${text}`;
}
