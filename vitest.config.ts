import { defineConfig } from "vitest/config";

/** Recipes are written as users write them. */
const source = (path: string) => new URL(`./src/${path}`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: {
      "venice-api-client/testing": source("testing.ts"),
      "venice-api-client": source("index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "**/node_modules/**"],
    setupFiles: ["test/setup.ts"],
    // Only a test that hangs meets these: no limit of the runner decides over a result on a busy machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
