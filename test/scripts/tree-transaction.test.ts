import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commit, isInterrupted, withTree } from "../../scripts/lib/tree-transaction.ts";
import { readTree } from "./project-copy.ts";

function makeTree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "venice-tree-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const OLD = { "generated/a": "old a", "generated/gone": "old", "openapi/b": "old b" };
const NEW = { "generated/a": "new a", "openapi/b": "new b", "openapi/c": "new c" };
const nothing = () => Promise.resolve();

test("files are written and removed together, and nothing else is left", async () => {
  const root = makeTree(OLD);
  await withTree(root, () => Promise.resolve().then(() => commit(root, NEW, ["generated/gone"])));
  expect(readTree(root)).toEqual(NEW);
  expect(existsSync(join(root, ".spec-update"))).toBe(false);
});

test.each([
  ["before the journal", { ".spec-update/new/generated/a": "new a" }, OLD],
  [
    "once the journal is there",
    {
      ".spec-update/journal.json": JSON.stringify({ write: Object.keys(NEW), remove: ["generated/gone"] }),
      ".spec-update/new/generated/a": "new a",
      ".spec-update/new/openapi/b": "new b",
      ".spec-update/new/openapi/c": "new c",
    },
    NEW,
  ],
  [
    "between two renames",
    {
      "generated/a": "new a",
      ".spec-update/journal.json": JSON.stringify({ write: Object.keys(NEW), remove: ["generated/gone"] }),
      ".spec-update/new/openapi/b": "new b",
      ".spec-update/new/openapi/c": "new c",
    },
    NEW,
  ],
])("a run that was killed %s is put right by the next", async (_when, left, want) => {
  const root = makeTree({ ...OLD, ...left });
  await withTree(root, nothing);
  expect(readTree(root)).toEqual(want);
});

test("work that fails before it commits changes nothing", async () => {
  const root = makeTree(OLD);
  await expect(withTree(root, () => Promise.reject(new Error("a gate")))).rejects.toThrow("a gate");
  expect(readTree(root)).toEqual(OLD);
});

test("a commit that fails half-way is finished by the next run", async () => {
  const root = makeTree({ ...OLD, extra: "a file where a folder should go" });
  const files = { ...NEW, "extra/d": "new d" };
  const work = () => Promise.resolve().then(() => commit(root, files, ["generated/gone"]));
  await expect(withTree(root, work)).rejects.toThrow("EEXIST");
  expect(isInterrupted(root)).toBe(true);
  rmSync(join(root, "extra"));
  await withTree(root, nothing);
  expect(readTree(root)).toEqual(files);
});
