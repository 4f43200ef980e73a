/** Lets one process at a time change the tree, and takes over from one that was killed. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../spec/refusal.ts";

/** Takes the lock file `holder`; what it returns gives it back. @throws {@link Refusal} while another has it */
export function acquire(holder: string): () => void {
  const mine = `${holder}.${process.pid}`;
  mkdirSync(dirname(holder), { recursive: true });
  // One of the same number may have died before us, and left it linked to what it held.
  rmSync(mine, { force: true });
  // Written aside and then linked, so that nobody ever reads a lock that doesn't yet say whose it is.
  writeFileSync(mine, identify(process.pid) ?? "");
  try {
    if (!isTaken(mine, holder)) {
      evictDead(holder, `${mine}.dead`);
      if (!isTaken(mine, holder))
        throw new Refusal("Another update has just begun: run this again after it.");
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(holder, { force: true });
}

function isTaken(mine: string, holder: string): boolean {
  try {
    linkSync(mine, holder);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moved away before it is judged: two that find the same dead holder can't both remove it. */
function evictDead(holder: string, aside: string): void {
  try {
    refuseAlive(readFileSync(holder, "utf8"), holder);
    renameSync(holder, aside);
  } catch (error) {
    // Given back in between: it is there to be taken.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  const moved = readFileSync(aside, "utf8");
  // Somebody else was quicker, and this is theirs.
  if (isAlive(moved)) renameSync(aside, holder);
  else rmSync(aside);
}

function refuseAlive(identity: string, holder: string): void {
  if (!isAlive(identity)) return;
  const [pid] = identity.split(" ");
  throw new Refusal(
    `Another update is running (process ${pid ?? ""}): wait for it. If it is none, delete ${holder}.`,
  );
}

function isAlive(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && identify(pid) === identity;
}

/** A process, and where the system tells it since when it runs, as numbers are used again; `undefined` if it is dead. */
export function identify(pid: number): string | undefined {
  const [state, ...rest] = processState(pid);
  // A killed process keeps its number until its parent has asked for it: it is dead all the same.
  if (state === "Z" || state === "X") return undefined;
  if (state !== undefined) return `${pid} ${rest[STARTED] ?? ""}`;
  return answers(pid) ? String(pid) : undefined;
}

/** Place of the start time among what follows the state in Linux's /proc/PID/stat. */
const STARTED = 18;

function processState(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it stands in brackets, and may hold any character.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
