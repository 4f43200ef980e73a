/** What runs in the process of isolated.ts. Its argument is the processor time that it may use, in ms. */
import { Worker } from "node:worker_threads";
import { listenToWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import { CPU_LIMIT_SIGNAL, type Answer, type Task } from "./isolated.ts";
import { prepareUpdate } from "./prepare.ts";

const limits = { maxCpuMs: Number(process.argv[2]), parent: process.ppid, signal: CPU_LIMIT_SIGNAL };
// Without the loader for TypeScript and whatever else Node was started with: it could wait for this thread.
const options = { workerData: limits, execArgv: [], env: {} };
new Worker(new URL("./watchdog.cjs", import.meta.url), options).unref();

const answer = (message: Answer) => process.send?.(message);

// Nobody is left to answer to.
process.once("disconnect", () => process.exit());

process.once("message", ({ root, lock, publication, options }: Task) => {
  listenToWork((work) => answer({ work }));
  prepareUpdate(root, lock, publication, options, (read) => answer({ read })).then(
    (prepared) => answer({ prepared }),
    (error: unknown) => {
      if (error instanceof Refusal) answer({ refusal: error.message });
      else answer({ error: error instanceof Error ? error : new Error(String(error)) });
    },
  );
});
