/**
 * Stryker starts a worker and imports everything for each mutant. Here one run of the tests tries all mutants
 * (try-mutants.ts), and Stryker gets those that it doesn't kill.
 */
import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
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
    hasStaticCoverage: (mutantId: string) => boolean;
  };
  sandbox: { workingDirectory: string };
  makePlan: (mutants: Mutant[]) => Promise<unknown>;
}

/** A test that runs one mutant for so long hangs in a loop. */
const STALL_MS = 60_000;

/** The mutants, those that are killed with their status, which Stryker takes. */
export async function killInOneProcess(
  { testCoverage, sandbox }: Planner,
  mutants: Mutant[],
  folder: string,
): Promise<Mutant[]> {
  const { testsByMutantId, hitsByMutantId, hasStaticCoverage } = testCoverage;
  const hits = Object.fromEntries(hitsByMutantId);
  // What runs on import can't be switched on later.
  const tried = mutants.filter(({ id }) => !hasStaticCoverage.call(testCoverage, id));
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
    hasStaticCoverage.call(testCoverage, id)
      ? "runs on import"
      : leftOut.includes(id)
        ? "hangs"
        : testsByMutantId.has(id)
          ? "passes"
          : "isn't run";
  const rest = mutants.filter(({ id }) => !(id in killed));
  console.log(
    `${mutants.length - rest.length} of ${mutants.length} killed in one process; to be tried alone:`,
  );
  console.log(
    rest.flatMap((mutant) => show(process.cwd(), { ...mutant, status: statusOf(mutant) })).join("\n"),
  );
  return mutants.map((mutant) => {
    const killer = killed[mutant.id];
    return killer === undefined ? mutant : { ...mutant, status: "Killed", killedBy: [killer] };
  });
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
