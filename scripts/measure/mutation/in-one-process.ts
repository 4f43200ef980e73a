/**
 * Loaded by Stryker in place of its vitest runner, which starts a worker and imports everything for each mutant.
 * Here one run of the tests tries all mutants (try-mutants.ts). Those that it doesn't kill are run as Stryker does.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KILLED, PLAN, type Hits } from "./try-mutants.ts";

interface Plugin {
  strykerPlugins: unknown[];
  strykerValidationSchema: unknown;
}

interface Runner {
  ctx: { provide(key: string, value: unknown): void };
  dryRun: (options: object) => Promise<{ mutantCoverage?: { static: Hits; perTest: Record<string, Hits> } }>;
  mutantRun: (options: { activeMutant: { id: string } }) => Promise<object>;
  run: (options: object) => Promise<unknown>;
}

// Set by mutation.ts. The folder outlives this process, which Stryker restarts now and then.
const { MUTATION_PACKAGES: packages = "", MUTATION_STATE: state = "" } = process.env;
const path = (name: string) => join(state, name);
const readState = (name: string) => JSON.parse(readFileSync(path(name), "utf8")) as unknown;

const plugin = (await import(join(packages, "index.js"))) as Plugin;
const { VitestTestRunner } = (await import(join(packages, "vitest-test-runner.js"))) as {
  VitestTestRunner: { prototype: Runner };
};
const runner = VitestTestRunner.prototype;
const { dryRun, mutantRun } = runner;

runner.dryRun = async function (options) {
  const result = await dryRun.call(this, options);
  const coverage = result.mutantCoverage;
  // What runs on import can't be switched on later.
  const plan = Object.entries(coverage?.perTest ?? {}).map(([test, hits]) => [
    test,
    Object.fromEntries(Object.entries(hits).filter(([id]) => !coverage?.static[id])),
  ]);
  writeFileSync(path("coverage.json"), JSON.stringify(Object.fromEntries(plan)));
  return result;
};

runner.mutantRun = async function (options) {
  if (!existsSync(path(KILLED))) await tryMutants(this);
  const killers = readState(KILLED) as Record<string, string>;
  const killer = killers[options.activeMutant.id];
  if (killer === undefined) return mutantRun.call(this, options);
  return { status: "killed", killedBy: [killer], failureMessage: "", nrOfTests: 1 };
};

async function tryMutants(runner: Runner): Promise<void> {
  const chosen = new Set(readState("chosen.json") as string[]);
  const plan = Object.entries(readState("coverage.json") as Record<string, Hits>).map(([test, hits]) => [
    test,
    Object.fromEntries(Object.entries(hits).filter(([id]) => chosen.has(id))),
  ]);
  writeFileSync(path(KILLED), "{}");
  writeFileSync(path(PLAN), JSON.stringify(Object.fromEntries(plan)));
  for (const [key, value] of Object.entries({
    mode: "mutant",
    mutantActivation: "runtime",
    activeMutant: "none",
  }))
    runner.ctx.provide(key, value);
  await runner.run({});
  rmSync(path(PLAN));
}

export const { strykerPlugins, strykerValidationSchema } = plugin;
