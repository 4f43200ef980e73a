/** The arguments, output and exit code of `npm run spec:update`. */
import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isUrl } from "../pull/source.ts";
import { Refusal } from "../spec/refusal.ts";
import type { Update } from "./result.ts";
import { refusedFor, updateSpec } from "./update.ts";

export interface CommandLine {
  args: string[];
  /** The folder that relative paths start from. */
  folder: string;
  printLine: (line: string) => void;
  printError: (line: string) => void;
  /** Fires if the process is asked to end. */
  signal?: AbortSignal;
  /** Judges the publication in another process. */
  isIsolated: boolean;
}

/** Updates the project in `root`, and returns the exit code. */
export async function runSpecUpdate(root: string, line: CommandLine): Promise<number> {
  const update = await runUpdate(root, line).catch(refusedFor);
  // Even if the flags are refused, a program that asks for an object gets one.
  if (line.args.includes("--json")) line.printLine(JSON.stringify({ ...update, report: undefined }));
  else if (update.status !== "refused") for (const text of describe(update)) line.printLine(text);
  if (update.status !== "refused") return 0;
  line.printError(`refused: ${update.reason}`);
  return 1;
}

async function runUpdate(
  root: string,
  { args, folder, printError, signal, isIsolated }: CommandLine,
): Promise<Update> {
  const flags = readFlags(args);
  const reportFile = flags.report === undefined ? undefined : resolve(folder, flags.report);
  if (reportFile !== undefined) refuseUnwritable(reportFile);
  const { source } = flags;
  const update = await updateSpec(root, {
    source: source === undefined || isUrl(source) ? source : resolve(folder, source),
    dryRun: flags["dry-run"],
    allowDowngrade: flags["allow-downgrade"],
    allowRemovals: flags["allow-removals"],
    allowServerChange: flags["allow-server-change"],
    isIsolated,
    signal,
    onProgress: printError,
  });
  const { report, ...result } = update;
  if (reportFile !== undefined && report) {
    const { renderReport } = await import("../release/report.ts");
    writeFileSync(reportFile, renderReport({ ...result, to: published(update), report }));
  }
  return update;
}

/** Checked before anything is written, so that no update misses its report. */
function refuseUnwritable(file: string): void {
  if (!isWritable(file))
    throw new Refusal(`--report ${file} can't be written: give a file in a folder that exists.`);
}

function isWritable(file: string): boolean {
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    accessSync(existing ? file : dirname(file), constants.W_OK);
    // Below a file, Node 20 throws; newer versions find no entry.
    return existing ? existing.isFile() : statSync(dirname(file)).isDirectory();
  } catch {
    return false;
  }
}

function readFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        source: { type: "string" },
        report: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "allow-downgrade": { type: "boolean", default: false },
        "allow-removals": { type: "boolean", default: false },
        "allow-server-change": { type: "boolean", default: false },
        json: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : "bad arguments"}; see CONTRIBUTING.md`);
  }
}

/** An update with a report has a version and a hash. */
function published({ to }: Update): { version: string; sha256: string } {
  return { version: to.version ?? "", sha256: to.sha256 ?? "" };
}

function describe({ status, reason, impact, operations }: Update): string[] {
  const changes = operations.flatMap(({ operationId, changes }) =>
    changes.map((change) => `  ${operationId} ${change}`),
  );
  return [`${status}: ${reason}${status === "updated" ? ` (${impact})` : ""}`, ...changes];
}
