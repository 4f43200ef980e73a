import { dirname } from "node:path";
import ts from "typescript";

/** What a consumer has beside the package: compiled by others, and parsed once for all consumers. */
const OTHERS = /\/node_modules\/(?:typescript|@types\/node|undici-types)\//;
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Compiles a consumer's project as `tsc -p` does, library checks on, and writes what it makes. Gives the errors. */
export function compileProject(directory: string): string[] {
  const file = ts.findConfigFile(directory, (path) => ts.sys.fileExists(path))!;
  const { config, error } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    config: unknown;
    error?: ts.Diagnostic;
  };
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  const program = ts.createProgram(fileNames, options, createHost(options, directory));
  const checked = program.getSourceFiles().filter(({ fileName }) => !OTHERS.test(fileName));
  const diagnostics = [
    ...(error ? [error] : []),
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...checked.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]),
    // One by one: to emit all at once, the compiler checks its own library as well.
    ...checked.flatMap((source) => program.emit(source).diagnostics),
  ];
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

/** Looks for packages from the directory on, as `tsc` started there does. */
function createHost(options: ts.CompilerOptions, directory: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    getCurrentDirectory: () => directory,
    getSourceFile: (path, language, ...rest) => {
      if (!OTHERS.test(path)) return host.getSourceFile(path, language, ...rest);
      // A package's file is read as ESM or CommonJS under some resolutions alone.
      const key = `${path} ${typeof language === "object" ? String(language.impliedNodeFormat) : ""}`;
      if (!parsed.has(key)) parsed.set(key, host.getSourceFile(path, language, ...rest));
      return parsed.get(key);
    },
  };
}
