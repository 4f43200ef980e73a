import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import { startServer } from "../support/listen.ts";
import {
  publication,
  run,
  runUpdateHere,
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
  runUpdateHere(root, "--source", writeSource(root, text), ...args);

test("the command without --json prints the status, the reason and each change", async () => {
  const { code, stdout } = await update(NEXT_SPEC, "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^updated: version .* was followed by .*\n {2}createApiKey request: /);
});

test("a refusal with --json prints one object on stdout, the reason on stderr, and exits with 1", async () => {
  const before = hashTree(root);
  const { code, stdout, stderr } = await update("", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ status: "refused", from: { version: SMALL_VERSION } });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `refused: the source is empty (source: ${root}.source)\n`,
  });
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test("an unknown flag is refused with its name", async () => {
  const { code, stdout, stderr } = await update(NEXT_SPEC, "--dry-rum");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^refused: Unknown option '--dry-rum'.*CONTRIBUTING\.md/);
});

test.each([["--dry-rum"], ["--source"], ["--report", "/nowhere/report.md"]])(
  "--json prints one object even if %s is refused",
  async (...args) => {
    const { code, stdout, stderr } = await update(NEXT_SPEC, "--json", ...args);
    const result = JSON.parse(stdout) as { status: string; reason: string };
    expect({ code, stderr }).toEqual({ code: 1, stderr: `refused: ${result.reason}\n` });
    expect(result).toMatchObject({ status: "refused", impact: "none", operations: [] });
  },
);

test("one of two simultaneous updates is refused because another is running", async () => {
  const second: ReturnType<typeof run>["ended"][] = [];
  const server = await startServer((_, response) => {
    // The first update has the tree from before it asks until it ends.
    second.push(run(root, "spec-update", ["--source", writeSource(root, SMALL_SPEC), "--json"]).ended);
    void second[0]!.then(() => response.end(SMALL_SPEC));
  });
  onTestFinished(() => server.close());
  const first = await run(root, "spec-update", ["--source", `${server.origin}/spec`, "--json"]).ended;
  expect(second).toHaveLength(1);
  const [refused, unchanged] = [await second[0]!, first].map(
    ({ stdout }) => JSON.parse(stdout) as { status: string; reason: string },
  );
  expect(refused).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(/^Another update is running/) as string,
  });
  expect(unchanged).toMatchObject({ status: "unchanged" });
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
