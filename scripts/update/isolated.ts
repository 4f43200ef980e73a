/** The preparation of an update in a process of its own: a small publication may be made to take a machine. */
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { currentWork, reportWork } from "../spec/progress.ts";
import { Refusal, toInterruption } from "../spec/refusal.ts";
import type { Lock } from "../tree/lock.ts";
import type { Prepared, PrepareOptions, Publication } from "./prepare.ts";
import type { Identity, UpdateOptions } from "./result.ts";

/** The real spec takes 5 s and 0.5 GB on two cores. */
const MAX_HEAP_MB = 1_000;

/** The process sends it to itself once its processor time is used up. Unlike SIGXCPU it leaves no core file. */
export const CPU_LIMIT_SIGNAL = "SIGVTALRM";
/** Windows has no such signal. */
const HAS_CPU_LIMIT = process.platform !== "win32";
/** A busy machine may take this many times as long as an idle one, where a process that computes has a core. */
const MAX_WALL_TIME = HAS_CPU_LIMIT ? 3 : 1;

interface Limits {
  cpuMs: number;
  wallMs: number;
  heapMb: number;
}

/** `signal` stops the process; its reason is what the preparation then rejects with. */
type IsolatedOptions = PrepareOptions & Pick<UpdateOptions, "signal"> & { maxMs: number };

/** What the process is given. */
export interface Task {
  root: string;
  lock: Lock | undefined;
  publication: Publication;
  options: PrepareOptions;
}

/** What it answers. */
export type Answer =
  { work: string } | { read: Identity } | { prepared: Prepared } | { refusal: string } | { error: Error };

/**
 * As prepareUpdate of prepare.ts. `maxMs` is processor time: how long it takes on an idle machine.
 * @throws {@link Refusal} also if a limit was met
 */
export async function prepareUpdate(
  root: string,
  lock: Lock | undefined,
  publication: Publication,
  { allowDowngrade, allowRemovals, allowServerChange, signal, maxMs }: IsolatedOptions,
  onRead: (to: Identity) => void,
  { wallMs = maxMs * MAX_WALL_TIME, heapMb = MAX_HEAP_MB }: Partial<Pick<Limits, "wallMs" | "heapMb">> = {},
): Promise<Prepared> {
  const cpuMs = Math.max(1, Math.floor(maxMs));
  const limits: Limits = { cpuMs, wallMs: Math.max(1, Math.floor(wallMs)), heapMb };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  signal?.throwIfAborted();
  reportWork("starting a process");
  const child = fork(fileURLToPath(new URL("./isolated-child.ts", import.meta.url)), [String(cpuMs)], {
    // The compiler looks for type packages from there.
    cwd: root,
    execArgv: ["--import", tsx, `--max-old-space-size=${heapMb}`],
    // So that bytes stay bytes and errors stay errors.
    serialization: "advanced",
    // What V8 prints when it runs out of memory tells nobody anything.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout: limits.wallMs,
    killSignal: "SIGKILL",
  });
  try {
    return await new Promise((resolve, reject) => {
      child.on("message", (answer: Answer) => {
        if ("work" in answer) reportWork(answer.work);
        else if ("read" in answer) onRead(answer.read);
        else if ("prepared" in answer) resolve(answer.prepared);
        else reject("refusal" in answer ? new Refusal(...answer.refusal.split("\n")) : answer.error);
      });
      child.on("error", reject);
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      child.on("exit", (code, signal) => reject(toExitError(code, signal, child.killed, limits)));
      const task: Task = {
        root,
        lock,
        publication,
        options: { allowDowngrade, allowRemovals, allowServerChange },
      };
      // If the process has ended already, its exit says why.
      child.send(task, () => {});
    });
  } finally {
    child.kill("SIGKILL");
  }
}

/** Why the process ended without an answer. `isTimedOut`: this process killed it. */
function toExitError(
  code: number | null,
  signal: string | null,
  isTimedOut: boolean,
  { cpuMs, wallMs, heapMb }: Limits,
): Error {
  // From the keyboard it reaches the whole group of processes, and the child may be the first to end.
  if (signal === "SIGINT" || signal === "SIGTERM") return toInterruption(signal);
  const stopped = `it was stopped while ${currentWork()}`;
  if (signal === CPU_LIMIT_SIGNAL)
    return new Refusal(
      `the source takes more than ${toSeconds(cpuMs)} s of a processor to judge: ${stopped}`,
    );
  if (signal === "SIGKILL" && isTimedOut)
    return new Refusal(
      `the source takes more than ${toSeconds(wallMs)} s to judge: ${stopped}. ` +
        "If this machine was busy, run this again later.",
    );
  // V8 aborts if it runs out of memory, which some systems report as a code.
  if (signal === "SIGABRT" || code === 134)
    return new Refusal(`the source takes more than ${heapMb} MB of memory to judge: ${stopped}`);
  if (signal === "SIGKILL")
    return new Refusal(
      `the system ended the process that judges the source, while ${currentWork()}: did it run out of memory?`,
    );
  return new Error(`the process that judges the source ended with ${signal ?? code}`);
}

function toSeconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
