import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { packOnce, ROOT } from "./packed.ts";

const packed = packOnce();
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** All that a program prints, so that a failure shows it. */
function node(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return stdout + stderr;
}

describe("a consumer's service compiles, library checks on, and runs", () => {
  beforeAll(() => {
    cpSync(join(ROOT, "test/consumers"), packed().directory, { recursive: true });
    for (const types of ["@types/node", "undici-types"])
      cpSync(join(ROOT, "node_modules", types), join(packed().directory, "node_modules", types), {
        recursive: true,
      });
  });

  test.each([
    ["esm", "as ESM under nodenext"],
    ["cjs", "as CommonJS under nodenext"],
    ["bundler", "under a bundler's resolution"],
    ["node10", "as CommonJS under node10"],
  ])("%s: %s", (kind) => {
    const directory = join(packed().directory, kind);
    cpSync(join(packed().directory, "service.ts"), join(directory, "service.ts"));
    expect(node(TSC, "-p", directory)).toBe("");
    expect(node(join(directory, "service.js"))).toBe("INFERENCE VeniceApiError 503 unknown string\n");
  });
});
