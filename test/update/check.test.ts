import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../scripts/update/check.ts";
import { generate } from "../../scripts/update/regenerate.ts";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import { run, withProjectForEachTest } from "../support/project-copy.ts";

let root: string;
withProjectForEachTest((copy) => (root = copy));

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
const appended = (path: string) => () => appendFileSync(join(root, path), " ");

const GENERATE = "npm run generate";
const RESTORE = "git checkout -- openapi/venice.yaml openapi/venice.lock.json";

type Case = [what: string, change: () => void, fixCommand: string, shown: RegExp];

const CASES: Case[] = [
  ...[
    "venice.d.ts",
    "spec.ts",
    "sample-create-api-key.ts",
    "validate-create-api-key.js",
    "validate-create-api-key.d.ts",
  ].map((name): Case => [
    `a byte more in ${name}`,
    appended(`generated/${name}`),
    GENERATE,
    new RegExp(`generated/${name}`),
  ]),
  ["a file more", () => writeFileSync(join(root, "generated/more.ts"), "1"), GENERATE, /generated\/more\.ts/],
  [
    "a file more in a folder",
    () => {
      mkdirSync(join(root, "generated/deep"));
      writeFileSync(join(root, "generated/deep/more.ts"), "1");
    },
    GENERATE,
    /generated\/deep\/more\.ts/,
  ],
  ["a file less", () => rmSync(join(root, "generated/spec.ts")), GENERATE, /\+export const SPEC_VERSION/],
  [
    "no generated files",
    () => rmSync(join(root, "generated"), { recursive: true }),
    GENERATE,
    /generated\/venice\.d\.ts/,
  ],
  ["a byte more in the snapshot", appended("openapi/venice.yaml"), RESTORE, /not what was pulled/],
  ["no snapshot", () => rmSync(join(root, "openapi/venice.yaml")), RESTORE, /not what was pulled/],
  [
    "no lock",
    () => rmSync(join(root, "openapi/venice.lock.json")),
    "git checkout -- openapi/venice.lock.json",
    /lock\.json is missing/,
  ],
  [
    "no snapshot and no lock",
    () => rmSync(join(root, "openapi"), { recursive: true }),
    "npm run spec:update",
    /no spec/,
  ],
  [
    "another version in the lock",
    () => edit("openapi/venice.lock.json", (lock) => lock.replace('"version": "2', '"version": "3')),
    GENERATE,
    /lock\.json was written by other/,
  ],
  [
    "another meaning in the lock",
    () => edit("openapi/venice.lock.json", (lock) => lock.replace(/"meaning": "./, '"meaning": "-')),
    GENERATE,
    /lock\.json was written by other/,
  ],
  [
    "another hash in the lock",
    () => edit("openapi/venice.lock.json", (lock) => lock.replace(/"sha256": "./, '"sha256": "-')),
    RESTORE,
    /not what was pulled/,
  ],
  [
    "another hash of a file in the lock",
    () => edit("openapi/venice.lock.json", (lock) => lock.replace(/spec\.ts": "./, 'spec.ts": "-')),
    GENERATE,
    /lock\.json was written by other/,
  ],
  ...["generate/render.ts", "gate/gate.ts", "spec/annotation.ts"].map((name): Case => [
    `another ${name} to generate with`,
    () => edit(`scripts/${name}`, (script) => `${script}\n`),
    GENERATE,
    /other scripts or generators/,
  ]),
  [
    "an update that was killed",
    () => {
      mkdirSync(join(root, ".spec-update"));
      writeFileSync(join(root, ".spec-update/journal.json"), '{"write":[],"remove":[]}');
    },
    GENERATE,
    /killed half-way/,
  ],
];

test("the committed files agree", async () => {
  expect(await check(root)).toEqual([]);
});

test.each(CASES)("%s is found, with the command that fixes it", async (_what, change, fixCommand, shown) => {
  change();
  const before = hashTree(root);
  const findings = await check(root);
  expect(findings.map((finding) => finding.fixCommand)).toEqual([fixCommand]);
  expect(findings[0]!.what).toMatch(shown);
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test.each(CASES.filter(([, , fixCommand]) => fixCommand === GENERATE))(
  "%s is fixed by generating",
  async (what, change) => {
    const before = hashTree(root);
    change();
    await generate(root);
    expect(await check(root)).toEqual([]);
    if (!what.endsWith("to generate with")) expect(changedPaths(before, hashTree(root))).toEqual([]);
  },
);

test("files generated from an edited snapshot are found after the snapshot is restored", async () => {
  const snapshot = readFileSync(join(root, "openapi/venice.yaml"), "utf8");
  edit("openapi/venice.yaml", (text) => text.replace("- LIFETIME", "- FOREVER"));
  await generate(root);
  expect((await check(root)).map(({ fixCommand }) => fixCommand)).toEqual([RESTORE]);
  writeFileSync(join(root, "openapi/venice.yaml"), snapshot);
  expect((await check(root)).map(({ fixCommand }) => fixCommand)).toEqual([GENERATE]);
});

test("a lock that is no JSON is refused with the command that restores it", async () => {
  writeFileSync(join(root, "openapi/venice.lock.json"), "{");
  await expect(check(root)).rejects.toThrow("git checkout -- openapi/venice.lock.json");
});

test("the finding of an edited file shows the edit", async () => {
  appendFileSync(join(root, "generated/spec.ts"), "// edited\n");
  expect((await check(root))[0]!.what).toContain("\n-// edited\n");
});

test("the command prints its findings, and fails", async () => {
  appendFileSync(join(root, "openapi/venice.yaml"), "# edited\n");
  const { code, stdout, stderr } = await run(root, "check").ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/not what was pulled[\s\S]*Fix it with: git checkout -- openapi\/venice\.yaml/);
});
