/** Loaded into the processes that tests start: leaves behind which mutants' code they ran. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

process.on("exit", () => {
  const hits = globalThis.__stryker__?.mutantCoverage?.static;
  if (hits) writeFileSync(join(process.env.MUTATION_COVERAGE, `${process.pid}.json`), JSON.stringify(hits));
});
