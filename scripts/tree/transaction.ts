/**
 * Moves a set of files into the tree, all or none, even if the process is killed: they are written to another folder,
 * a journal records that they are complete, then each is renamed into place. The next run finishes or discards what is
 * left.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Refusal } from "../spec/refusal.ts";
import type { Files } from "./project.ts";
import { acquire } from "./one-at-a-time.ts";

const WORK = ".spec-update";
const LOCK_FILE = join(WORK, "running.pid");
const STAGE = join(WORK, "new");
const JOURNAL = join(WORK, "journal.json");

interface Journal {
  /** Staged files, to be renamed into place. */
  write: string[];
  /** Files to be removed. */
  remove: string[];
}

/**
 * Runs `work` as the only process that changes the tree, after finishing what a killed run left.
 * @throws {@link Refusal} if another run is in progress, or if the system fails to read or write the tree
 */
export async function withTree<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await runAlone(root, work);
  } catch (error) {
    throw isSystemError(error) ? toTreeRefusal(root, error) : error;
  }
}

async function runAlone<T>(root: string, work: () => Promise<T>): Promise<T> {
  const release = acquire(join(root, LOCK_FILE));
  try {
    recover(root);
    return await work();
  } finally {
    // If a failure such as a full disk left it half-way, the next run finishes it.
    if (!isInterrupted(root)) rmSync(join(root, STAGE), { recursive: true, force: true });
    release();
    removeIfEmpty(join(root, WORK));
  }
}

/** Faults of the machine, such as a full disk or a read-only tree: no defects of the pipeline. */
const SYSTEM_ERRORS = new Set(
  "EACCES EPERM EROFS ENOSPC EDQUOT EIO EBUSY EXDEV EMFILE ENFILE EISDIR ENOTDIR ETXTBSY".split(" "),
);

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && SYSTEM_ERRORS.has(String(error.code));
}

function toTreeRefusal(root: string, { message }: Error): Refusal {
  const state = isInterrupted(root)
    ? "Part of the update is in place: once the cause is gone, run `npm run generate`, which finishes it."
    : "Nothing was changed.";
  return new Refusal(`The tree can't be read or written: ${message}. ${state}`);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another run uses it, or a journal is left in it.
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
  for (const path of [...journal.write, ...remove]) checkReplaceable(root, path);
  // From this rename on, the new tree is the valid one.
  renameSync(draft, join(root, JOURNAL));
  recover(root);
}

/** Throws before the first rename if one of the renames would fail. */
function checkReplaceable(root: string, path: string): void {
  if (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory())
    throw new Refusal(`${path} is a folder, but the update writes a file there: remove it`);
  let folder = dirname(join(root, path));
  while (!existsSync(folder)) folder = dirname(folder);
  accessSync(folder, constants.W_OK);
  if (statSync(folder).dev !== statSync(join(root, STAGE)).dev)
    throw new Refusal(`${folder} is on another file system than ${root}: files can't be renamed across`);
}

function recover(root: string): void {
  const journal = readText(join(root, JOURNAL));
  if (journal !== undefined) {
    // Only commit makes it, and by a rename, so it is complete.
    const { write, remove } = JSON.parse(journal) as Journal;
    for (const path of write) {
      const staged = join(root, STAGE, path);
      mkdirSync(dirname(join(root, path)), { recursive: true });
      // An earlier run has moved it if it isn't staged any more.
      if (existsSync(staged)) renameSync(staged, join(root, path));
    }
    for (const path of remove) rmSync(join(root, path), { force: true });
    rmSync(join(root, JOURNAL));
  }
  rmSync(join(root, STAGE), { recursive: true, force: true });
}

function writeDurably(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  try {
    // writeSync may write only a part.
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readText(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}
