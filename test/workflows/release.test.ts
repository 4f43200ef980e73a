import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

// Steps of release.yml, run as the runner does, in a clone of a repository on disk, with a stub of npm.
// The parser returns unknown; a workflow without these steps fails the tests below.
const { jobs } = parse(
  readFileSync(new URL("../../.github/workflows/release.yml", import.meta.url), "utf8"),
) as {
  jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
};

let folder: string;
const at = (name: string) => join(folder, name);
const git = (cwd: string, ...args: string[]) => {
  const someone = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com"];
  return execFileSync("git", [...someone, ...args], { cwd: at(cwd), encoding: "utf8", stdio: "pipe" }).trim();
};

function commitVersion(version: string, message: string): string {
  const text = JSON.stringify({ name: "example", version, description: message }, null, 2);
  writeFileSync(at("work/package.json"), `${text}\n`);
  git("work", "add", ".");
  git("work", "commit", "--quiet", `--message=${message}`);
  return git("work", "rev-parse", "HEAD");
}

/** Writes an npm whose `view` does as given, and which notes each publish in a file. */
function stubNpm(view: string): void {
  writeFileSync(
    at("bin/npm"),
    `#!/bin/sh\nif [ "$1" = view ]; then ${view}; else echo "$*" >> published; fi\n`,
  );
  chmodSync(at("bin/npm"), 0o755);
}
const NOT_FOUND = "echo 'npm error code E404' >&2; exit 1";

function runStep(job: string, title: string, env: Record<string, string> = {}) {
  const script = jobs[job]?.steps.find(({ name }) => name === title)?.run;
  if (script === undefined) throw new Error(`release.yml has no step "${title}" in ${job}`);
  writeFileSync(at("output"), "");
  const runner = {
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: at("output"),
    GITHUB_REF_TYPE: "branch",
    MAIN: "main",
  };
  const { status, stdout } = spawnSync("bash", ["-e", "-c", script], {
    cwd: at("work"),
    env: { PATH: `${at("bin")}${delimiter}${process.env["PATH"] ?? ""}`, HOME: folder, ...runner, ...env },
    encoding: "utf8",
  });
  return { status, stdout, output: readFileSync(at("output"), "utf8") };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
  for (const name of ["work", "bin"]) mkdirSync(at(name));
  git("work", "init", "--quiet", "--initial-branch=main");
  commitVersion("1.0.0", "first");
  git("work", "update-ref", "refs/remotes/origin/main", "HEAD");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("only main, or a tag on a commit that main holds, is released", () => {
  const release = (env: Record<string, string>) => runStep("pack", "Release only what main holds", env);
  const tag = { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.0.0" };
  expect(release({ GITHUB_REF_NAME: "main" })).toMatchObject({ status: 0 });
  expect(release(tag)).toMatchObject({ status: 0 });
  expect(release({ GITHUB_REF_NAME: "other" })).toMatchObject({ status: 1 });
  commitVersion("1.0.0", "never merged");
  expect(release(tag)).toMatchObject({ status: 1 });
});

test("the tag names the commit that set the version, however much later it is set", () => {
  const set = commitVersion("1.1.0", "second");
  commitVersion("1.1.0", "later work");
  stubNpm(NOT_FOUND);
  const { status, output } = runStep("pack", "Is this version published?");
  expect({ status, output }).toEqual({
    status: 0,
    output: `version=1.1.0\nname=example\ncommit=${set}\npublish=true\n`,
  });
});

test.each([
  ["publishes a version that the registry lacks", NOT_FOUND, 0, true],
  ["publishes nothing again when an earlier attempt lost only the answer", "echo 1.0.0", 0, false],
  ["publishes nothing while the registry gives no answer", "echo E500 >&2; exit 1", 1, false],
])("the publishing job %s", (_, view, expected, publishes) => {
  stubNpm(view);
  const { status } = runStep("publish", "Publish, unless an earlier attempt did", {
    PACKAGE: "example@1.0.0",
  });
  expect(status).toBe(expected);
  expect(spawnSync("test", ["-f", at("work/published")]).status === 0).toBe(publishes);
});
