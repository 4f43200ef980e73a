import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Position {
  line: number;
  column: number;
}

/** Stryker's result, as far as it is used. */
export interface Mutant {
  id: string;
  fileName: string;
  status: string;
  replacement: string;
  mutatorName: string;
  location: { start: Position; end: Position };
}

/** A mutant that behaves as the code does, so that no test can notice it. */
export interface Equivalent {
  file: string;
  before: string;
  after: string;
  reason: string;
}

/** A folder, and the code in it when the mutants were made: somebody may edit it before they are tried. */
export interface Project {
  root: string;
  sources: Map<string, string>;
}

/** `folders` hold all code that may be changed. */
export function readProject(root: string, folders: string[]): Project {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      join(root, folder, path),
    ),
  );
  const code = paths.filter((path) => path.endsWith(".ts"));
  return { root, sources: new Map(code.map((path) => [path, readFileSync(path, "utf8")])) };
}

const NOTICED = new Set(["Killed", "Timeout", "RuntimeError", "CompileError"]);

export function summarize(
  project: Project,
  mutants: Mutant[],
  equivalents: Equivalent[],
  areAll: boolean,
): { lines: string[]; survived: number } {
  const unnoticed = mutants
    .filter(({ status }) => !NOTICED.has(status))
    .map((mutant) => ({ ...describe(project, mutant), mutant }));
  const isListed = ({ file, before, after }: Omit<Equivalent, "reason">) =>
    equivalents.some((each) => each.file === file && each.before === before && each.after === after);
  const survivors = unnoticed.filter((each) => !isListed(each));
  // A part of the mutants doesn't say that another is gone.
  const files = new Set(areAll ? mutants.map(({ fileName }) => relative(project.root, fileName)) : []);
  const stale = equivalents.filter(
    ({ file, before, after }) =>
      files.has(file) && !unnoticed.some((each) => each.before === before && each.after === after),
  );
  const lines = [
    ...survivors.flatMap(({ mutant }) => show(project, mutant)),
    ...stale.map(({ file, after }) => `no longer equivalent, or no longer there: ${file}: ${after}`),
    `${mutants.length} mutants: ${mutants.length - unnoticed.length} noticed, ${survivors.length} survived, ` +
      `${unnoticed.length - survivors.length} equivalent`,
  ];
  return { lines, survived: survivors.length };
}

export function show(project: Project, mutant: Mutant): string[] {
  const { file, before, after } = describe(project, mutant);
  const { location, status, mutatorName } = mutant;
  return [`${file}:${location.start.line} ${status} ${mutatorName}`, `- ${before}`, `+ ${after}`];
}

/** The lines that a mutant changes, before and after, on one line each. */
function describe({ root, sources }: Project, { fileName, replacement, location: { start, end } }: Mutant) {
  const lines = (sources.get(fileName) ?? "").split("\n").slice(start.line - 1, end.line);
  const first = lines[0] ?? "";
  const last = lines.at(-1) ?? "";
  const oneLine = (text: string) => text.trim().replace(/\s+/g, " ");
  return {
    file: relative(root, fileName),
    before: oneLine(lines.join(" ")),
    after: oneLine(first.slice(0, start.column - 1) + replacement + last.slice(end.column - 1)),
  };
}
