import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { commit, isInterrupted, withTree } from "../../scripts/tree/transaction.ts";
import { identify } from "../../scripts/tree/one-at-a-time.ts";
import { hashTree } from "../support/project-copy.ts";

const OLD = { "a.txt": "old", "deep/b.txt": "old", "gone.txt": "old" };
const NEW = { "a.txt": "new", "deep/b.txt": "new", "deep/er/c.txt": "new" };

const REPOSITORY = resolve(import.meta.dirname, "../..");

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tree-"));
  write(OLD);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const take = () =>
  withTree(root, () => {
    commit(root, NEW, ["gone.txt"]);
    return Promise.resolve();
  });
const paths = () => Object.keys(hashTree(root));
const contents = () => paths().map((path) => `${path}: ${readFileSync(join(root, path), "utf8")}`);
const ALL_OLD = ["a.txt: old", "deep/b.txt: old", "gone.txt: old"];
const ALL_NEW = ["a.txt: new", "deep/b.txt: new", "deep/er/c.txt: new"];

test("every file is written or removed, and nothing else is left", async () => {
  await take();
  expect(contents()).toEqual(ALL_NEW);
  expect(existsSync(join(root, ".spec-update"))).toBe(false);
});

test("a run that fails leaves every file, and lets the next one begin", async () => {
  await expect(withTree(root, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(contents()).toEqual(ALL_OLD);
  await take();
  expect(contents()).toEqual(ALL_NEW);
});

const CHANGES = ["renameSync", "writeFileSync", "rmSync", "mkdirSync", "linkSync", "rmdirSync"] as const;
const REAL = Object.fromEntries(CHANGES.map((name) => [name, fs[name]]));

/** Takes the new tree in a process that dies at its n-th change of the file system. False where it lived on. */
async function takeUntilKilled(at: number): Promise<boolean> {
  let changes = 0;
  for (const name of CHANGES) {
    const change = (...args: unknown[]): unknown => {
      changes += 1;
      // The dead change nothing any more, whatever is still to be cleaned up.
      if (changes >= at) throw new Error("killed");
      return Reflect.apply(REAL[name]!, fs, args);
    };
    Object.assign(fs, { [name]: change });
  }
  syncBuiltinESMExports();
  await take().catch(() => undefined);
  Object.assign(fs, REAL);
  syncBuiltinESMExports();
  return changes >= at;
}

test("killed at any change, the next run leaves the tree all old or all new", async () => {
  const outcomes: string[] = [];
  for (let at = 1; await takeUntilKilled(at); at += 1) {
    // This process only plays dead.
    if (existsSync(join(root, ".spec-update/running.pid"))) hold("");
    await withTree(root, () => Promise.resolve());
    expect([ALL_OLD, ALL_NEW]).toContainEqual(contents());
    outcomes.push(contents().includes("a.txt: new") ? "new" : "old");
    rmSync(root, { recursive: true });
    write(OLD);
  }
  // It turns over once, at the journal, with changes to be killed at before and after.
  expect(outcomes.join(" ")).toMatch(/^(old ){5,}(new ){5,}new$/);
});

test("a file that can't be moved leaves the journal, from which the next run goes on", async () => {
  let moves = 0;
  Object.assign(fs, {
    renameSync: (...args: Parameters<typeof fs.renameSync>) => {
      moves += 1;
      if (moves === 3) throw new Error("EACCES");
      fs.copyFileSync(...args);
      fs.unlinkSync(args[0]);
    },
  });
  syncBuiltinESMExports();
  await expect(take()).rejects.toThrow("EACCES");
  Object.assign(fs, REAL);
  syncBuiltinESMExports();
  expect(isInterrupted(root)).toBe(true);
  await withTree(root, () => Promise.resolve());
  expect(contents()).toEqual(ALL_NEW);
});

const hold = (identity: string) => write({ ".spec-update/running.pid": identity });

test("what a living process holds is refused by name, and left to it", async () => {
  hold(identify(process.ppid) ?? "");
  const before = hashTree(root);
  await expect(take()).rejects.toThrow(`Another update is running (process ${String(process.ppid)})`);
  expect(hashTree(root)).toEqual(before);
});

test("what a dead process held is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  hold(String(pid));
  await take();
  expect(contents()).toEqual(ALL_NEW);
});

test("of runs that begin at once, one goes on and the others are refused", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  hold(String(pid));
  const library = resolve(import.meta.dirname, "../../scripts/tree/transaction.ts");
  const script = `
    import { withTree } from ${JSON.stringify(pathToFileURL(library).href)};
    await withTree(process.env.ROOT, () => new Promise((resolve) => process.stdin.on("end", resolve).resume()));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const runs = [1, 2, 3].map(() =>
    spawn(process.execPath, args, { cwd: REPOSITORY, env: { ...process.env, ROOT: root } }),
  );
  const exits: (number | null)[] = [];
  const ends = runs.map((run) => once(run, "exit").then(() => exits.push(run.exitCode)));
  // The one that goes on lasts until its input ends.
  await vi.waitUntil(() => exits.length === 2, { timeout: 20_000 });
  for (const run of runs) run.stdin.end();
  await Promise.all(ends);
  expect(exits).toEqual([1, 1, 0]);
});
