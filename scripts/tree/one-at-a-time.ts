/** Lets one process at a time change the tree, and takes over from one that was killed. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../spec/refusal.ts";

/** Creates the lock file; the returned function removes it. @throws {@link Refusal} if another process has it */
export function acquire(lockFile: string): () => void {
  const ownLockFile = `${lockFile}.${process.pid}`;
  mkdirSync(dirname(lockFile), { recursive: true });
  // A killed process with our pid may have left it as a hard link to its lock file.
  rmSync(ownLockFile, { force: true });
  // Written under another name and then linked: no process reads a lock file without its owner in it.
  writeFileSync(ownLockFile, processIdentity(process.pid) ?? "");
  try {
    removeStaleLock(lockFile, `${ownLockFile}.stale`);
    if (!tryLink(ownLockFile, lockFile))
      throw new Refusal("Another update has just begun: run this again after it.");
  } finally {
    rmSync(ownLockFile, { force: true });
  }
  return () => rmSync(lockFile, { force: true });
}

/** False if the lock file exists. */
function tryLink(ownLockFile: string, lockFile: string): boolean {
  try {
    linkSync(ownLockFile, lockFile);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Renames the file before it decides: of two processes that find the same stale lock, only one can remove it. */
function removeStaleLock(lockFile: string, movedFile: string): void {
  try {
    refuseRunning(readFileSync(lockFile, "utf8"), lockFile);
    renameSync(lockFile, movedFile);
  } catch (error) {
    // Removed by its owner in between.
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  // Another process replaced the stale lock before the rename, so this is its lock: give it back.
  if (isRunning(readFileSync(movedFile, "utf8"))) renameSync(movedFile, lockFile);
  else rmSync(movedFile);
}

function refuseRunning(identity: string, lockFile: string): void {
  if (!isRunning(identity)) return;
  const [pid] = identity.split(" ");
  throw new Refusal(
    `Another update is running (process ${pid ?? ""}): wait for it. If that is no update, delete ${lockFile}.`,
  );
}

function isRunning(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && processIdentity(pid) === identity;
}

/** The pid, on Linux with the start time, because pids are reused; `undefined` if the process has ended. */
export function processIdentity(pid: number): string | undefined {
  const [state, ...rest] = readProcessState(pid);
  // A zombie has ended, but keeps its pid until its parent waits for it.
  if (state === "Z" || state === "X") return undefined;
  if (state !== undefined) return `${pid} ${rest[START_TIME] ?? ""}`;
  return hasProcess(pid) ? String(pid) : undefined;
}

/** Index of the start time among the fields after the state in Linux's /proc/PID/stat. */
const START_TIME = 18;

function readProcessState(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before the state is in brackets and may have any character.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists, but belongs to another user.
    return hasCode(error, "EPERM");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
