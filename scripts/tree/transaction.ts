/**
 * Moves a set of files into the tree, all or none, whenever the process is killed: they are written aside, a
 * journal says that they are whole, then each is renamed into place. Whoever comes next finishes or forgets it.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "./project.ts";
import { acquire } from "./one-at-a-time.ts";

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
  const release = acquire(join(root, HOLDER));
  try {
    recover(root);
    return await work();
  } finally {
    // What a failure left half-way, such as a full disk, is for the next run to finish.
    if (!isInterrupted(root)) rmSync(join(root, STAGE), { recursive: true, force: true });
    release();
    removeIfEmpty(join(root, WORK));
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another run has begun in it, or has a journal to finish.
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
  const file = openSync(path, "w");
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
