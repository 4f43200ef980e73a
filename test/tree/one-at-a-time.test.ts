import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { acquire, processIdentity } from "../../scripts/tree/one-at-a-time.ts";

const WAIT = { timeout: 60_000 };

function lockFilePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "venice-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "running.pid");
}

test("a lock that is held is refused with its path and its owner's pid", () => {
  const lockFile = lockFilePath();
  const release = acquire(lockFile);
  expect(() => acquire(lockFile)).toThrow(
    `Another update is running (process ${String(process.pid)}): wait for it. If that is no update, delete ${lockFile}.`,
  );
  release();
  acquire(lockFile)();
});

test("a lock that was released leaves nothing behind", () => {
  const lockFile = lockFilePath();
  acquire(lockFile)();
  expect(readdirSync(join(lockFile, ".."))).toEqual([]);
});

test.each([
  ["of a process that has ended", "999999999 1"],
  ["of a process whose pid was reused", `${String(process.pid)} 1`],
  ["that is empty", ""],
  ["of process 0, which is none", "0"],
])("a lock %s is taken over", (_owner, identity) => {
  const lockFile = lockFilePath();
  writeFileSync(lockFile, identity);
  const release = acquire(lockFile);
  expect(readFileSync(lockFile, "utf8")).toMatch(new RegExp(`^${String(process.pid)}\\b`));
  release();
  expect(readdirSync(join(lockFile, ".."))).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "a lock of a killed process is taken over while it is still a zombie",
  async () => {
    const lockFile = lockFilePath();
    // The shell becomes the second `sleep`, which never waits for the first.
    const parent = spawn("sh", ["-c", "sleep 60 >/dev/null & echo $!; exec sleep 60"]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    writeFileSync(lockFile, processIdentity(pid) ?? "");
    // While it lives, this very text is a lock.
    expect(() => acquire(lockFile)).toThrow(`Another update is running (process ${String(pid)})`);
    // Until then, the shell itself might wait for the first.
    await expect.poll(() => readFileSync(`/proc/${String(parent.pid)}/comm`, "utf8"), WAIT).toBe("sleep\n");
    process.kill(pid, "SIGKILL");
    await expect.poll(() => readFileSync(`/proc/${String(pid)}/stat`, "utf8"), WAIT).toContain(") Z ");
    acquire(lockFile)();
  },
);

test("a lock that was removed by hand can be released", () => {
  const lockFile = lockFilePath();
  const release = acquire(lockFile);
  rmSync(lockFile);
  expect(release).not.toThrow();
});

test.runIf(process.platform === "linux")("a process is identified by its pid and its start time", () => {
  const sleep = spawn("sleep", ["60"]);
  onTestFinished(() => void sleep.kill());
  const { pid = 0 } = sleep;
  // The fields are counted by spaces, of which the name of `sleep` has none.
  const startTime = readFileSync(`/proc/${String(pid)}/stat`, "utf8").split(" ")[21];
  expect(processIdentity(pid)).toBe(`${String(pid)} ${String(startTime)}`);
});

test.each([
  ["another user's process", "EPERM"],
  ["a process of ours", undefined],
])("a lock of %s, on a system without /proc, is refused", (_owner, code) => {
  const lockFile = lockFilePath();
  const pid = 999_999_999;
  writeFileSync(lockFile, String(pid));
  const kill = vi.spyOn(process, "kill").mockImplementation(() => {
    if (code !== undefined) throw Object.assign(new Error(`kill ${code}`), { code });
    return true;
  });
  onTestFinished(() => kill.mockRestore());
  expect(() => acquire(lockFile)).toThrow(`Another update is running (process ${String(pid)})`);
});

/** Runs `meanwhile` once, right before the lock file is renamed. */
function beforeRename(meanwhile: () => void): void {
  const { renameSync } = fs;
  Object.assign(fs, {
    renameSync: (...args: Parameters<typeof renameSync>) => {
      restore();
      meanwhile();
      renameSync(...args);
    },
  });
  const restore = () => {
    Object.assign(fs, { renameSync });
    syncBuiltinESMExports();
  };
  syncBuiltinESMExports();
  onTestFinished(restore);
}

test("a stale lock that another process takes over first stays that process's", () => {
  const lockFile = lockFilePath();
  const quicker = processIdentity(process.ppid) ?? "";
  writeFileSync(lockFile, "999999999 1");
  beforeRename(() => writeFileSync(lockFile, quicker));
  expect(() => acquire(lockFile)).toThrow("Another update has just begun: run this again after it.");
  expect(readFileSync(lockFile, "utf8")).toBe(quicker);
  expect(readdirSync(join(lockFile, ".."))).toEqual(["running.pid"]);
});

test("a stale lock that another process removes first can be acquired", () => {
  const lockFile = lockFilePath();
  writeFileSync(lockFile, "999999999 1");
  beforeRename(() => rmSync(lockFile));
  acquire(lockFile)();
  expect(readdirSync(join(lockFile, ".."))).toEqual([]);
});
