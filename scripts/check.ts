/** Proves that openapi/, its lock and generated/ agree; writes nothing. */
import { check } from "./update/check.ts";
import { projectRoot, runCommand } from "./command.ts";

await runCommand(async () => {
  const findings = await check(projectRoot());
  for (const { what, fixCommand } of findings) console.error(`${what}\n\nFix it with: ${fixCommand}`);
  if (findings.length > 0) process.exitCode = 1;
  else console.log("openapi/, its lock and generated/ agree.");
});
