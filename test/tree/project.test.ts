import fs, { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../scripts/spec/hash.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { inputsHash } from "../../scripts/tree/inputs.ts";
import { DEFAULT_SOURCE, readLock, readPulledSnapshot, withLock } from "../../scripts/tree/lock.ts";
import {
  CHANGELOG,
  GENERATED,
  LOCK,
  readGenerated,
  readJson,
  readOptional,
  SNAPSHOT,
  staleFiles,
} from "../../scripts/tree/project.ts";

test.each([SNAPSHOT, LOCK, CHANGELOG])("%j is a file of the project", (path) => {
  expect(statSync(join(import.meta.dirname, "../..", path)).isFile()).toBe(true);
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "project-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const PULLED = { source: "https://a.example/", version: "1", sha256: sha256("bytes"), meaning: "m" };

describe("the hash of what decides the output", () => {
  const GENERATORS = ["openapi-typescript", "typescript", "prettier", "ajv", "yaml"];
  const versions = Object.fromEntries([...GENERATORS, "vitest"].map((name) => [name, "1.0.0"]));
  const writeVersions = (all: Record<string, string>) =>
    write(
      "package-lock.json",
      JSON.stringify({
        packages: Object.fromEntries(
          Object.entries(all).map(([name, version]) => [`node_modules/${name}`, { version }]),
        ),
      }),
    );
  const SCRIPTS = ["spec", "gate", "generate"].flatMap((room) =>
    ["a", "b"].map((name) => `scripts/${room}/${name}.ts`),
  );
  let before: string;
  beforeEach(() => {
    for (const path of [...SCRIPTS, "scripts/pull/a.ts"]) write(path, "1");
    writeVersions(versions);
    before = inputsHash(root, PULLED);
  });

  test.each(["sha256", "meaning", "version"])("changes with the snapshot's %s", (field) => {
    expect(inputsHash(root, { ...PULLED, [field]: "other" })).not.toBe(before);
  });

  test("distinguishes its parts", () => {
    expect(inputsHash(root, { ...PULLED, meaning: "ab", version: "c" })).not.toBe(
      inputsHash(root, { ...PULLED, meaning: "a", version: "bc" }),
    );
  });

  test.each(GENERATORS)("changes with the version of %s", (name) => {
    writeVersions({ ...versions, [name]: "1.0.1" });
    expect(inputsHash(root, PULLED)).not.toBe(before);
  });

  test("needs no version of a generator", () => {
    writeVersions({});
    expect(inputsHash(root, PULLED)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(SCRIPTS)("changes with the content and the name of %s", (path) => {
    write(path, "2");
    const withContent = inputsHash(root, PULLED);
    rmSync(join(root, path));
    write(`${path}.ts`, "1");
    expect(new Set([before, withContent, inputsHash(root, PULLED)]).size).toBe(3);
  });

  test("doesn't change with the order in which the system lists a folder", () => {
    const { readdirSync } = fs;
    const restore = () => {
      Object.assign(fs, { readdirSync });
      syncBuiltinESMExports();
    };
    onTestFinished(restore);
    // The one form that is called: a folder's names.
    Object.assign(fs, { readdirSync: (path: string) => readdirSync(path).sort().reverse() });
    syncBuiltinESMExports();
    expect(inputsHash(root, PULLED)).toBe(before);
  });

  test("doesn't change with other packages and other rooms", () => {
    write("scripts/pull/a.ts", "2");
    writeVersions({ ...versions, vitest: "2.0.0" });
    expect(inputsHash(root, PULLED)).toBe(before);
  });
});

describe("the lock", () => {
  const FILES = { "generated/a.ts": "a", "generated/b.ts": "b" };
  const LOCKED = {
    ...PULLED,
    generated: { inputs: "i", files: { "generated/a.ts": sha256("a"), "generated/b.ts": sha256("b") } },
  };

  test("has the hashes of the rendered files, and is read as it was written", () => {
    const files = withLock(PULLED, "i", FILES);
    expect(files).toEqual({ ...FILES, [LOCK]: `${JSON.stringify(LOCKED, null, 2)}\n` });
    write(LOCK, files[LOCK] ?? "");
    expect(readLock(root)).toEqual(LOCKED);
  });

  test("is none before the first pull", () => {
    expect(readLock(root)).toBeUndefined();
  });

  test.each(["", "<<<<<<< ours", "[]", "null", '{"sha256": "a"}', '{"sha256": 1, "generated": {}}'])(
    "is refused if it holds %j",
    (content) => {
      write(LOCK, content);
      expect(() => readLock(root)).toThrow(Refusal);
      expect(() => readLock(root)).toThrow(
        "openapi/venice.lock.json can't be read: restore it with `git checkout -- openapi/venice.lock.json`.",
      );
    },
  );

  const RESTORE = "run git checkout -- openapi/venice.yaml openapi/venice.lock.json";

  test("lets its own snapshot be read", () => {
    write(SNAPSHOT, "bytes");
    expect(readPulledSnapshot(root, LOCKED).toString()).toBe("bytes");
  });

  test("refuses another snapshot", () => {
    write(SNAPSHOT, "edited");
    const message = `${SNAPSHOT} is not what was pulled, as its lock has another hash: ${RESTORE}`;
    expect(() => readPulledSnapshot(root, LOCKED)).toThrow(new Refusal(message));
  });

  test("refuses a missing snapshot", () => {
    const message = `${SNAPSHOT} is missing, though the lock has its hash: ${RESTORE}`;
    expect(() => readPulledSnapshot(root, LOCKED)).toThrow(new Refusal(message));
  });

  test("of this project has the default source", () => {
    expect(readLock(join(import.meta.dirname, "../.."))?.source).toBe(DEFAULT_SOURCE);
  });
});

describe("a file of the project", () => {
  test("is read if it is there", () => {
    expect(readOptional(root, "a")).toBeUndefined();
    write("a", "b");
    expect(readOptional(root, "a")?.toString()).toBe("b");
  });

  test("that holds JSON is parsed", () => {
    write("package.json", '{"a": "ü"}');
    expect(readJson(root, "package.json")).toEqual({ a: "ü" });
  });

  test("that should hold JSON and doesn't is refused", () => {
    write("package.json", "<<<<<<< ours");
    const refusal = new Refusal("package.json is not JSON: does it hold conflict markers?");
    expect(() => readJson(root, "package.json")).toThrow(refusal);
  });

  test("that should hold JSON and is missing fails as the system says", () => {
    expect(() => readJson(root, "package.json")).toThrow(/^ENOENT/);
  });
});

describe("generated files", () => {
  test("are none without their folder", () => {
    expect(readGenerated(root)).toEqual({});
  });

  test("are read by path, in order, from all folders", () => {
    for (const name of ["b.ts", "a/c/d.ts", "a.ts"]) write(`${GENERATED}/${name}`, `ü ${name}`);
    expect(Object.entries(readGenerated(root))).toEqual([
      ["generated/a.ts", "ü a.ts"],
      ["generated/a/c/d.ts", "ü a/c/d.ts"],
      ["generated/b.ts", "ü b.ts"],
    ]);
  });

  test("are stale if they aren't rendered any more", () => {
    for (const name of ["a.ts", "b.ts"]) write(`${GENERATED}/${name}`, "");
    expect(staleFiles(root, { "generated/b.ts": "", "generated/c.ts": "" })).toEqual(["generated/a.ts"]);
  });
});
