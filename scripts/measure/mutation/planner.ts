/**
 * Stryker starts a worker and imports everything for each mutant. Here one run of the tests tries all mutants
 * (try-mutants.ts), and Stryker gets those that it doesn't kill.
 */
import { spawn } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { show, type Mutant } from "./summarize.ts";
import { FILES, readState, type Plan } from "./try-mutants.ts";

interface TestResult {
  id: string;
  timeSpentMs: number;
}

/** Stryker's, as far as it is used. */
export interface Planner {
  testCoverage: {
    testsByMutantId: Map<string, Set<TestResult>>;
    hitsByMutantId: Map<string, number>;
  };
  sandbox: { workingDirectory: string };
  makePlan: (mutants: Mutant[]) => Promise<unknown>;
}

/** A test that runs one mutant for so long hangs in a loop. */
const STALL_MS = 180_000;

/** What became of each mutant, by its id: `Killed`, or why not. */
export async function killInOneProcess(
  { testCoverage, sandbox }: Planner,
  mutants: Mutant[],
  folder: string,
): Promise<Map<string, string>> {
  const { testsByMutantId, hitsByMutantId } = testCoverage;
  const hits = Object.fromEntries(hitsByMutantId);
  // What runs on import alone can't be switched on later.
  const tried = mutants.filter(({ id }) => testsByMutantId.has(id));
  const tests = new Set(tried.flatMap(({ id }) => [...(testsByMutantId.get(id) ?? [])]));
  // Most mutants are gone before the tests that take long.
  for (const share of [0.5, 0.8, 1]) {
    const affordable = cheapest([...tests], share);
    const plan: Plan = { mutants: {}, hits };
    for (const { id } of tried)
      for (const test of testsByMutantId.get(id) ?? [])
        if (affordable.has(test.id)) (plan.mutants[test.id] ??= []).push(id);
    writeFileSync(join(folder, FILES.plan), JSON.stringify(plan));
    while ((await tryMutants(sandbox.workingDirectory, folder)) === "stalled") {
      const state = readState(folder);
      state.leftOut.push(readFileSync(join(folder, FILES.trying), "utf8"));
      writeFileSync(join(folder, FILES.state), JSON.stringify(state));
    }
    const { killed, leftOut } = readState(folder);
    console.log(
      `${affordable.size} tests: ${Object.keys(killed).length} of ${tried.length}, ${leftOut.length} hang`,
    );
  }
  const { killed, leftOut } = readState(folder);
  const statusOf = ({ id }: Mutant) =>
    id in killed
      ? "Killed"
      : !testsByMutantId.has(id)
        ? "Untried"
        : leftOut.includes(id)
          ? "Hangs"
          : "Survived";
  const results = mutants.map((mutant) => ({ ...mutant, status: statusOf(mutant) }));
  const rest = results.filter(({ status }) => status !== "Killed");
  console.log(`${results.length - rest.length} of ${results.length} killed in one process; not so:`);
  console.log(rest.flatMap((mutant) => show(process.cwd(), toResult(mutant))).join("\n"));
  return new Map(results.map(({ id, status }) => [id, status]));
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

function tryMutants(sandbox: string, folder: string): Promise<"ended" | "stalled"> {
  const args = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    "scripts/measure/mutation/vitest.config.ts",
    "--reporter=dot",
  ];
  const env = { ...process.env, MUTATION_STATE: folder };
  rmSync(join(folder, FILES.trying), { force: true });
  const child = spawn(process.execPath, args, { cwd: sandbox, env, stdio: "ignore", detached: true });
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const trying = statSync(join(folder, FILES.trying), { throwIfNoEntry: false });
      if (!trying || !child.pid || Date.now() - trying.mtimeMs < STALL_MS) return;
      process.kill(-child.pid, "SIGKILL");
      clearInterval(watch);
      resolve("stalled");
    }, 1_000);
    child.once("exit", () => {
      clearInterval(watch);
      resolve("ended");
    });
  });
}
