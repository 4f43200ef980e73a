/**
 * A thread of the process of isolated-child.ts, which runs while the main one is in a loop. Ends the process if it
 * has used up its processor time, or if its parent has gone. Plain CommonJS: a thread has no loader for TypeScript.
 */
const { workerData } = require("node:worker_threads");

setInterval(() => {
  if (!isRunning(workerData.parent)) process.kill(process.pid, "SIGKILL");
  const { user, system } = process.cpuUsage();
  if ((user + system) / 1_000 > workerData.maxCpuMs) process.kill(process.pid, workerData.signal);
}, 100);

/** On Windows a process keeps the number of a parent that has ended. */
function isRunning(parent) {
  try {
    process.kill(parent, 0);
    return process.ppid === parent;
  } catch {
    return false;
  }
}
