/**
 * A thread of isolated-child.ts's process, which still runs if the main thread is in a loop: ends the process if its
 * parent has ended. Plain JavaScript, as a thread has no loader for TypeScript.
 */
import { workerData as parent } from "node:worker_threads";

setInterval(() => {
  if (!isRunning(parent)) process.kill(process.pid, "SIGKILL");
}, 100);

/** On Windows, `process.ppid` stays the same after the parent has ended. */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return process.ppid === pid;
  } catch {
    return false;
  }
}
