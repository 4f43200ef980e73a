/** The program of the process that isolated.ts starts. */
import { Worker } from "node:worker_threads";
import { optimizeLate } from "../spec/late-optimization.ts";
import { listenToWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import type { Answer, Task } from "./isolated.ts";
import { prepareUpdate } from "./prepare.ts";

optimizeLate();

// Without Node's own arguments, such as the loader for TypeScript, which could wait for this thread.
const watchdog = { workerData: process.ppid, execArgv: [], env: {} };
new Worker(new URL("./watchdog.mjs", import.meta.url), watchdog).unref();

const answer = (message: Answer) => process.send?.(message);

// The parent has ended.
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
