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

test.each([
  ["0", true],
  ["1", false],
])("CI is started for the branch's tip if it has %s runs: %s", (runs, started) => {
  stub("gh", `case "$*" in "run list"*) echo ${runs};; esac`);
  const env = { BRANCH: "spec-update", TIP: "abc123" };
  expect(runStep("propose", "Check the branch", env).status).toBe(0);
  const calls = readFileSync(at("calls"), "utf8");
  expect(calls).toContain("--commit abc123");
  expect(calls.includes("workflow run ci.yml --ref spec-update")).toBe(started);
});

test("the pull request of a withdrawn publication is marked, and nothing is done if there is none", () => {
  const env = { BRANCH: "spec-update", BASE: "main" };
  stub("gh", "true");
  expect(runStep("withdraw", "Mark the pull request of a withdrawn publication", env).status).toBe(0);
  expect(readFileSync(at("calls"), "utf8")).not.toContain("pr edit");
  stub("gh", 'case "$*" in "pr list"*) echo "7 Venice API spec 2";; esac');
  expect(runStep("withdraw", "Mark the pull request of a withdrawn publication", env).status).toBe(0);
  const calls = readFileSync(at("calls"), "utf8");
  expect(calls).toContain("pr edit 7 --title [withdrawn] Venice API spec 2");
  expect(calls).toContain("pr comment 7");
});

const pull = (answer: string, code = 0, env: Record<string, string> = {}) => {
  rmSync(at("update"), { recursive: true, force: true });
  stub("npm", `printf '%s' '${answer}'; exit ${code}`);
  return runStep("update", "Pull, compare, generate", { GITHUB_STEP_SUMMARY: at("summary"), ...env });
};

test("the update's step outputs only known words and a version without odd characters", () => {
  const answer = '{"status":"updated","impact":"minor","to":{"version":"2026.1; \`x\`"}}';
  expect(pull(answer)).toEqual({ status: 0, output: "status=updated\nimpact=minor\nversion=2026.1x" });
  expect(pull('{"status":"other"}').status).not.toBe(0);
});

test("a refusal fails the update's step and puts its reason into the summary", () => {
  expect(pull('{"status":"refused","reason":"no operation"}', 1)).toEqual({ status: 1, output: "" });
  expect(readFileSync(at("summary"), "utf8")).toContain("no operation");
});

test.each([
  ["ALLOW_REMOVALS", "--allow-removals"],
  ["ALLOW_DOWNGRADE", "--allow-downgrade"],
])("%s hands %s to the update, and to no other run", (name, flag) => {
  pull('{"status":"unchanged"}');
  expect(readFileSync(at("calls"), "utf8")).not.toContain(flag);
  pull('{"status":"unchanged"}', 0, { [name]: "true" });
  expect(readFileSync(at("calls"), "utf8")).toContain(flag);
});
