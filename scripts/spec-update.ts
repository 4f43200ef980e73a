/** Pulls the spec and applies it, or says why not: see CONTRIBUTING.md. */
import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isUrl } from "./pull/source.ts";
import { projectRoot, runCommand } from "./command.ts";
import { Refusal, toInterruption } from "./spec/refusal.ts";
import type { Update } from "./update/result.ts";
import { refusedFor, updateSpec } from "./update/update.ts";

await runCommand(async () => {
  const update = await runUpdate().catch(refusedFor);
  // Also if the flags themselves are refused: a program that asks for an object gets one.
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...update, report: undefined }));
  else if (update.status !== "refused") print(update);
  if (update.status === "refused") {
    console.error(`refused: ${update.reason}`);
    process.exitCode = 1;
  }
});

async function runUpdate(): Promise<Update> {
  const flags = readFlags();
  const reportFile = flags.report === undefined ? undefined : resolve(callerFolder(), flags.report);
  if (reportFile !== undefined) refuseUnwritable(reportFile);
  const update = await updateSpec(projectRoot(), {
    source: flags.source === undefined ? undefined : resolveSource(flags.source),
    dryRun: flags["dry-run"],
    allowDowngrade: flags["allow-downgrade"],
    allowRemovals: flags["allow-removals"],
    allowServerChange: flags["allow-server-change"],
    isIsolated: true,
    signal: interruption(),
    onProgress: (line) => console.error(line),
  });
  const { report, ...result } = update;
  if (reportFile !== undefined && report) {
    const { renderReport } = await import("./release/report.ts");
    writeFileSync(reportFile, renderReport({ ...result, to: published(update), report }));
  }
  return update;
}

/** Before anything is written, so that no update goes without the report that was asked for. */
function refuseUnwritable(file: string): void {
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing && !existing.isFile()) throw new Error("not a file");
    if (!existing && !statSync(dirname(file)).isDirectory()) throw new Error("not in a folder");
    accessSync(existing ? file : dirname(file), constants.W_OK);
  } catch {
    throw new Refusal(`--report ${file} can't be written: give a file in a folder that exists.`);
  }
}

/** The caller's folder: npm runs a script in the project's root, and passes on where it was started. */
function callerFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return script === "spec:update" && folder !== undefined ? folder : process.cwd();
}

function resolveSource(source: string): string {
  return isUrl(source) ? source : resolve(callerFolder(), source);
}

/** Fires if the process is asked to end: by then nothing has been written, or all of it. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => controller.abort(toInterruption(name)));
  return controller.signal;
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        source: { type: "string" },
        report: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "allow-downgrade": { type: "boolean", default: false },
        "allow-removals": { type: "boolean", default: false },
        "allow-server-change": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : "bad arguments"}; see CONTRIBUTING.md`);
  }
}

/** An update that has a report has a version and a hash. */
function published({ to }: Update): { version: string; sha256: string } {
  return { version: to.version ?? "", sha256: to.sha256 ?? "" };
}

function print({ status, reason, impact, operations }: Update): void {
  console.log(`${status}: ${reason}${status === "updated" ? ` (${impact})` : ""}`);
  for (const { operationId, changes } of operations)
    for (const change of changes) console.log(`  ${operationId} ${change}`);
}
