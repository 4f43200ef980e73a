/** A runner of vitest that runs each test once for each mutant of the plan. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { TestRunner, type RunnerTestCase } from "vitest";

/** How often a test ran each mutant's code, by the mutant's id. */
export type Hits = Record<string, number>;

/** Files in the folder MUTATION_STATE: which mutants to try with which test, and which test killed which mutant. */
export const PLAN = "plan.json";
export const KILLED = "killed.json";

/** What one try of a test runs: the code as it is, or a mutant's id. */
type Step = string;
const ORIGINAL = "none";

type Outcome = "passed" | "failed" | "hung";

/** As Stryker limits loops. */
const HIT_LIMIT_FACTOR = 100;
const HANG_MS = 5_000;
// Some tests replace it.
const { setTimeout, clearTimeout } = globalThis;

// Stryker's own global of instrumented code.
const stryker = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {});

interface Switch {
  activeMutant?: string;
  hitCount?: number;
  hitLimit?: number;
}

/**
 * A mutant is killed if a test fails with it, passes without it and fails with it again: what one mutant leaves
 * behind in the process decides over no other.
 */
export function* killMutants(
  mutants: string[],
  kill: (mutant: string) => void,
  leaveOut: (mutant: string) => void,
): Generator<Step, void, Outcome> {
  if ((yield ORIGINAL) !== "passed") return;
  for (const mutant of mutants) {
    const first = yield mutant;
    if (first === "passed") continue;
    if (first === "hung") leaveOut(mutant);
    if ((yield ORIGINAL) !== "passed") return;
    if (first === "failed" && (yield mutant) === "failed") kill(mutant);
  }
}

export default class TryMutants extends TestRunner {
  readonly #state = process.env["MUTATION_STATE"] ?? "";
  readonly #plan = existsSync(join(this.#state, PLAN))
    ? (JSON.parse(readFileSync(join(this.#state, PLAN), "utf8")) as Record<string, Hits>)
    : undefined;
  readonly #done: Record<string, string> = this.#plan ? readKilled(this.#state) : {};
  readonly #leftOut = new Set<string>();
  #steps = killMutants(
    [],
    () => undefined,
    () => undefined,
  );
  #step: Step | undefined;
  #hits: Hits = {};
  #hung = false;

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    if (!this.#plan) return;
    const id = testId(test);
    this.#hits = this.#plan[id] ?? {};
    const mutants = test.concurrent
      ? []
      : Object.keys(this.#hits).filter((mutant) => !(mutant in this.#done) && !this.#leftOut.has(mutant));
    this.#steps = killMutants(
      mutants,
      (mutant) => (this.#done[mutant] = id),
      (mutant) => this.#leftOut.add(mutant),
    );
    this.#step = mutants.length > 0 ? (this.#steps.next("passed").value ?? undefined) : undefined;
    test.repeats = 3 * mutants.length;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    if (!this.#plan) return run();
    if (this.#step === undefined) return;
    this.#hung = false;
    activate(this.#step, this.#hits[this.#step] ?? 0);
    let timer;
    const hang = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#hung = true;
        resolve();
      }, HANG_MS);
    });
    try {
      await Promise.race([run(), hang]);
    } finally {
      clearTimeout(timer);
    }
  }

  onAfterRetryTask(test: RunnerTestCase): void {
    if (!this.#plan || !test.result) return;
    activate(ORIGINAL, 0);
    const outcome = this.#hung ? "hung" : test.result.state === "fail" ? "failed" : "passed";
    if (this.#step !== undefined) this.#step = this.#steps.next(outcome).value ?? undefined;
    test.result.state = "run";
    delete test.result.errors;
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    if (!this.#plan || !test.result) return;
    test.result.state = "pass";
    writeFileSync(join(this.#state, KILLED), JSON.stringify(this.#done));
  }
}

function readKilled(state: string): Record<string, string> {
  return JSON.parse(readFileSync(join(state, KILLED), "utf8")) as Record<string, string>;
}

function activate(mutant: Step, hits: number): void {
  // Processes that the test starts read it from there.
  process.env["__STRYKER_ACTIVE_MUTANT__"] = mutant;
  stryker.activeMutant = mutant;
  stryker.hitCount = 0;
  stryker.hitLimit = HIT_LIMIT_FACTOR * (hits + 1);
}

/** As Stryker makes it. */
function testId(test: RunnerTestCase): string {
  const names = [test.name];
  for (let { suite } = test; suite; suite = suite.suite) names.unshift(suite.name);
  return `${relative(process.cwd(), test.file.filepath)}#${names.join(" ").trim()}`;
}
