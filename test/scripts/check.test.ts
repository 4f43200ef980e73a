import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../scripts/lib/check.ts";
import { generate } from "../../scripts/lib/generate.ts";
import { copyProject, readTree } from "./project-copy.ts";

const GENERATE = "npm run generate";
const CHECKOUT = "git checkout -- openapi/venice.yaml openapi/venice.lock.json";

function edit(root: string, path: string, change: (text: string) => string): void {
  const text = readFileSync(join(root, path), "utf8");
  const changed = change(text);
  if (changed === text) throw new Error(`the edit of ${path} changes nothing`);
  writeFileSync(join(root, path), changed);
}

const editor = (path: string, piece: string, by: string) => (root: string) =>
  edit(root, path, (text) => text.replace(piece, by));
const append = (path: string) => (root: string) => edit(root, path, (text) => `${text} `);
const remove = (path: string) => (root: string) => rmSync(join(root, path));
const add = (path: string) => (root: string) => writeFileSync(join(root, path), "");

test("a tree as it was committed agrees", async () => {
  expect(await check(copyProject())).toEqual([]);
});

test.each([
  [
    "a type that was edited",
    editor("generated/venice.d.ts", "interface", "interfaces"),
    "-export interfaces",
    GENERATE,
  ],
  ["a byte after a validator", append("generated/validate-create-api-key.js"), "@@", GENERATE],
  ["a version that was edited", editor("generated/spec.ts", "2026", "2027"), "2027", GENERATE],
  ["a generated file that is gone", remove("generated/spec.ts"), "+export const SPEC_VERSION", GENERATE],
  ["a file in generated/ that nothing makes", add("generated/extra.ts"), "extra.ts", GENERATE],
  [
    "another generator",
    editor("scripts/lib/normalize.ts", "null branches", "nulls"),
    "other scripts",
    GENERATE,
  ],
  ["a snapshot that was edited", append("openapi/venice.yaml"), "+sha256", CHECKOUT],
  ["a snapshot that is gone", remove("openapi/venice.yaml"), "+sha256", CHECKOUT],
  [
    "a lock with another hash",
    editor("openapi/venice.lock.json", '"sha256": "', '"sha256": "0'),
    "-sha256",
    CHECKOUT,
  ],
  [
    "a lock with another version",
    editor("openapi/venice.lock.json", '"version": "2', '"version": "1'),
    "other scripts",
    GENERATE,
  ],
])("%s is told, with the command that mends it", async (_what, spoil, told, mend) => {
  const root = copyProject();
  spoil(root);
  const before = readTree(root);
  const [finding] = await check(root);
  expect(finding?.what).toContain(told);
  expect(finding?.mend).toBe(mend);
  expect(readTree(root)).toEqual(before);
});

test.each([
  ["an edited type", append("generated/venice.d.ts")],
  ["a lock with another version", editor("openapi/venice.lock.json", '"version": "2', '"version": "1')],
  ["a lock with another meaning", editor("openapi/venice.lock.json", '"meaning": "', '"meaning": "0')],
  ["a file that nothing makes", add("generated/extra.ts")],
])("generating mends %s, to the byte", async (_what, spoil) => {
  const root = copyProject();
  const good = readTree(root);
  spoil(root);
  await generate(root);
  expect(readTree(root)).toEqual(good);
  expect(await check(root)).toEqual([]);
});
