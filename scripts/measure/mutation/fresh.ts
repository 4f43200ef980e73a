/** Tries a mutant in a process of its own, as one that runs on import can't be switched on later. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { killGroup, startVitest } from "./run-vitest.ts";
import { ACTIVE_MUTANT, FILES } from "./try-mutants.ts";

/** How the tests ended: if one failed, with its file. */
type Result = "passed" | "hung" | { failedIn: string };

/** Runs test files in that order, up to the first failure. */
export type RunTests = (files: string[], mutant?: string) => Promise<Result>;

/** Decides on one mutant after another; first with the tests that killed others of the same source file. */
export class FreshProcesses {
  readonly #run: RunTests;
  /** How many mutants of a source file a test file killed. */
  readonly #kills = new Map<string, number>();
  readonly #passesAlone = new Map<string, boolean>();

  constructor(run: RunTests) {
    this.#run = run;
  }

  countKill(source: string, testFile: string): void {
    this.#kills.set(`${source} ${testFile}`, this.#killsOf(source, testFile) + 1);
  }

  /** A test file kills if it fails twice, the second time alone, and passes alone without the mutant. */
  async decide(mutant: string, source: string, testFiles: string[]): Promise<string> {
    let files = [...testFiles].sort((a, b) => this.#killsOf(source, b) - this.#killsOf(source, a));
    while (files.length > 0) {
      const result = await this.#run(files, mutant);
      if (result === "passed") break;
      if (result === "hung") return "Timeout";
      const { failedIn } = result;
      if ((await this.#run([failedIn], mutant)) !== "passed" && (await this.#isGreenAlone(failedIn))) {
        this.countKill(source, failedIn);
        return "Killed";
      }
      files = files.filter((file) => file !== failedIn);
    }
    return "Survived";
  }

  #killsOf(source: string, testFile: string): number {
    return this.#kills.get(`${source} ${testFile}`) ?? 0;
  }

  async #isGreenAlone(file: string): Promise<boolean> {
    const isGreen = this.#passesAlone.get(file) ?? (await this.#run([file])) === "passed";
    this.#passesAlone.set(file, isGreen);
    return isGreen;
  }
}

/** A mutant may make a loop endless. The machine may be busy. */
const HANG_MS = 60_000;
const HANG_FACTOR = 10;

/** Runs them in a folder with instrumented code. `usualMs` is how long all of them take. */
export function testsIn(sandbox: string, usualMs: number): RunTests {
  return (files, mutant) => runTests(sandbox, files, HANG_MS + HANG_FACTOR * usualMs, mutant);
}

async function runTests(sandbox: string, files: string[], limit: number, mutant?: string): Promise<Result> {
  const state = mkdtempSync(join(tmpdir(), "mutation-fresh-"));
  const report = join(state, "report.json");
  writeFileSync(join(state, FILES.order), JSON.stringify(files));
  const env = { MUTATION_STATE: state, ...(mutant && { [ACTIVE_MUTANT]: mutant }) };
  const args = ["--bail=1", "--reporter=json", `--outputFile=${report}`, ...files];
  const vitest = startVitest(sandbox, env, args);
  const hasEnded = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      killGroup(vitest);
      resolve(false);
    }, limit);
    vitest.once("exit", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
  const failedIn = vitest.exitCode === 0 ? undefined : (findFailure(report, sandbox) ?? files[0]);
  rmSync(state, { recursive: true });
  if (!hasEnded) return "hung";
  return failedIn === undefined ? "passed" : { failedIn };
}

function findFailure(report: string, sandbox: string): string | undefined {
  // The process may have broken before it could write one.
  if (!existsSync(report)) return undefined;
  // As vitest's reporter writes it.
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: { name: string; status: string }[];
  };
  const failed = testResults.find(({ status }) => status === "failed");
  return failed && relative(sandbox, failed.name);
}
