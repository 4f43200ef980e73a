import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { LATE_OPTIMIZATION } from "../../scripts/spec/late-optimization.ts";

test("this Node knows the flag for late optimization", () => {
  expect(spawnSync(process.execPath, [LATE_OPTIMIZATION, "--eval", "0"]).status).toBe(0);
});
