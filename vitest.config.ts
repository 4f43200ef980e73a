import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Recipes are written as users write them. */
const source = (path: string) => new URL(`./src/${path}`, import.meta.url).pathname;

/** Tests of what writes the package, and others that load the compiler. */
const PIPELINE = [
  "test/{api-reference,gate,generate,hostile,impact,oracle,package,pull,release,spec,tree,update,workflows}/**/*.test.ts",
  "test/{readme,client/bodies,client/parameters,measure/mutation,recipes/frameworks,recipes/keys}.test.ts",
];

export default defineConfig({
  resolve: {
    alias: {
      "venice-api-client/testing": source("testing.ts"),
      "venice-api-client": source("index.ts"),
    },
  },
  test: {
    globalSetup: "test/support/memory-folder.ts",
    exclude: ["test/bench/**", "**/node_modules/**"],
    // Only a test that hangs meets these: no limit of the runner decides over a result on a busy machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // A process for each core, and in it one file after another: what loads the compiler once has it warm.
    maxWorkers: availableParallelism(),
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "pipeline",
          include: PIPELINE,
          setupFiles: ["test/setup.ts", "test/support/memoize-pipeline.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "client",
          include: ["test/**/*.test.ts"],
          exclude: PIPELINE,
          setupFiles: ["test/setup.ts"],
          sequence: { groupOrder: 1 },
          // They wait for servers, timeouts and other processes more than they compute.
          maxWorkers: 2 * availableParallelism(),
        },
      },
    ],
  },
});
