import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";

test("optimizeLate sets no flag that this Node doesn't know, which V8 would complain of on stderr", () => {
  const program = 'import { optimizeLate } from "./scripts/spec/late-optimization.ts"; optimizeLate();';
  const result = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
  expect([result.status, String(result.stderr)]).toEqual([0, ""]);
});

test.each([
  ["20.20.0", ["--interrupt-budget=400000"]],
  ["22.20.0", []],
  ["22.1.20.", []],
])("optimizeLate sets V8's flag on Node 20 alone: %s", async (node, flags) => {
  const { versions } = process;
  const set: string[] = [];
  vi.resetModules();
  vi.doMock("node:v8", () => ({ setFlagsFromString: (flag: string) => set.push(flag) }));
  const { optimizeLate } = await import("../../scripts/spec/late-optimization.ts");
  try {
    Object.defineProperty(process, "versions", { value: { ...versions, node } });
    optimizeLate();
  } finally {
    Object.defineProperty(process, "versions", { value: versions });
    vi.doUnmock("node:v8");
    vi.resetModules();
  }
  expect(set).toEqual(flags);
});
