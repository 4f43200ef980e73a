/** Lets Stryker see what a test does in processes that it starts: which code they ran, and with which mutant. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, inject, type RunnerTestSuite } from "vitest";

type Hits = Record<string, number>;

declare module "vitest" {
  interface ProvidedContext {
    mode: "dry-run" | "mutant";
    activeMutant: string;
  }
}

/** Tests that read the source, which Stryker has rewritten. */
const READS_SOURCE = /has no way to the disk, the network or an evaluator/;

// Stryker's own global of instrumented code.
const stryker = globalThis as { __stryker__?: { mutantCoverage?: { perTest: Record<string, Hits> } } };
let folder = "";

beforeAll(() => {
  // try-mutants.ts does it for each mutant.
  if (process.env["MUTATION_STATE"]) return;
  if (inject("mode") === "mutant") {
    process.env["__STRYKER_ACTIVE_MUTANT__"] = inject("activeMutant");
    return;
  }
  folder = mkdtempSync(join(tmpdir(), "mutation-coverage-"));
  process.env["MUTATION_COVERAGE"] = folder;
  process.env["NODE_OPTIONS"] = `--import ${new URL("./report-coverage.mjs", import.meta.url).href}`;
});

beforeEach(({ task, skip }) => {
  if (READS_SOURCE.test(task.name)) skip();
});

// A process doesn't report which test of the file started it, so its coverage counts for all of them.
afterAll(({}, file) => {
  if (folder === "") return;
  const perTest = stryker.__stryker__?.mutantCoverage?.perTest;
  for (const report of readdirSync(folder)) {
    // Written by report-coverage.mjs.
    const hits = JSON.parse(readFileSync(join(folder, report), "utf8")) as Hits;
    if (perTest) for (const id of testIds(file)) perTest[id] = { ...hits, ...perTest[id] };
  }
  rmSync(folder, { recursive: true });
  folder = "";
});

/** As Stryker's own setup file makes them. */
function testIds(suite: Readonly<RunnerTestSuite>, path: string[] = []): string[] {
  return suite.tasks.flatMap((task) => {
    const names = [...path, task.name];
    return task.type === "suite" ? testIds(task, names) : [`${task.file.filepath}#${names.join(" ")}`];
  });
}
