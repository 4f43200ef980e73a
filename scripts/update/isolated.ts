/** The preparation of an update in a process of its own: a small publication may be made to take a machine. */
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Refusal, toInterruption } from "../spec/refusal.ts";
import type { Lock } from "../tree/lock.ts";
import type { Prepared, PrepareOptions, Publication } from "./prepare.ts";
import type { Identity, UpdateOptions } from "./result.ts";

/** The real spec takes 5 s and 0.5 GB on two cores. */
const MAX_HEAP_MB = 1_000;

interface Limits {
  ms: number;
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
export type Answer = { read: Identity } | { prepared: Prepared } | { refusal: string } | { error: Error };

/** As prepareUpdate of prepare.ts. @throws {@link Refusal} also if a limit was met */
export async function prepareUpdate(
  root: string,
  lock: Lock | undefined,
  publication: Publication,
  { allowDowngrade, allowRemovals, allowServerChange, signal, maxMs }: IsolatedOptions,
  onRead: (to: Identity) => void,
  heapMb = MAX_HEAP_MB,
): Promise<Prepared> {
  const limits: Limits = { ms: Math.max(1, Math.floor(maxMs)), heapMb };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(new URL("./isolated-child.ts", import.meta.url)), {
    // The compiler looks for type packages from there.
    cwd: root,
    execArgv: ["--import", tsx, `--max-old-space-size=${heapMb}`],
    // So that bytes stay bytes and errors stay errors.
    serialization: "advanced",
    // What V8 prints when it runs out of memory tells nobody anything.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout: limits.ms,
    killSignal: "SIGKILL",
  });
  try {
    return await new Promise((resolve, reject) => {
      child.on("message", (answer: Answer) => {
        if ("read" in answer) onRead(answer.read);
        else if ("prepared" in answer) resolve(answer.prepared);
        else reject("refusal" in answer ? new Refusal(answer.refusal) : answer.error);
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
  { ms, heapMb }: Limits,
): Error {
  // From the keyboard it reaches the whole group of processes, and the child may be the first to end.
  if (signal === "SIGINT" || signal === "SIGTERM") return toInterruption(signal);
  if (signal === "SIGKILL" && isTimedOut)
    return new Refusal(`the source takes more than ${(ms / 1000).toFixed(1)} s to judge`);
  // V8 aborts if it runs out of memory, which some systems report as a code.
  if (signal === "SIGABRT" || code === 134)
    return new Refusal(`the source takes more than ${heapMb} MB of memory to judge`);
  if (signal === "SIGKILL")
    return new Refusal("the system ended the process that judges the source: did it run out of memory?");
  return new Error(`the process that judges the source ended with ${signal ?? code}`);
}
