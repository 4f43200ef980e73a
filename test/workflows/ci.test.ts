import { expect, test } from "vitest";
import { withGitHub, type GitHub } from "./stand-in/github.ts";
import { resultsOf } from "./stand-in/run.ts";

// Whole runs of ci.yml, step by step as written, on Node's four versions as one, with the project's scripts stubbed.

let github: GitHub;
withGitHub((created) => (github = created));

test("a dispatched run reports success to its commit, because it is in no pull request's checks", async () => {
  const run = await github.run("ci.yml", { event: "workflow_dispatch" });
  expect(resultsOf(run)).toEqual({ check: "success", macos: "success", status: "success" });
  expect(github.state.statuses).toEqual([{ commit: github.shaOf("main"), state: "success" }]);
});

test.each([
  ["the checks", "npm/test", { check: "failure", macos: "success" }],
  ["macOS", "npm/quickstart", { check: "success", macos: "failure" }],
])("a dispatched run reports failure to its commit after a failure of %s", async (_, script, jobs) => {
  github.writeScript(script, "exit 1");
  const run = await github.run("ci.yml", { event: "workflow_dispatch" });
  expect(resultsOf(run)).toEqual({ ...jobs, status: "success" });
  expect(github.state.statuses).toEqual([{ commit: github.shaOf("main"), state: "failure" }]);
});

test("a run that a push started sets no commit status", async () => {
  expect(resultsOf(await github.run("ci.yml", { event: "push" }))).toMatchObject({ status: "skipped" });
  expect(github.state.statuses).toEqual([]);
});
