import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

// Steps of spec-update.yml, run as the runner does, with stubs of npm and gh that note their arguments.
// The parser returns unknown; a workflow without these steps fails the tests below.
const { jobs } = parse(
  readFileSync(new URL("../../.github/workflows/spec-update.yml", import.meta.url), "utf8"),
) as { jobs: Record<string, { steps: { name?: string; run?: string; uses?: string }[] }> };

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pull-request-"));
  for (const name of ["bin", "update"]) mkdirSync(at(name));
  writeFileSync(at("update/report.md"), "The report.\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stub(command: string, body: string): void {
  writeFileSync(at(`bin/${command}`), `#!/bin/sh\necho "$*" >> "$RUNNER_TEMP/calls"\n${body}\n`);
  chmodSync(at(`bin/${command}`), 0o755);
}

function runStep(job: string, title: string, env: Record<string, string> = {}) {
  const script = jobs[job]?.steps.find(({ name }) => name === title)?.run;
  if (script === undefined) throw new Error(`spec-update.yml has no step "${title}" in ${job}`);
  writeFileSync(at("output"), "");
  const runner = { RUNNER_TEMP: folder, GITHUB_OUTPUT: at("output"), HOME: folder };
  const PATH = `${at("bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const { status } = spawnSync("bash", ["-e", "-c", script], {
    cwd: folder,
    env: { PATH, ...runner, ...env },
  });
  return { status, output: readFileSync(at("output"), "utf8").trim() };
}

test("red tests after a breaking update fail no job that the pull request needs, and come after the report", () => {
  stub("npm", '[ "$1" != test ]');
  expect(runStep("update", "Test what was generated")).toEqual({ status: 0, output: "result=failed" });
  stub("npm", "true");
  expect(runStep("update", "Test what was generated")).toEqual({ status: 0, output: "result=passed" });
  const titles = jobs["update"]?.steps.map(({ name, uses }) => name ?? uses?.split("@")[0]) ?? [];
  expect(titles.indexOf("Test what was generated")).toBeGreaterThan(
    titles.indexOf("actions/upload-artifact"),
  );
});

test.each([
  ["failed", true],
  ["passed", false],
  ["", true],
])("with the tests' result %j, the new pull request is a draft that says so: %s", (TESTS, draft) => {
  stub(
    "gh",
    'case "$*" in "pr list"*) [ ! -f "$RUNNER_TEMP/made" ] || echo 7;; "pr create"*) touch "$RUNNER_TEMP/made";; esac',
  );
  const env = {
    TESTS,
    BRANCH: "spec-update",
    BASE: "main",
    IMPACT: "major",
    VERSION: "2",
    RUN_URL: "the-run",
  };
  expect(runStep("propose", "Open or refresh the pull request", env).status).toBe(0);
  const create = readFileSync(at("calls"), "utf8")
    .split("\n")
    .find((call) => call.startsWith("pr create"));
  expect(create?.includes("--draft")).toBe(draft);
  expect(create?.includes("[tests fail]")).toBe(draft);
  expect(readFileSync(at("body.md"), "utf8").includes("the-run")).toBe(draft);
});
