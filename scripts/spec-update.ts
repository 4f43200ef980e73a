/** Pulls the spec and takes it, or says why not: see CONTRIBUTING.md. */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot, runCommand } from "./command.ts";
import { Refusal } from "./spec/refusal.ts";
import type { Update } from "./update/result.ts";
import { refusedFor, updateSpec } from "./update/update.ts";

await runCommand(async () => {
  const update = await runUpdate().catch(refusedFor);
  // Also where the flags themselves are refused: a program that asked for an object gets one.
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...update, report: undefined }));
  else if (update.status !== "refused") print(update);
  if (update.status === "refused") {
    console.error(`refused: ${update.reason}`);
    process.exitCode = 1;
  }
});

async function runUpdate(): Promise<Update> {
  const flags = readFlags();
  if (flags.report !== undefined) refuseUnwritable(flags.report);
  const update = await updateSpec(projectRoot(), {
    source: flags.source,
    dryRun: flags["dry-run"],
    allowDowngrade: flags["allow-downgrade"],
    allowRemovals: flags["allow-removals"],
    allowServerChange: flags["allow-server-change"],
    isIsolated: true,
    onProgress: (line) => console.error(line),
  });
  const { report, ...result } = update;
  if (flags.report !== undefined && report) {
    const { renderReport } = await import("./release/report.ts");
    writeFileSync(flags.report, renderReport({ ...result, to: published(update), report }));
  }
  return update;
}

/** Before anything is written, so that no update goes without the report that was asked for. */
function refuseUnwritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch {
    throw new Refusal(`--report ${file} can't be written: give a file in a folder that exists.`);
  }
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
