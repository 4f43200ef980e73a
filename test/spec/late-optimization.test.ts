import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("optimizeLate sets no flag that this Node doesn't know, which V8 would complain of on stderr", () => {
  const program = 'import { optimizeLate } from "./scripts/spec/late-optimization.ts"; optimizeLate();';
  const result = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
  expect([result.status, String(result.stderr)]).toEqual([0, ""]);
});
