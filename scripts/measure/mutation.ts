/**
 * `npm run measure:mutation -- ROOM`: changes the code of a room in many places, one at a time, and prints each change
 * that the room's fast tests don't notice. A room is a folder or file of src/ or scripts/, or several as a glob, which
 * the shell must not expand: `'src/*.ts'`, `'scripts/gate/{names,shape}.ts'`. `FILE:FROM-TO` changes only those lines.
 * `--sample N` makes N of the changes, chosen at random by `--seed`. One process tries most changes, then a process of
 * its own each of those that are left; with `--quick` only of those that run on import, which can't be made later.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ADDITIONAL_MUTATORS, type Mutator } from "./mutation/mutators.ts";
import { decideAll, type Planner } from "./mutation/planner.ts";
import { sampleOf } from "./mutation/sample.ts";
import { readProject, summarize, type Mutant, type Equivalent } from "./mutation/summarize.ts";
import { installTool } from "./tools.ts";

/** The last that runs on Node 20. */
const VERSION = "9.6.1";
const PACKAGES = ["core", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${VERSION}`);
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
const project = readProject(root, ["src", "scripts"]);
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
    // Of a mutant that has a status, Stryker takes it for the result.
    return makePlan.call(
      this,
      await decideAll(this, chosen, { folder: state, project, isQuick: values.quick }),
    );
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
const { lines, survived } = summarize(project, await mutate(room, packages), equivalents, areAll);
if (sample !== undefined) lines.push(`a sample of ${generated} mutants, seed ${values.seed}`);
console.log(lines.join("\n"));
if (survived > 0) process.exitCode = 1;
