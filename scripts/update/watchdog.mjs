/**
 * A thread of the process of isolated-child.ts, which runs while the main one is in a loop: ends the process if its
 * parent has gone. Plain JavaScript: a thread has no loader for TypeScript.
 */
import { workerData as parent } from "node:worker_threads";

setInterval(() => {
  if (!isRunning(parent)) process.kill(process.pid, "SIGKILL");
}, 100);

/** On Windows a process keeps the number of a parent that has ended. */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return process.ppid === pid;
  } catch {
    return false;
  }
}
