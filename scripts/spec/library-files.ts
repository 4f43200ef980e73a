import ts from "./typescript.js";

/** Parsing documentation takes a quarter of a cold compilation, and no diagnostic needs it. */
export const WITHOUT_COMMENTS = ts.JSDocParsingMode.ParseNone;

const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Parses TypeScript's own declarations and those of installed packages once for all programs of a process: they are
 * most of what a compilation reads. Programs that share them must have the same target and strictness.
 */
export function readLibraryFile(
  host: ts.CompilerHost,
  ...[path, languageVersion, onError, createNew]: Parameters<ts.CompilerHost["getSourceFile"]>
): ts.SourceFile | undefined {
  const read = () => host.getSourceFile(path, languageVersion, onError, createNew);
  if (!path.includes("/node_modules/")) return read();
  if (!parsed.has(path)) parsed.set(path, read());
  return parsed.get(path);
}
