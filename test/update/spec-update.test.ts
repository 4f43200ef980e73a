import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import {
  publication,
  run,
  SMALL_SPEC,
  SMALL_VERSION,
  writeSource,
  withProjectForEachTest,
} from "../support/project-copy.ts";

const NEXT = "20260203.040506";
const NEXT_SPEC = publication(NEXT, ["- LIFETIME\n", "- LIFETIME\n                    - DECADE\n"]);

let root: string;
withProjectForEachTest((copy) => (root = copy));

const update = (text: string, ...args: string[]) =>
  run(root, "spec-update", ["--source", writeSource(root, text), ...args]).ended;

test("--json prints exactly one object, of an update as the contract has it, and --report a reviewer's text", async () => {
  const { code, stdout, stderr } = await update(NEXT_SPEC, "--json", "--report", join(root, "report.md"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const result: unknown = JSON.parse(stdout);
  expect(Object.keys(result as object)).toEqual(["status", "reason", "from", "to", "impact", "operations"]);
  expect(result).toMatchObject({
    status: "updated",
    from: { version: SMALL_VERSION },
    to: { version: NEXT },
  });
  expect(readFileSync(join(root, "report.md"), "utf8")).toContain(NEXT);
});

test("without --json it says what a person wants to know", async () => {
  const { code, stdout } = await update(NEXT_SPEC, "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^updated: version .* was followed by .*\n {2}createApiKey request: /);
});

test("a refusal is one object on stdout, the reason on stderr, and exit code 1", async () => {
  const before = hashTree(root);
  const { code, stdout, stderr } = await update("", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ status: "refused", from: { version: SMALL_VERSION } });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `refused: the source is empty (source: ${root}.source)\n`,
  });
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test("a flag that isn't one is refused with its name", async () => {
  const { code, stdout, stderr } = await update(NEXT_SPEC, "--dry-rum");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^refused: Unknown option '--dry-rum'.*CONTRIBUTING\.md/);
});

test.each([["--dry-rum"], ["--source"], ["--report", "/nowhere/report.md"]])(
  "--json gives its one object also where %s can't be taken",
  async (...args) => {
    const { code, stdout, stderr } = await update(NEXT_SPEC, "--json", ...args);
    const result = JSON.parse(stdout) as { status: string; reason: string };
    expect({ code, stderr }).toEqual({ code: 1, stderr: `refused: ${result.reason}\n` });
    expect(result).toMatchObject({ status: "refused", impact: "none", operations: [] });
  },
);

test("of two updates at once, one says that another is running", async () => {
  const source = writeSource(root, NEXT_SPEC);
  const runs = [1, 2].map(() => run(root, "spec-update", ["--source", source, "--json"]).ended);
  const results = (await Promise.all(runs)).map(
    ({ stdout }) => JSON.parse(stdout) as { status: string; reason: string },
  );
  const statuses = results.map(({ status }) => status).sort();
  // One that begins after the other has ended finds nothing to do.
  expect([
    ["refused", "updated"],
    ["unchanged", "updated"],
  ]).toContainEqual(statuses);
  for (const { status, reason } of results)
    if (status === "refused") expect(reason).toMatch(/^Another update /);
});

test("an unchanged source is answered without loading the compiler or a generator", async () => {
  const heavy = ["ajv", "openapi-typescript", "prettier", "typescript", "yaml"];
  const list = join(root, "loaded.txt");
  const preload = resolve(import.meta.dirname, "../fixtures/list-loaded.mjs");
  const loaded = async (command: string, ...args: string[]) => {
    writeFileSync(list, "");
    await run(root, command, args, [`${preload}?${list}`]).ended;
    const packages = readFileSync(list, "utf8").match(/(?<=node_modules\/)(@[^/]+\/)?[^/\n]+/g);
    return [...new Set(packages)].filter((name) => heavy.includes(name)).sort();
  };
  expect(await loaded("spec-update", "--source", writeSource(root, SMALL_SPEC))).toEqual([]);
  expect(await loaded("generate")).toEqual(heavy);
});
