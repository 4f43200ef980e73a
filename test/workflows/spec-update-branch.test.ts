import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

// The step of spec-update.yml that pushes, run as the runner does, against a repository on disk.
const workflow = parse(
  readFileSync(new URL("../../.github/workflows/spec-update.yml", import.meta.url), "utf8"),
) as { jobs: { propose: { steps: { id?: string; run?: string }[] } } };
const script = workflow.jobs.propose.steps.find(({ id }) => id === "push")?.run ?? "";

let folder: string;
const at = (name: string) => join(folder, name);
const git = (cwd: string, ...args: string[]) => {
  const someone = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com"];
  return execFileSync("git", [...someone, ...args], { cwd: at(cwd), encoding: "utf8", stdio: "pipe" }).trim();
};
const tip = () => git("origin", "rev-parse", "spec-update");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "branch-"));
  for (const name of ["seed/openapi", "bin", "update"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("bin/gh"), "#!/bin/sh\n");
  chmodSync(at("bin/gh"), 0o755);
  writeFileSync(at("seed/openapi/venice.yaml"), "first\n");
  git("seed", "init", "--quiet", "--initial-branch=main");
  git("seed", "add", ".");
  git("seed", "commit", "--quiet", "--message=first");
  git(".", "clone", "--quiet", "--bare", "seed", "origin");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One run of the workflow, whose update makes this of the snapshot. */
function propose(snapshot: string) {
  for (const name of ["work", "output"]) rmSync(at(name), { recursive: true, force: true });
  git(".", "clone", "--quiet", "--depth=1", `file://${at("origin")}`, "work");
  writeFileSync(at("work/openapi/venice.yaml"), `${snapshot}\n`);
  writeFileSync(at("update/spec-update.patch"), `${git("work", "diff", "--binary")}\n`);
  git("work", "checkout", "--quiet", "--", ".");
  writeFileSync(at("output"), "");
  const environment = {
    PATH: `${at("bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: at("output"),
    BRANCH: "spec-update",
    VERSION: "2",
    IMPACT: "minor",
  };
  const { status, stdout } = spawnSync("bash", ["-e", "-c", script], {
    cwd: at("work"),
    env: environment,
    encoding: "utf8",
  });
  return { status, stdout, output: readFileSync(at("output"), "utf8").trim() };
}

test("the branch is made, kept where nothing is new, and moved where something is", () => {
  expect(propose("second")).toMatchObject({ status: 0, output: "pushed=true" });
  const first = tip();
  expect(propose("second")).toMatchObject({ status: 0, output: "pushed=false" });
  expect(tip()).toBe(first);
  expect(propose("third")).toMatchObject({ status: 0, output: "pushed=true" });
  expect(git("origin", "show", "spec-update:openapi/venice.yaml")).toBe("third");
});

test("a person's work on the branch is not overwritten, and the run says so", () => {
  propose("second");
  git(".", "clone", "--quiet", "--branch=spec-update", "origin", "person");
  writeFileSync(at("person/README.md"), "mended\n");
  git("person", "add", ".");
  git("person", "commit", "--quiet", "--message=mend");
  git("person", "push", "--quiet", "origin", "spec-update");
  const theirs = tip();
  const { status, stdout } = propose("third");
  expect(status).toBe(1);
  expect(stdout).toContain("Somebody has worked on spec-update");
  expect(tip()).toBe(theirs);
});
