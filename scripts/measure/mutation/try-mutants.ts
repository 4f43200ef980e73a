/** A runner of vitest that runs each test once for each mutant of the plan. Without a plan it is vitest's own. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { TestRunner, type RunnerTestCase } from "vitest";

/** Files in the folder MUTATION_STATE, which outlive a process that hangs; of one fresh process, only the order. */
export const FILES = { plan: "plan.json", state: "state.json", trying: "trying.txt", order: "order.json" };

/** The environment's variable by which Stryker switches a mutant on from the start. */
export const ACTIVE_MUTANT = "__STRYKER_ACTIVE_MUTANT__";

export interface Plan {
  /** The mutants to try with each test, by the test's id. */
  mutants: Record<string, string[]>;
  /** How often all tests together ran a mutant's code, by the mutant's id. */
  hits: Record<string, number>;
}

export interface State {
  /** The test that killed a mutant, by the mutant's id. */
  killed: Record<string, string>;
  /** Mutants that the process hung with. */
  leftOut: string[];
  /** Tests that have tried all their mutants. */
  done: string[];
}

/** What one try of a test runs: the code as it is, or a mutant's id. */
type Step = string;
const ORIGINAL = "none";

/** A test that hangs fails. */
type Outcome = "passed" | "failed";

/** Of a loop that a mutant made endless, so that it ends in time. */
const HIT_LIMIT_FACTOR = 10;
const MIN_HIT_LIMIT = 10_000;
/** A test hangs if it takes so long, and so many times as long as without a mutant. */
const HANG_MS = 5_000;
const HANG_FACTOR = 20;
// Some tests replace it.
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);

/** Stryker's own global of instrumented code. */
interface Switch {
  activeMutant?: string;
  hitCount?: number;
  hitLimit?: number;
}
const stryker = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {});

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

export function readState(folder: string): State {
  // Written below.
  return (readJson(join(folder, FILES.state)) as State | undefined) ?? { killed: {}, leftOut: [], done: [] };
}

/**
 * A mutant is killed if a test fails with it, passes without it and fails with it again: what one mutant leaves
 * behind in the process decides over no other.
 */
export function* killMutants(
  mutants: string[],
  kill: (mutant: string) => void,
): Generator<Step, void, Outcome> {
  if ((yield ORIGINAL) !== "passed") return;
  for (const mutant of mutants) {
    if ((yield mutant) === "passed") continue;
    if ((yield ORIGINAL) !== "passed") return;
    if ((yield mutant) === "failed") kill(mutant);
  }
}

export default class TryMutants extends TestRunner {
  readonly #folder = process.env["MUTATION_STATE"] ?? "";
  readonly #plan = readJson(join(this.#folder, FILES.plan)) as Plan | undefined;
  readonly #state = readState(this.#folder);
  #steps: Generator<Step, void, Outcome> | undefined;
  #step: Step | undefined;
  #originalMs = 0;
  #isHung = false;

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    if (!this.#plan) return;
    const { killed, leftOut, done } = this.#state;
    const id = testId(test);
    const isTried = test.concurrent === true || done.includes(id);
    const mutants = (isTried ? [] : (this.#plan.mutants[id] ?? [])).filter(
      (mutant) => !(mutant in killed) && !leftOut.includes(mutant),
    );
    this.#steps = killMutants(mutants, (mutant) => (killed[mutant] = id));
    this.#step = mutants.length > 0 ? this.#next("passed") : undefined;
    test.repeats = 3 * mutants.length;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    if (!this.#plan) return run();
    if (this.#step === undefined) return;
    this.#isHung = false;
    const hits = this.#plan.hits[this.#step] ?? 0;
    activate(this.#step, Math.max(MIN_HIT_LIMIT, HIT_LIMIT_FACTOR * hits));
    writeFileSync(join(this.#folder, FILES.trying), this.#step);
    const startedAt = now();
    let timer;
    const hang = new Promise<void>((resolve) => {
      timer = setTimeout(
        () => {
          this.#isHung = true;
          resolve();
        },
        Math.max(HANG_MS, HANG_FACTOR * this.#originalMs),
      );
    });
    try {
      await Promise.race([run(), hang]);
    } finally {
      clearTimeout(timer);
      if (this.#step === ORIGINAL) this.#originalMs = now() - startedAt;
    }
  }

  onAfterRetryTask({ result }: RunnerTestCase): void {
    if (!this.#plan || !result) return;
    const isEndless = Number(stryker.hitCount) > Number(stryker.hitLimit);
    activate(ORIGINAL, Infinity);
    const isFailed = this.#isHung || isEndless || result.state === "fail";
    if (this.#step !== undefined) this.#step = this.#next(isFailed ? "failed" : "passed");
    result.state = "run";
    delete result.errors;
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    if (!this.#plan || !test.result) return;
    test.result.state = "pass";
    const id = testId(test);
    if (id in this.#plan.mutants) this.#state.done.push(id);
    writeFileSync(join(this.#folder, FILES.state), JSON.stringify(this.#state));
  }

  #next(outcome: Outcome): Step | undefined {
    return this.#steps?.next(outcome).value ?? undefined;
  }
}

function activate(mutant: Step, hitLimit: number): void {
  // Processes that the test starts read it from there.
  process.env[ACTIVE_MUTANT] = mutant;
  Object.assign(stryker, { activeMutant: mutant, hitCount: 0, hitLimit });
}

/** As Stryker makes it. */
function testId(test: RunnerTestCase): string {
  const names = [test.name];
  for (let { suite } = test; suite; suite = suite.suite) names.unshift(suite.name);
  return `${relative(process.cwd(), test.file.filepath)}#${names.join(" ").trim()}`;
}
