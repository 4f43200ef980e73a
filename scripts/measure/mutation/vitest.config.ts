/** How tests run on mutants: one process, nothing memoized, the fault table last, as it takes longest. */
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";
import { testsOf } from "./rooms.ts";

class CheapestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => Number(moduleId.includes("/faults/"));
    return Promise.resolve(files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? 1 : -1)));
  }
}

const { include, exclude } = testsOf(process.env["MUTATED_ROOM"] ?? "");

export default defineConfig({
  test: {
    include,
    exclude,
    runner: "scripts/measure/mutation/try-mutants.ts",
    setupFiles: ["test/setup.ts", "scripts/measure/mutation/setup.ts"],
    // Stryker ends what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: CheapestFirst },
  },
});
