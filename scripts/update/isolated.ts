/** Prepares an update in another process: even a small publication may take unlimited time or memory. */
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

/** `signal` stops the process; the preparation then rejects with its reason. */
type IsolatedOptions = PrepareOptions & Pick<UpdateOptions, "signal"> & { maxMs: number };

/** The message to the process. */
export interface Task {
  root: string;
  lock: Lock | undefined;
  publication: Publication;
  options: PrepareOptions;
}

/** The messages from the process. */
export type Answer =
  { work: string } | { read: Identity } | { prepared: Prepared } | { refusal: string } | { error: Error };

/**
 * Like prepareUpdate of prepare.ts, within `maxMs`.
 * @throws {@link Refusal} also if it takes too much time or memory
 */
export async function prepareUpdate(
  root: string,
  lock: Lock | undefined,
  publication: Publication,
  { allowDowngrade, allowRemovals, allowServerChange, signal, maxMs }: IsolatedOptions,
  onRead: (to: Identity) => void,
  heapMb = MAX_HEAP_MB,
): Promise<Prepared> {
  // The pull may have used all of it, and 0 would be no limit.
  const timeout = Math.max(1, Math.floor(maxMs));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  signal?.throwIfAborted();
  reportWork("starting a process");
  const child = fork(fileURLToPath(new URL("./isolated-child.ts", import.meta.url)), {
    // The compiler looks for type packages from there.
    cwd: root,
    execArgv: ["--import", tsx, `--max-old-space-size=${heapMb}`],
    // So that bytes stay bytes and errors stay errors.
    serialization: "advanced",
    // V8's output when it runs out of memory helps nobody.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout,
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
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      child.on("exit", (code, signal) => reject(toExitError(code, signal, child.killed, timeout, heapMb)));
      const task: Task = {
        root,
        lock,
        publication,
        options: { allowDowngrade, allowRemovals, allowServerChange },
      };
      // If the process has ended already, its exit code says why.
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
  timeoutMs: number,
  heapMb: number,
): Error {
  // A signal from the keyboard reaches all processes, and the child may be the first to end.
  if (signal === "SIGINT" || signal === "SIGTERM") return toInterruption(signal);
  const stopped = `it was stopped while ${currentWork()}`;
  if (signal === "SIGKILL" && isTimedOut)
    return new Refusal(
      `the source takes more than ${(timeoutMs / 1000).toFixed(1)} s to judge: ${stopped}. ` +
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
