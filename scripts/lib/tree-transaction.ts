/**
 * Moves a set of files into the tree, all or none, whenever the process is killed: they are written aside, a
 * journal says that they are whole, then each is renamed into place. Whoever comes next finishes or forgets it.
 */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "./project.ts";
import { Refusal } from "./refusal.ts";

const WORK = ".spec-update";
const HOLDER = join(WORK, "running.pid");
const STAGE = join(WORK, "new");
const JOURNAL = join(WORK, "journal.json");

interface Journal {
  /** Staged files, to be renamed into place. */
  write: string[];
  /** Files to be removed. */
  remove: string[];
}

/** Runs `work` as the only one that changes the tree, after finishing what a killed run left. */
export async function withTree<T>(root: string, work: () => Promise<T>): Promise<T> {
  acquire(root);
  try {
    recover(root);
    return await work();
  } finally {
    release(root);
  }
}

/** Whether a killed run left the tree half-way: `npm run generate` finishes it. */
export function isInterrupted(root: string): boolean {
  return existsSync(join(root, JOURNAL));
}

/** Puts the files in place and removes the others, all or none. */
export function commit(root: string, files: Files, remove: string[] = []): void {
  const changed = Object.entries(files).filter(([path, content]) => readText(join(root, path)) !== content);
  for (const [path, content] of changed) writeDurably(join(root, STAGE, path), content);
  const journal: Journal = { write: changed.map(([path]) => path), remove };
  const draft = join(root, STAGE, "journal.json");
  writeDurably(draft, JSON.stringify(journal));
  // From this rename on the new tree is the one that counts.
  renameSync(draft, join(root, JOURNAL));
  recover(root);
}

function recover(root: string): void {
  const journal = readText(join(root, JOURNAL));
  if (journal !== undefined) {
    // Written by commit, whole or not at all.
    const { write, remove } = JSON.parse(journal) as Journal;
    for (const path of write) {
      const staged = join(root, STAGE, path);
      mkdirSync(dirname(join(root, path)), { recursive: true });
      // Where it isn't staged any more, a run before this one has moved it.
      if (existsSync(staged)) renameSync(staged, join(root, path));
    }
    for (const path of remove) rmSync(join(root, path), { force: true });
    rmSync(join(root, JOURNAL));
  }
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

function writeDurably(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flush: true });
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** @throws {@link Refusal} where another run holds the tree */
function acquire(root: string): void {
  const holder = join(root, HOLDER);
  const own = `${holder}.${String(process.pid)}`;
  mkdirSync(dirname(holder), { recursive: true });
  writeFileSync(own, String(process.pid));
  try {
    refuseWhileRunning(holder);
    discardStale(holder, `${own}.stale`);
    // A link comes with its content: nobody sees a holder without a process.
    linkSync(own, holder);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("Another update has just begun. Wait for it, then run this again.", { cause: error });
  } finally {
    rmSync(own, { force: true });
  }
}

function refuseWhileRunning(holder: string): void {
  const other = Number(readText(holder));
  if (!other || other === process.pid || !isAlive(other)) return;
  throw new Refusal(
    `Another update is running (process ${other}). Wait for it; if it is none, delete ${HOLDER}.`,
  );
}

/** Moved aside first, and looked at again: between the two, another run may have taken its place. */
function discardStale(holder: string, aside: string): void {
  if (!existsSync(holder)) return;
  renameSync(holder, aside);
  try {
    refuseWhileRunning(aside);
  } catch (error) {
    linkSync(aside, holder);
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Leaves the journal where a file couldn't be moved: the next run goes on from there. */
function release(root: string): void {
  if (!isInterrupted(root)) rmSync(join(root, STAGE), { recursive: true, force: true });
  rmSync(join(root, HOLDER), { force: true });
  try {
    rmdirSync(join(root, WORK));
  } catch {
    // What is left in it is the journal's, or another run's that has just begun.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
