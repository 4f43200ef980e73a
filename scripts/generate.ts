/** openapi/ → generated/, offline, the same bytes on every machine. */
import { generate } from "./lib/generate.ts";
import { projectRoot, runCommand } from "./lib/command.ts";

await runCommand(async () => {
  const { changed, corrected } = await generate(projectRoot());
  for (const { name, count } of corrected)
    console.log(`${name}: ${count} corrected${count === 0 ? " (nothing left to correct in this spec)" : ""}`);
  console.log(changed.length === 0 ? "generated/ is up to date" : `Written: ${changed.join(", ")}`);
});
