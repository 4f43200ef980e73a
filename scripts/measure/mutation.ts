/**
 * `npm run measure:mutation -- ROOM`: changes the code of a room (a folder or file of src/ or scripts/) in many
 * places, one at a time, and prints each change that the room's fast tests don't notice. `FILE:FROM-TO` changes
 * only those lines. `--sample N` makes N of the changes, chosen at random by `--seed`. `--quick` takes
 * those for unnoticed that one process doesn't decide, such as what runs on import alone.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ADDITIONAL_MUTATORS, type Mutator } from "./mutation/mutators.ts";
import { killInOneProcess, type Planner } from "./mutation/planner.ts";
import { sampleOf } from "./mutation/sample.ts";
import { summarize, type Mutant, type Equivalent } from "./mutation/summarize.ts";
import { installTool } from "./tools.ts";

/** The last that runs on Node 20. */
const VERSION = "9.6.1";
const PACKAGES = ["core", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${VERSION}`);
/** A mutant may loop for ever. */
const TIMEOUT_MS = 20_000;
/** The machine may be busy. */
const TIMEOUT_FACTOR = 5;
const DRY_RUN_MINUTES = 60;

const root = join(import.meta.dirname, "../..");
const folder = "scripts/measure/mutation";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "installed-only": { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    quick: { type: "boolean", default: false },
  },
});

const sample = values.sample === undefined ? undefined : Number(values.sample);
let generated = 0;
const state = mkdtempSync(join(tmpdir(), "mutation-"));
process.on("exit", () => {
  rmSync(state, { recursive: true });
});

async function loadStryker(packages: string) {
  const at = (path: string) => join(packages, "node_modules/@stryker-mutator", path);
  // Stryker has no door for mutators of others, and none for a sample.
  const { allMutators } = (await import(at("instrumenter/dist/src/mutators/index.js"))) as {
    allMutators: Mutator[];
  };
  allMutators.push(...ADDITIONAL_MUTATORS);
  const { MutantTestPlanner } = (await import(at("core/dist/src/mutants/mutant-test-planner.js"))) as {
    MutantTestPlanner: { prototype: Planner };
  };
  const planner = MutantTestPlanner.prototype;
  const { makePlan } = planner;
  planner.makePlan = async function (mutants) {
    generated = mutants.length;
    const chosen = sample === undefined ? mutants : sampleOf(root, mutants, sample, values.seed);
    const statuses = await killInOneProcess(this, chosen, state);
    // Of a mutant that has a status, Stryker takes it for the result.
    const decided = chosen.map((mutant) => {
      const status = statuses.get(mutant.id) ?? mutant.status;
      return status === "Killed" || values.quick ? { ...mutant, status } : mutant;
    });
    return makePlan.call(this, decided);
  };
  const { Stryker } = (await import(at("core/dist/src/index.js"))) as {
    Stryker: new (options: object) => { runMutationTest(): Promise<Mutant[]> };
  };
  return { Stryker, plugin: at("vitest-runner/dist/src/index.js") };
}

async function mutate(room: string, packages: string): Promise<Mutant[]> {
  const { Stryker, plugin } = await loadStryker(packages);
  // The runner's process and its vitest.config.ts inherit it.
  process.env["MUTATED_ROOM"] = room;
  const stryker = new Stryker({
    mutate: [
      existsSync(join(root, room)) && statSync(join(root, room)).isDirectory() ? `${room}/**/*.ts` : room,
    ],
    plugins: [plugin],
    testRunner: "vitest",
    vitest: { configFile: `${folder}/vitest.config.ts`, related: false },
    coverageAnalysis: "perTest",
    concurrency: 1,
    timeoutMS: TIMEOUT_MS,
    timeoutFactor: TIMEOUT_FACTOR,
    dryRunTimeoutMinutes: DRY_RUN_MINUTES,
    reporters: ["progress-append-only"],
    tempDirName: ".mutation",
    logLevel: "warn",
    warnings: { slow: false },
  });
  return stryker.runMutationTest();
}

const packages = installTool(root, "stryker", PACKAGES, values["installed-only"]);
const [room = "", ...more] = positionals;
if (!packages) throw new Error(`${PACKAGES.join(" and ")} can't be installed.`);
if (more.length > 0 || !/^(src|scripts)\b/.test(room))
  throw new Error("Name one room: a folder or file of src/ or scripts/.");

process.chdir(root);
const equivalents = JSON.parse(readFileSync(join(root, folder, "equivalent.json"), "utf8")) as Equivalent[];
const areAll = sample === undefined && !/:\d/.test(room);
const { lines, survived } = summarize(root, await mutate(room, packages), equivalents, areAll);
if (sample !== undefined) lines.push(`a sample of ${generated} mutants, seed ${values.seed}`);
console.log(lines.join("\n"));
if (survived > 0) process.exitCode = 1;
