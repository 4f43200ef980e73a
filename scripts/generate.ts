/** openapi/ → generated/, offline, the same bytes on every machine. */
import { optimizeLate } from "./spec/late-optimization.ts";
import { generate } from "./update/regenerate.ts";
import { projectRoot, runCommand } from "./command.ts";

optimizeLate();
await runCommand(async () => {
  const { changed, corrected } = await generate(projectRoot());
  for (const { name, count } of corrected)
    console.log(`${name}: ${count} corrected${count === 0 ? " (nothing left to correct in this spec)" : ""}`);
  console.log(changed.length === 0 ? "generated/ is up to date" : `Written: ${changed.join(", ")}`);
});
