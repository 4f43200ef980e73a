/**
 * How tests run on mutants: one process, nothing memoized, in the order that a plan gives, otherwise with the fault
 * table last, as it takes longest.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";
import { testsOf } from "./rooms.ts";
import { FILES } from "./try-mutants.ts";

const orderFile = join(process.env["MUTATION_STATE"] ?? "", FILES.order);
// Written by fresh.ts.
const order = existsSync(orderFile) ? (JSON.parse(readFileSync(orderFile, "utf8")) as string[]) : [];

class KillersFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      order.length > 0
        ? order.indexOf(relative(process.cwd(), moduleId))
        : Number(moduleId.includes("/faults/"));
    return Promise.resolve(files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? 1 : -1)));
  }
}

/** Without an order, Stryker or planner.ts ends what hangs. */
const TIMEOUT_MS = order.length > 0 ? 30_000 : 600_000;

const { include, exclude } = testsOf(process.env["MUTATED_ROOM"] ?? "");

export default defineConfig({
  test: {
    include,
    exclude,
    runner: "scripts/measure/mutation/try-mutants.ts",
    setupFiles: ["test/setup.ts", "scripts/measure/mutation/setup.ts"],
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: KillersFirst },
  },
});
