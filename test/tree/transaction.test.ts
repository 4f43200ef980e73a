import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commit, isInterrupted, withTree } from "../../scripts/tree/transaction.ts";
import { processIdentity } from "../../scripts/tree/one-at-a-time.ts";
import { hashTree } from "../support/hash-tree.ts";

const BEFORE = { "a.txt": "old", "deep/b.txt": "old", "gone.txt": "old" };
const AFTER = { "a.txt": "new", "deep/b.txt": "new", "deep/er/c.txt": "new" };

const REPOSITORY = resolve(import.meta.dirname, "../..");

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tree-"));
  write(BEFORE);
});
afterEach(() => {
  restoreFileSystem();
  rmSync(root, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const update = () =>
  withTree(root, () => {
    commit(root, AFTER, ["gone.txt"]);
    return Promise.resolve();
  });
const recoverOnly = () => withTree(root, () => Promise.resolve());
const contents = () =>
  Object.keys(hashTree(root)).map((path) => `${path}: ${readFileSync(join(root, path), "utf8")}`);
const ALL_OLD = ["a.txt: old", "deep/b.txt: old", "gone.txt: old"];
const ALL_NEW = ["a.txt: new", "deep/b.txt: new", "deep/er/c.txt: new"];

/** Every function of node:fs that changes a file system and isn't asynchronous. */
const CHANGES = Object.keys(fs).filter(
  (name) =>
    name.endsWith("Sync") &&
    !/^(?:exists|read|stat|lstat|fstat|statfs|access|realpath|opendir|glob)/.test(name),
);
type Operation = (...args: unknown[]) => unknown;
// node:fs is an object of functions; a test replaces them by name.
const system = fs as unknown as Record<string, Operation>;
const replaced = new Map<string, Operation>();

/** `replace` is handed each real function with its name, and returns what is called instead. */
function replaceFileSystem(names: string[], replace: (name: string, real: Operation) => Operation): void {
  for (const name of names) {
    const real = system[name]!;
    replaced.set(name, real);
    system[name] = replace(name, real);
  }
  syncBuiltinESMExports();
}
function restoreFileSystem(): void {
  for (const [name, real] of replaced) system[name] = real;
  replaced.clear();
  syncBuiltinESMExports();
}
const systemError = (code: string) => Object.assign(new Error(`${code}: as the system says`), { code });

/** Replaces one function so that its n-th call fails as the system would; later calls work. */
function failAt(name: string, at: number, code: string): void {
  let calls = 0;
  replaceFileSystem([name], (_name, real) => (...args) => {
    if (++calls === at) throw systemError(code);
    return real(...args);
  });
}

test("a transaction writes or removes every file, and leaves nothing else", async () => {
  await update();
  expect(contents()).toEqual(ALL_NEW);
  expect(existsSync(join(root, ".spec-update"))).toBe(false);
});

test("a file that already has its content is not touched", async () => {
  write({ "a.txt": AFTER["a.txt"] });
  const { ino } = fs.statSync(join(root, "a.txt"));
  await update();
  expect(fs.statSync(join(root, "a.txt")).ino).toBe(ino);
});

test("a run that fails leaves every file, and lets the next one begin", async () => {
  await expect(withTree(root, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(contents()).toEqual(ALL_OLD);
  await update();
  expect(contents()).toEqual(ALL_NEW);
});

/**
 * Updates in a process that dies at its n-th change of the file system; a write stops after half of its content.
 * Returns the change that killed it, or undefined if it finished.
 */
async function updateUntilKilled(at: number): Promise<string | undefined> {
  let changes = 0;
  let killedBy: string | undefined;
  replaceFileSystem(CHANGES, (name, real) => (...args) => {
    if (killedBy !== undefined) throw new Error("dead");
    if (++changes < at) return real(...args);
    killedBy = name;
    const [target, content, ...rest] = args;
    if (name === "writeFileSync" && typeof content === "string")
      real(target, content.slice(0, content.length / 2), ...rest);
    throw new Error("killed");
  });
  await update().catch(() => undefined);
  restoreFileSystem();
  return killedBy;
}

test("killed at any file operation, a transaction never leaves a mixture to the next run", async () => {
  const outcomes: string[] = [];
  const killers = new Set<string>();
  for (let at = 1; ; at += 1) {
    const killedBy = await updateUntilKilled(at);
    if (killedBy === undefined) break;
    killers.add(killedBy);
    // The process that was killed is this one, which goes on.
    if (existsSync(join(root, ".spec-update/running.pid"))) hold("");
    await recoverOnly();
    expect([ALL_OLD, ALL_NEW]).toContainEqual(contents());
    expect(existsSync(join(root, ".spec-update"))).toBe(false);
    outcomes.push(contents().includes("a.txt: new") ? "new" : "old");
    rmSync(root, { recursive: true });
    write(BEFORE);
  }
  // The old tree becomes the new one once, at the journal, with file operations before and after.
  expect(outcomes.join(" ")).toMatch(/^(old ){15,}(new ){5,}new$/);
  for (const name of [
    "openSync",
    "writeFileSync",
    "fsyncSync",
    "closeSync",
    "renameSync",
    "rmSync",
    "linkSync",
  ])
    expect(killers).toContain(name);
});

test("every file is on the disk before the journal says so", async () => {
  const log: string[] = [];
  const opened = new Map<unknown, string>();
  replaceFileSystem(["openSync", "fsyncSync", "renameSync"], (name, real) => (...args) => {
    const result = real(...args);
    if (name === "openSync") opened.set(result, String(args[0]));
    if (name === "fsyncSync") log.push(opened.get(args[0]) ?? "");
    if (name === "renameSync" && String(args[1]).endsWith("journal.json")) log.push("journal");
    return result;
  });
  await update();
  const staged = [...Object.keys(AFTER), "journal.json"].map((path) => join(root, ".spec-update/new", path));
  expect(log).toEqual([...staged, "journal"]);
});

describe("a tree that the system fails to write", () => {
  test.each([
    ["a folder that can't be created", "mkdirSync", 1, "EROFS"],
    ["a lock that can't be linked", "linkSync", 1, "EPERM"],
    ["a full disk at the second file", "writeFileSync", 3, "ENOSPC"],
    ["a disk that fails to sync", "fsyncSync", 2, "EIO"],
    ["a folder that can't be written", "accessSync", 2, "EACCES"],
    ["a journal that can't be moved", "renameSync", 1, "EBUSY"],
  ])("is refused with the system's reason, and nothing is changed: %s", async (_what, name, at, code) => {
    failAt(name, at, code);
    await expect(update()).rejects.toMatchObject({
      name: "Refusal",
      message: `The tree can't be read or written: ${code}: as the system says. Nothing was changed.`,
    });
    restoreFileSystem();
    expect(contents().filter((line) => !line.startsWith(".spec-update"))).toEqual(ALL_OLD);
    await update();
    expect(contents()).toEqual(ALL_NEW);
  });

  test("a move that fails leaves the journal, from which the next run goes on", async () => {
    failAt("renameSync", 3, "EBUSY");
    await expect(update()).rejects.toMatchObject({
      name: "Refusal",
      message: expect.stringMatching(/^The tree .*: EBUSY: .*run `npm run generate`/) as string,
    });
    restoreFileSystem();
    expect(isInterrupted(root)).toBe(true);
    await recoverOnly();
    expect(contents()).toEqual(ALL_NEW);
  });

  test("a folder in a file's place is refused before the first move", async () => {
    write({ "deep/er/c.txt/d": "old" });
    const before = hashTree(root);
    await expect(update()).rejects.toThrow("deep/er/c.txt is a folder, but the update writes a file there");
    expect(hashTree(root)).toEqual(before);
  });

  test("a folder of another file system is refused before the first move", async () => {
    replaceFileSystem(["statSync"], (_name, real) => (path, ...rest) => {
      // Stats of a path that exists.
      const stats = real(path, ...rest) as fs.Stats | undefined;
      return path === join(root, "deep") ? Object.assign(stats!, { dev: -1 }) : stats;
    });
    await expect(update()).rejects.toThrow(`${join(root, "deep")} is on another file system than ${root}`);
    restoreFileSystem();
    expect(contents()).toEqual(ALL_OLD);
  });

  test("a folder that a file can't be removed from is refused before the first move", async () => {
    write({ "other/gone.txt": "old" });
    replaceFileSystem(["accessSync"], (_name, real) => (path, ...rest) => {
      if (path === join(root, "other")) throw systemError("EACCES");
      return real(path, ...rest);
    });
    const removal = withTree(root, () => {
      commit(root, AFTER, ["other/gone.txt"]);
      return Promise.resolve();
    });
    await expect(removal).rejects.toThrow("EACCES: as the system says. Nothing was changed.");
    restoreFileSystem();
    expect(contents()).toEqual([...ALL_OLD, "other/gone.txt: old"]);
  });

  test("a defect stays a defect", async () => {
    const failure = withTree(root, () => Promise.reject(systemError("ERR_INVALID_ARG_TYPE")));
    await expect(failure).rejects.toMatchObject({ name: "Error" });
  });
});

const hold = (identity: string) => write({ ".spec-update/running.pid": identity });

test("a lock of a running process is refused with its pid, and stays", async () => {
  hold(processIdentity(process.ppid) ?? "");
  const before = hashTree(root);
  await expect(update()).rejects.toThrow(`Another update is running (process ${String(process.ppid)})`);
  expect(hashTree(root)).toEqual(before);
});

test("a lock of a process that has ended is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  hold(String(pid));
  await update();
  expect(contents()).toEqual(ALL_NEW);
});

test("one of several runs that begin at once goes on, and the others are refused", async () => {
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
