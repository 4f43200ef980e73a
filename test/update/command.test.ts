import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../../scripts/update/check.ts";
import { updateSpec } from "../../scripts/update/update.ts";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import { startServer } from "../support/listen.ts";
import {
  publication,
  run,
  runProgram,
  runUpdateHere,
  SMALL_VERSION,
  withProjectForEachTest,
  writeSource,
} from "../support/project-copy.ts";

const NEXT_SPEC = publication("20260203.040506", [
  "- LIFETIME\n",
  "- LIFETIME\n                    - DECADE\n",
]);

let root: string;
withProjectForEachTest((copy) => (root = copy));

const parseResult = (stdout: string) => JSON.parse(stdout) as { status: string; reason: string };

/** The command as a person starts it, from any folder. */
function runFrom(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  return runProgram(join(root, "scripts/spec-update.ts"), ["--json", ...args], {
    cwd,
    env: { ...process.env, npm_lifecycle_event: "", ...env },
  }).ended;
}

/** The command in this process. */
async function runHere(...args: string[]) {
  const { code, stdout } = await runUpdateHere(root, "--json", ...args);
  return { code, ...parseResult(stdout) };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("an update started from another folder reads a relative source, prints one object, and writes a relative report", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "spec.yaml"), NEXT_SPEC);
  const { code, stdout, stderr } = await runFrom(folder, ["--source", "spec.yaml", "--report", "report.md"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const result: unknown = JSON.parse(stdout);
  expect(Object.keys(result as object)).toEqual(["status", "reason", "from", "to", "impact", "operations"]);
  expect(result).toMatchObject({
    status: "updated",
    from: { version: SMALL_VERSION },
    to: { version: "20260203.040506" },
  });
  expect(readFileSync(join(folder, "report.md"), "utf8")).toContain("20260203.040506");
  expect(await check(root)).toEqual([]);
});

test("a relative source is resolved against the folder in which npm was called", async () => {
  const folder = emptyFolder();
  const env = { npm_lifecycle_event: "spec:update", INIT_CWD: folder };
  const { code, stdout } = await runFrom(root, ["--source", "nothing.yaml"], env);
  expect({ code, ...parseResult(stdout) }).toMatchObject({
    code: 1,
    reason: `can't open ${JSON.stringify(join(folder, "nothing.yaml"))}: there is no such file`,
  });
});

test("the reason of a refusal names the source", async () => {
  const source = writeSource(root, "swagger: 2.0\n");
  const result = await runHere("--source", source);
  expect(result.reason).toMatch(/^the source is not OpenAPI 3\.0 or 3\.1: openapi is undefined \(source: /);
  expect(result.reason).toContain(source);
});

test.each<[what: string, makeTarget: (folder: string) => string]>([
  ["a folder", (folder) => folder],
  ["below a file", (folder) => join(writeEmpty(join(folder, "a")), "report.md")],
  ["in a folder that doesn't exist", (folder) => join(folder, "a/report.md")],
])("a report that would be %s is refused before anything is written", async (_what, makeTarget) => {
  const report = makeTarget(emptyFolder());
  const before = hashTree(root);
  const result = await runHere("--source", writeSource(root, NEXT_SPEC), "--report", report);
  expect(result).toMatchObject({ code: 1, status: "refused" });
  expect(result.reason).toContain(`--report ${report} can't be written`);
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

function writeEmpty(path: string): string {
  writeFileSync(path, "");
  return path;
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s while the source is read says that nothing was changed",
  async (signal) => {
    const server = await startServer(() => child.kill(signal));
    onTestFinished(() => server.close());
    const source = `${server.origin}/spec.yaml`;
    const before = hashTree(root);
    const { child, ended } = run(root, "spec-update", ["--source", source, "--json"]);
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(parseResult(stdout)).toMatchObject({
      status: "refused",
      reason: `interrupted by ${signal}: nothing was changed (source: ${source})`,
    });
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  },
);

test("an update keeps a byte order mark in the snapshot, and removes files that are no longer generated", async () => {
  writeEmpty(join(root, "generated/validate-gone.js"));
  mkdirSync(join(root, "generated/deep"));
  writeEmpty(join(root, "generated/deep/gone.ts"));
  const text = `\ufeff${NEXT_SPEC}`;
  expect(await updateSpec(root, { source: writeSource(root, text) })).toMatchObject({ status: "updated" });
  expect(readFileSync(join(root, "openapi/venice.yaml"), "utf8")).toBe(text);
  expect(existsSync(join(root, "generated/validate-gone.js"))).toBe(false);
  expect(existsSync(join(root, "generated/deep/gone.ts"))).toBe(false);
  expect(await check(root)).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "Ctrl-C, which reaches the whole group of processes, says so while the publication is judged, too",
  async () => {
    const server = await startServer((_, response) => response.end(NEXT_SPEC));
    onTestFinished(() => server.close());
    const source = `${server.origin}/spec.yaml`;
    const before = hashTree(root);
    const script = join(root, "scripts/spec-update.ts");
    const { child, ended } = runProgram(script, ["--json", "--source", source], {
      cwd: root,
      detached: true,
    });
    const { pid = 0 } = child;
    const children = () =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
        .split(" ")
        .filter(Boolean)
        .map((id) => readFileSync(`/proc/${id}/cmdline`, "utf8"))
        .join("\n");
    await expect.poll(children, { interval: 5, timeout: 60_000 }).toContain("isolated-child");
    process.kill(-pid, "SIGINT");
    expect(parseResult((await ended).stdout).reason).toMatch(/^interrupted by SIGINT: nothing was changed/);
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  },
);

test("the reason says if the version went back", async () => {
  const source = writeSource(root, publication("20250101.000000"));
  const { reason } = await updateSpec(root, { source, allowDowngrade: true, dryRun: true });
  expect(reason).toMatch(/^version 20260102\.030405 went back to 20250101\.000000/);
});

test("a changelog with a conflict marker is refused with its line", async () => {
  const changelog = join(root, "CHANGELOG.md");
  const original = readFileSync(changelog, "utf8");
  const line = original.split("\n").length;
  for (const marker of ["<<<<<<< HEAD", ">>>>>>> theirs", "||||||| base"]) {
    writeFileSync(changelog, `${original}${marker}\n`);
    const before = hashTree(root);
    const { reason } = await updateSpec(root, { source: writeSource(root, NEXT_SPEC) });
    expect(reason).toContain(`CHANGELOG.md has a conflict marker in line ${line}: finish the merge first`);
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  }
});

test("a package-lock.json with conflict markers is refused, not reported as a defect", async () => {
  const lock = join(root, "package-lock.json");
  writeFileSync(lock, `<<<<<<< HEAD\n${readFileSync(lock, "utf8")}`);
  const { reason } = await updateSpec(root, { source: writeSource(root, NEXT_SPEC) });
  expect(reason).toMatch(/^package-lock\.json is not JSON: does it hold conflict markers\?/);
});
