/** Runs the fault table on every supported runtime and prints every difference from what the table wants. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CASES } from "../../test/faults/cases.ts";
import type { FaultCase } from "../../test/faults/fault-case.ts";
import { runTable, type Row, type TableReport } from "../../test/faults/run-table.ts";

interface Runtime {
  /** Its npm package, with the version that is meant. */
  install: string;
  /** The binary below `node_modules/.bin`, and what makes it run TypeScript. */
  command: [binary: string, ...args: string[]];
}

const TSX = ["--import", "tsx"];
const RUNTIMES: Record<string, Runtime> = {
  "Node 20": { install: "node@20", command: ["node", ...TSX] },
  "Node 22": { install: "node@22", command: ["node", ...TSX] },
  "Node 24": { install: "node@24", command: ["node", ...TSX] },
  "Node 26": { install: "node@26", command: ["node", ...TSX] },
  Bun: { install: "bun", command: ["bun", "run"] },
  Deno: { install: "deno", command: ["deno", "run", "--allow-all", "--no-check"] },
};

interface Difference {
  name: string;
  wanted: string;
  seen: string;
  /** Whether it breaks a promise; otherwise the runtime shows less, or more, of what happened, and says so. */
  breaks: boolean;
}

function findDifferences({ rows, unhandled, consoleLeaks }: TableReport): Difference[] {
  const ofRun = [...unhandled, ...consoleLeaks].map((seen) => ({
    name: "all cases together",
    wanted: "nothing unhandled or printed",
    seen,
    breaks: true,
  }));
  return [...CASES.flatMap((test) => differenceOf(test, rows[test.name])), ...ofRun];
}

function differenceOf({ name, want }: FaultCase, row: Row | undefined): Difference[] {
  const wanted = describeRow({ ...want, leaks: [], leftovers: [], wrongBodies: [] });
  if (!row) return [{ name, wanted, seen: "nothing", breaks: true }];
  const seen = describeRow(row);
  if (seen === wanted) return [];
  const isFalseProof = row.outcome === "not_created" && want.outcome !== "not_created";
  const remains = [...row.leaks, ...row.leftovers, ...row.wrongBodies];
  const breaks = isFalseProof || row.outcome === "" || row.requests > want.requests || remains.length > 0;
  return [{ name, wanted, seen, breaks }];
}

function describeRow(row: Row): string {
  return [
    ...[row.class, row.code, row.outcome, row.sent && `sent: ${row.sent}`],
    row.attempts !== undefined && `attempts: ${row.attempts}`,
    ...[`requests: ${row.requests}`, row.recoverable && "secret kept"],
    ...[...row.leaks, ...row.leftovers, ...row.wrongBodies],
  ]
    .filter(Boolean)
    .join(", ");
}

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "venice-fault-matrix-"));
try {
  const asked = process.argv.slice(2);
  for (const [name, { install, command }] of Object.entries(RUNTIMES)) {
    if (asked.length && !asked.includes(name)) continue;
    const home = join(folder, install);
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefix", home, install]);
    const [binary, ...args] = command;
    const report = await runTable([join(home, "node_modules/.bin", binary), ...args]);
    const found = findDifferences(report);
    const memory = `${Math.round(report.maxMemory / 2 ** 20)} MiB at most`;
    console.log(`\n## ${name}: ${CASES.length} cases, ${found.length} differences, ${memory}\n`);
    if (found.length) console.log("| case | wanted | seen | |\n| --- | --- | --- | --- |");
    for (const { name, wanted, seen, breaks } of found)
      console.log(`| ${name} | ${wanted} | ${seen} | ${breaks ? "**broken**" : "harmless"} |`);
    if (found.some(({ breaks }) => breaks)) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
