import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { installPacked, pack, type Tarball } from "../../scripts/measure/pack.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A directory with the packed package installed in it, for the tests of one file. */
export interface Packed {
  directory: string;
  installed: string;
  tarball: Tarball;
}

export function packOnce(): () => Packed {
  let packed: Packed | undefined;
  beforeAll(() => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), "venice-packed-")));
    const tarball = pack(ROOT, directory);
    packed = { directory, tarball, installed: installPacked(tarball.path, ROOT, directory) };
  }, 120_000);
  afterAll(() => {
    if (packed) rmSync(packed.directory, { recursive: true, force: true });
  });
  return () => {
    if (!packed) throw new Error("packing failed: see the error of beforeAll");
    return packed;
  };
}
