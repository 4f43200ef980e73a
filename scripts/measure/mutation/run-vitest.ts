import { spawn, type ChildProcess } from "node:child_process";

/** Runs vitest in a folder with instrumented code, as the leader of a group of processes. */
export function startVitest(sandbox: string, env: Record<string, string>, args: string[]): ChildProcess {
  return spawn(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      "scripts/measure/mutation/vitest.config.ts",
      ...args,
    ],
    { cwd: sandbox, env: { ...process.env, ...env }, stdio: "ignore", detached: true },
  );
}

/** Ends it with the processes that it started. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid) process.kill(-pid, "SIGKILL");
}
