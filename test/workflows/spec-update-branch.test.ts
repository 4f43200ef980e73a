import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
  writeFileSync(at("seed/package.json"), '{"version": "1.0.0", "scripts": {}}\n');
  git("seed", "init", "--quiet", "--initial-branch=main");
  git("seed", "add", ".");
  git("seed", "commit", "--quiet", "--message=first");
  git(".", "clone", "--quiet", "--bare", "seed", "origin");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One run of the workflow, whose update writes this snapshot and changes what else is given. */
function propose(snapshot: string, alsoChange: () => void = () => {}) {
  for (const name of ["work", "output"]) rmSync(at(name), { recursive: true, force: true });
  git(".", "clone", "--quiet", `file://${at("origin")}`, "work");
  writeFileSync(at("work/openapi/venice.yaml"), `${snapshot}\n`);
  alsoChange();
  git("work", "add", "--all");
  writeFileSync(at("update/spec-update.patch"), `${git("work", "diff", "--cached", "--binary")}\n`);
  git("work", "reset", "--quiet", "--hard");
  writeFileSync(at("output"), "");
  const environment = {
    PATH: `${at("bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: at("output"),
    BRANCH: "spec-update",
    BASE: "main",
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
  const { status, output } = propose("second");
  expect({ status, output }).toEqual({ status: 0, output: `tip=${tip()}` });
  const first = tip();
  expect(propose("second")).toMatchObject({ status: 0, output: `tip=${first}` });
  expect(tip()).toBe(first);
  expect(propose("third").output).toBe(`tip=${tip()}`);
  expect(tip()).not.toBe(first);
  expect(git("origin", "show", "spec-update:openapi/venice.yaml")).toBe("third");
});

const bot = "41898282+github-actions[bot]@users.noreply.github.com";
const change = (file: string, ...options: string[]) => {
  writeFileSync(at(`person/${file}`), "a correction\n");
  git("person", "add", ".");
  git("person", "commit", "--quiet", "--message=correct", ...options);
};

test.each([
  ["a commit on top", () => change("README.md")],
  ["an amended commit of the bot's", () => change("README.md", "--amend")],
  [
    "a commit under one of the bot's",
    () => {
      change("README.md");
      const env = { ...process.env, GIT_COMMITTER_EMAIL: bot, GIT_COMMITTER_NAME: "bot" };
      writeFileSync(at("person/openapi/venice.yaml"), "again\n");
      const args = ["commit", "--quiet", "--all", "--message=again", `--author=bot <${bot}>`];
      execFileSync("git", args, { cwd: at("person"), env });
    },
  ],
])("a person's work on the branch is not overwritten: %s", (_, work) => {
  propose("second");
  git(".", "clone", "--quiet", "--branch=spec-update", "origin", "person");
  work();
  git("person", "push", "--quiet", "--force", "origin", "spec-update");
  const theirs = tip();
  const { status, stdout } = propose("third");
  expect(status).toBe(1);
  expect(stdout).toContain("Somebody has worked on spec-update");
  expect(tip()).toBe(theirs);
});

test("an update may set the version in package.json and nothing else of it", () => {
  const write = (text: string) => () => writeFileSync(at("work/package.json"), text);
  const refused = propose("second", write('{"version": "1.1.0", "scripts": {"postinstall": "x"}}\n'));
  expect(refused).toMatchObject({ status: 1, output: "" });
  expect(refused.stdout).toContain("more of package.json than its version");
  expect(tip).toThrow();
  expect(propose("second", write('{"version": "1.1.0", "scripts": {}}\n'))).toMatchObject({ status: 0 });
});

test("an update that changes the mode of a file is not pushed", () => {
  const refused = propose("second", () => chmodSync(at("work/openapi/venice.yaml"), 0o755));
  expect(refused).toMatchObject({ status: 1, output: "" });
  expect(tip).toThrow();
});

test("a branch that was merged with a person's work and kept is used again", () => {
  propose("second");
  git(".", "clone", "--quiet", "--branch=spec-update", "origin", "person");
  change("README.md");
  git("person", "push", "--quiet", "origin", "spec-update");
  writeFileSync(at("bin/gh"), `#!/bin/sh\ncase "$*" in *"--state merged"*) echo ${tip()};; esac\n`);
  expect(propose("third").status).toBe(0);
  expect(git("origin", "show", "spec-update:openapi/venice.yaml")).toBe("third");
});

test.each([
  ["a new file", () => writeFileSync(at("work/openapi/more.js"), "x\n")],
  ["a symbolic link", () => symlinkSync("/etc/passwd", at("work/openapi/link.yaml"))],
  ["a deletion", () => rmSync(at("work/openapi/venice.yaml"))],
])("an update that brings %s is not pushed", (_, edit) => {
  const refused = propose("second", edit);
  expect(refused).toMatchObject({ status: 1, output: "" });
  expect(refused.stdout).toContain("adds or deletes a file");
  expect(tip).toThrow();
});
