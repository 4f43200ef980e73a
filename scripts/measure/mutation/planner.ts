/**
 * Stryker starts a worker and imports everything for each mutant. Here one run of the tests tries all mutants
 * (try-mutants.ts), and a process of its own each of those that this leaves open (fresh.ts).
 */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FreshProcesses, testsIn } from "./fresh.ts";
import { killGroup, startVitest } from "./run-vitest.ts";
import { show, type Mutant, type Project } from "./summarize.ts";
import { FILES, readState, type Plan } from "./try-mutants.ts";

interface TestResult {
  id: string;
  timeSpentMs: number;
}

/** Stryker's, as far as it is used. */
export interface Planner {
  testCoverage: {
    testsById: Map<string, TestResult>;
    testsByMutantId: Map<string, Set<TestResult>>;
    hitsByMutantId: Map<string, number>;
    /** Whether it runs on import. */
    hasStaticCoverage: (mutantId: string) => boolean;
  };
  sandbox: { workingDirectory: string };
  makePlan: (mutants: Mutant[]) => Promise<unknown>;
}

/** A test that runs one mutant for so long hangs in a loop. */
const STALL_MS = 180_000;

/** What became of each mutant. `isQuick` leaves those open that one process tried in vain. */
export async function decideAll(
  planner: Planner,
  mutants: Mutant[],
  { folder, project, isQuick }: { folder: string; project: Project; isQuick: boolean },
): Promise<Mutant[]> {
  const { testCoverage, sandbox } = planner;
  await killInOneProcess(planner, mutants, folder);
  const { killed, leftOut } = readState(folder);
  const statusOf = ({ id }: Mutant) =>
    id in killed
      ? "Killed"
      : !testCoverage.testsByMutantId.has(id)
        ? "NoCoverage"
        : leftOut.includes(id)
          ? "Hangs"
          : "Survived";
  const results = mutants.map((mutant) => ({ ...mutant, status: statusOf(mutant) }));
  const open = results.filter(
    ({ id, status }) => status !== "Killed" && (!isQuick || testCoverage.hasStaticCoverage(id)),
  );
  const count = (status: string) => results.filter((result) => result.status === status).length;
  console.log(
    `${count("Killed")} of ${results.length} killed in one process, ${open.length} to be tried alone`,
  );
  if (open.length === 0) return results;

  const tests = [...testCoverage.testsById.values()];
  const usualMs = tests.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0);
  const processes = new FreshProcesses(testsIn(sandbox.workingDirectory, usualMs));
  const files = [...new Set(tests.map(({ id }) => fileOf(id)))];
  for (const { id, fileName } of mutants) if (killed[id]) processes.countKill(fileName, fileOf(killed[id]));
  for (const mutant of open) {
    const { id, fileName } = mutant;
    const covering = new Set(
      Array.from(testCoverage.testsByMutantId.get(id) ?? [], (test) => fileOf(test.id)),
    );
    // Code that runs on import, or in a process that reports nothing, may be noticed by any test.
    const isAnywhere = testCoverage.hasStaticCoverage(id) || covering.size === 0;
    mutant.status = await processes.decide(
      id,
      fileName,
      files.filter((file) => isAnywhere || covering.has(file)),
    );
    if (mutant.status === "Survived") console.log(show(project, toResult(mutant)).join("\n"));
  }
  return results;
}

/** A test's id begins with it. */
function fileOf(testId: string): string {
  return testId.slice(0, testId.indexOf("#"));
}

async function killInOneProcess(
  { testCoverage: { testsByMutantId, hitsByMutantId }, sandbox }: Planner,
  mutants: Mutant[],
  folder: string,
): Promise<void> {
  const hits = Object.fromEntries(hitsByMutantId);
  // What runs on import alone can't be switched on later.
  const tried = mutants.filter(({ id }) => testsByMutantId.has(id));
  const tests = new Set(tried.flatMap(({ id }) => [...(testsByMutantId.get(id) ?? [])]));
  // Most mutants are gone before the tests that take long.
  for (const share of [0.5, 0.8, 1]) {
    const affordable = cheapest([...tests], share);
    const before = readState(folder);
    const open = tried.filter(({ id }) => !(id in before.killed) && !before.leftOut.includes(id));
    const plan: Plan = { mutants: {}, hits };
    for (const { id } of open)
      for (const test of testsByMutantId.get(id) ?? [])
        if (affordable.has(test.id)) (plan.mutants[test.id] ??= []).push(id);
    const planned = Object.keys(plan.mutants).filter((test) => !before.done.includes(test));
    if (planned.length === 0) continue;
    writeFileSync(join(folder, FILES.plan), JSON.stringify(plan));
    const files = new Set(planned.map(fileOf));
    while ((await tryMutants(sandbox.workingDirectory, folder, [...files])) === "stalled") {
      const state = readState(folder);
      state.leftOut.push(readFileSync(join(folder, FILES.trying), "utf8"));
      writeFileSync(join(folder, FILES.state), JSON.stringify(state));
    }
    const { killed, leftOut } = readState(folder);
    console.log(
      `${affordable.size} tests: ${Object.keys(killed).length} of ${tried.length}, ${leftOut.length} hang`,
    );
  }
}

/** In a result, Stryker counts lines and columns from 1. */
function toResult(mutant: Mutant): Mutant {
  const { start, end } = mutant.location;
  const toPosition = ({ line, column }: typeof start) => ({ line: line + 1, column: column + 1 });
  return { ...mutant, location: { start: toPosition(start), end: toPosition(end) } };
}

function cheapest(tests: TestResult[], share: number): Set<string> {
  const byCost = [...tests].sort((one, other) => one.timeSpentMs - other.timeSpentMs);
  return new Set(byCost.slice(0, Math.ceil(share * byCost.length)).map(({ id }) => id));
}

function tryMutants(sandbox: string, folder: string, files: string[]): Promise<"ended" | "stalled"> {
  rmSync(join(folder, FILES.trying), { force: true });
  const vitest = startVitest(sandbox, { MUTATION_STATE: folder }, ["--reporter=dot", ...files]);
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const trying = statSync(join(folder, FILES.trying), { throwIfNoEntry: false });
      if (!trying || Date.now() - trying.mtimeMs < STALL_MS) return;
      killGroup(vitest);
      clearInterval(watch);
      resolve("stalled");
    }, 1_000);
    vitest.once("exit", () => {
      clearInterval(watch);
      resolve("ended");
    });
  });
}
