/** Pulls the spec and applies it, or prints why not: see CONTRIBUTING.md. */
import { projectRoot, runCommand } from "./command.ts";
import { toInterruption } from "./spec/refusal.ts";
import { runSpecUpdate } from "./update/command-line.ts";

await runCommand(async () => {
  process.exitCode = await runSpecUpdate(projectRoot(), {
    args: process.argv.slice(2),
    folder: callerFolder(),
    printLine: (line) => console.log(line),
    printError: (line) => console.error(line),
    signal: interruption(),
    isIsolated: true,
  });
});

/** The caller's folder: npm runs a script in the project's root, and passes on where it was started. */
function callerFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return script === "spec:update" && folder !== undefined ? folder : process.cwd();
}

/** Fires if the process is asked to end: by then nothing has been written, or all of it. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => controller.abort(toInterruption(name)));
  return controller.signal;
}
