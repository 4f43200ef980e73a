/**
 * A global setup: tests write to a folder in memory if the system has one. They copy and delete whole projects, and
 * ext4 takes the longer to make a file, the more were deleted within the last minutes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";
const NEEDED_BYTES = 2 ** 30;

export default function useMemoryFolder(): (() => void) | undefined {
  // Whoever has set it knows better, or is this very setup, which runs once for each of vitest's projects.
  if (process.env["TMPDIR"] !== undefined) return undefined;
  const folder = makeFolder();
  if (folder === undefined) return undefined;
  process.env["TMPDIR"] = folder;
  return () => {
    delete process.env["TMPDIR"];
    rmSync(folder, { recursive: true, force: true });
  };
}

/** A folder that has room and runs programs, if there is one. */
function makeFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize < NEEDED_BYTES) return undefined;
    const folder = mkdtempSync(join(IN_MEMORY, "tests-"));
    const program = join(folder, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    if (spawnSync(program).status === 0) return folder;
    rmSync(folder, { recursive: true });
  } catch {
    // There is no such folder, or it isn't ours.
  }
  return undefined;
}
