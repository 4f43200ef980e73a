import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { PullRequest } from "./stand-in/gh-state.ts";
import { once, withGitHub, type GitHub } from "./stand-in/github.ts";
import { publish, refuse, UPDATE } from "./stand-in/publication.ts";
import { resultsOf, type Run } from "./stand-in/run.ts";

// Whole runs of spec-update.yml, step by step as written, against a repository on disk.

let github: GitHub;
withGitHub((created) => (github = created));
beforeEach(() => publish(github, "second"));

const update = (earlier?: Run) => github.run("spec-update.yml", {}, earlier);
/** A first update, as several tests begin with it. */
const updateOnce = once((github) => github.run("spec-update.yml"));
const tip = () => github.shaOf("spec-update");
const snapshot = () => github.git("origin", "show", "spec-update:openapi/venice.yaml");
function onlyPull(): PullRequest {
  const { pulls } = github.state;
  expect(pulls).toHaveLength(1);
  return pulls[0]!;
}

test("a first update opens one pull request with its report and impact, and starts CI for its commit", async () => {
  expect(resultsOf(await update())).toEqual({ update: "success", propose: "success", withdraw: "skipped" });
  expect(onlyPull()).toMatchObject({
    title: "Venice API spec 2 (impact: minor)",
    body: "The report of second.\n",
    isDraft: false,
    labels: ["impact: minor"],
  });
  expect(snapshot()).toBe("second");
  expect(github.git("origin", "rev-parse", "spec-update^")).toBe(github.shaOf("main"));
  expect(github.state.runs).toEqual([{ workflow: "ci.yml", commit: tip() }]);
});

test("the same publication again changes neither the branch nor its pull request, and starts no CI", async () => {
  await updateOnce(github);
  const before = { tip: tip(), state: structuredClone({ ...github.state, tokens: {} }) };
  await update();
  expect({ tip: tip(), state: structuredClone({ ...github.state, tokens: {} }) }).toEqual(before);
});

test("a newer publication refreshes the pull request, its labels and its CI", async () => {
  await updateOnce(github);
  publish(github, "third", "major");
  await update();
  expect(onlyPull()).toMatchObject({ title: "Venice API spec 2 (impact: major)", labels: ["impact: major"] });
  expect(snapshot()).toBe("third");
  expect(github.state.runs).toHaveLength(2);
});

test("an unchanged spec changes nothing", async () => {
  publish(github, "first");
  expect(resultsOf(await update())).toEqual({ update: "success", propose: "skipped", withdraw: "success" });
  expect(github.state.pulls).toEqual([]);
  expect(github.has("spec-update")).toBe(false);
});

test("a refusal fails the run with its reason as annotation and summary, and changes nothing", async () => {
  refuse(github, "operation createApiKey is gone\n::warning::50%");
  const run = await update();
  expect(resultsOf(run)).toEqual({ update: "failure", propose: "skipped", withdraw: "skipped" });
  const annotation = "operation createApiKey is gone ::warning::50%25 Nothing was changed.";
  expect(run.log).toContain(`\n::error title=No update::${annotation}\n`);
  expect(run.log).toContain("\n    operation createApiKey is gone ::warning::50%\n");
  expect(github.has("spec-update")).toBe(false);
});

test("the pull request of a publication that Venice withdrew is marked, once", async () => {
  await updateOnce(github);
  publish(github, "first");
  await update();
  await update();
  const { title, comments } = onlyPull();
  expect(title).toBe("[withdrawn] Venice API spec 2 (impact: minor)");
  expect(comments).toHaveLength(1);
});

test("a withdrawn publication fails the run while its pull request can't be looked up", async () => {
  publish(github, "first");
  github.state.broken = ["pr list"];
  expect(resultsOf(await update())).toMatchObject({ withdraw: "failure" });
});

test("a pull request from a fork's branch of the same name is left alone", async () => {
  const fork = {
    number: 1,
    head: "spec-update",
    title: "theirs",
    isCrossRepository: true,
    state: "open" as const,
  };
  const empty = { body: "", isDraft: false, labels: [], comments: [], headRefOid: "" };
  github.state.pulls.push({ ...fork, ...empty });
  await update();
  expect(github.state.pulls.map(({ title }) => title)).toEqual([
    "theirs",
    "Venice API spec 2 (impact: minor)",
  ]);
});

test.each([
  ["allow-removals", "--allow-removals"],
  ["allow-downgrade", "--allow-downgrade"],
])("the input %s is passed to the update as a flag, and is off by default", async (input, flag) => {
  const calls = () => readFileSync(join(github.folder, "npm-calls"), "utf8");
  await github.run("spec-update.yml", { event: "workflow_dispatch", inputs: { [input]: false } });
  expect(calls()).not.toContain(flag);
  await github.run("spec-update.yml", { event: "workflow_dispatch", inputs: { [input]: true } });
  expect(calls()).toContain(flag);
});

test("the outputs of the job that ran the project's code are only known words and a plain version", async () => {
  github.writeScript("npm/spec:update", UPDATE.replace('"2"', '"2026.1; `x`"'));
  expect((await update()).jobs["update"]?.outputs).toMatchObject({ impact: "minor", version: "2026.1x" });
  github.writeScript("npm/spec:update", `echo '{"status":"other"}'`);
  expect(resultsOf(await update())).toMatchObject({ update: "failure", propose: "skipped" });
});

describe("red tests after a breaking update", () => {
  const failing = (count: number) => {
    const tests = Array.from({ length: count }, (_, i) => ({
      status: "failed",
      fullName: `breaks @someone ${i}`,
    }));
    const passing = { status: "passed", fullName: "still holds" };
    const files = [
      { name: "test/a.test.ts", status: "failed", assertionResults: [passing, ...tests] },
      { name: "test/b.test.ts", status: "failed", assertionResults: [] },
    ];
    writeFileSync(join(github.folder, "vitest.json"), JSON.stringify({ testResults: files }));
    const copy =
      'for a in "$@"; do case "$a" in --outputFile.json=*) cp "$STAND_IN/vitest.json" "${a#*=}";; esac; done';
    github.writeScript("npm/test", `${copy}\nexit 1`);
    github.writeScript("npm/posttest", `echo "test/c.ts(1,2): error TS2322: Type x"; exit 2`);
  };

  test("still open a pull request: a draft, labelled red, that lists the failing tests and types", async () => {
    failing(1);
    const run = await update();
    expect(resultsOf(run)).toMatchObject({ update: "success", propose: "success" });
    const { title, body, isDraft, labels } = onlyPull();
    expect({ title, isDraft }).toEqual({
      title: "[tests fail] Venice API spec 2 (impact: minor)",
      isDraft: true,
    });
    expect(labels).toEqual(["impact: minor", "red"]);
    expect(body).toContain(`([log](https://github.example/owner/example/actions/runs/${run.id}))`);
    const listed = body.split("\n").filter((line) => line.startsWith("    "));
    expect(listed).toEqual([
      "    npm test",
      "    test/a.test.ts: breaks @someone 0",
      "    test/b.test.ts",
      "    test/c.ts(1,2): TS2322: Type x",
    ]);
    expect(body).toContain("The report of second.");
  });

  test("are listed within GitHub's limit, even after the longest report", async () => {
    failing(500);
    publish(github, "x".repeat(56_000));
    await update();
    // The command, 500 tests, a file and a type: 40 are listed. Not toContain, which would print the body.
    expect(onlyPull().body.includes("\n    463 more\n")).toBe(true);
  });

  test("that pass at the next publication make the draft ready and take the label off", async () => {
    failing(1);
    await update();
    github.writeScript("npm/test", "true");
    publish(github, "third");
    await update();
    expect(onlyPull()).toMatchObject({ isDraft: false, labels: ["impact: minor"] });
    expect(onlyPull().body).not.toContain("Tests fail");
  });

  test("that are green again keep a draft that a person made", async () => {
    await updateOnce(github);
    github.state.pulls[0]!.isDraft = true;
    publish(github, "third");
    await update();
    expect(onlyPull().isDraft).toBe(true);
  });

  test("make a ready pull request a draft again", async () => {
    await updateOnce(github);
    failing(1);
    publish(github, "third");
    await update();
    expect(onlyPull()).toMatchObject({ isDraft: true, labels: ["impact: minor", "red"] });
  });

  test.each([
    ["the check fails", "npm/check", "exit 1", "    npm run check"],
    ["the tests end without a result", "npm/test", "exit 1", "    npm test"],
    [
      "the tests are stopped, as by a time limit",
      "npm/test",
      "kill -9 $(ps -o ppid= $PPID)",
      "The tests did not finish.",
    ],
  ])("are reported too if %s", async (_, script, text, expected) => {
    github.writeScript(script, text);
    expect(resultsOf(await update())).toMatchObject({ update: "success", propose: "success" });
    expect(onlyPull()).toMatchObject({ isDraft: true, labels: ["impact: minor", "red"] });
    expect(onlyPull().body).toContain(expected);
  });
});

describe("a run with a failed step", () => {
  test.each([
    ["label create", ["label create"], true],
    ["pr create", ["pr create"], true],
    ["workflow run", ["workflow run"], true],
    ["the right to open pull requests", [], false],
  ])("is completed by the next run: %s", async (_, broken, mayOpenPulls) => {
    Object.assign(github.state, { broken, mayOpenPulls });
    const failed = await update();
    expect(resultsOf(failed)).toMatchObject({ propose: "failure" });
    Object.assign(github.state, { broken: [], mayOpenPulls: true });
    expect(resultsOf(await update())).toMatchObject({ propose: "success" });
    expect(onlyPull().labels).toEqual(["impact: minor"]);
    expect(github.state.runs).toEqual([{ workflow: "ci.yml", commit: tip() }]);
  });

  test("is completed by re-running its failed jobs, which pull nothing again", async () => {
    github.state.broken = ["pr create"];
    const failed = await update();
    github.state.broken = [];
    publish(github, "third");
    expect(resultsOf(await update(failed))).toMatchObject({ update: "success", propose: "success" });
    expect(snapshot()).toBe("second");
    expect(onlyPull().title).toBe("Venice API spec 2 (impact: minor)");
  });

  test("has CI started for its commit, even if the pull request could not be opened", async () => {
    github.state.mayOpenPulls = false;
    await update();
    expect(github.state.runs).toEqual([{ workflow: "ci.yml", commit: tip() }]);
  });
});

describe("the workflow doesn't overwrite a person's work:", () => {
  const bot = "41898282+github-actions[bot]@users.noreply.github.com";
  const commit = (...options: string[]) => {
    writeFileSync(join(github.folder, "person/README.md"), "a correction\n");
    github.git("person", "add", ".");
    github.git("person", "commit", "--quiet", "--message=correct", ...options);
  };
  /** A commit by the bot, for an author. */
  const commitAsBot = (author: string) => {
    const env = { ...process.env, GIT_COMMITTER_EMAIL: bot, GIT_COMMITTER_NAME: "bot" };
    writeFileSync(join(github.folder, "person/openapi/venice.yaml"), "again\n");
    const args = ["commit", "--quiet", "--all", "--message=again", `--author=${author}`];
    execFileSync("git", args, { cwd: join(github.folder, "person"), env });
  };
  const push = () => github.git("person", "push", "--quiet", "--force", "origin", "spec-update");

  test.each([
    ["a commit on top", () => commit()],
    ["an amended commit of the bot's", () => commit("--amend")],
    ["a commit that the bot committed for them", () => commitAsBot("Someone <someone@example.com>")],
    [
      "a commit under one of the bot's",
      () => {
        commit();
        commitAsBot(`bot <${bot}>`);
      },
    ],
  ])("%s", async (_, work) => {
    await updateOnce(github);
    github.clone("spec-update");
    work();
    push();
    // Whoever stops reading at the first name breaks git's pipe here, which must not hide that name.
    github.writeScript(
      "bin/git",
      `PATH="\${PATH#*:}"
      [ "$1" != log ] || { git "$@"; sleep 0.3; exec git "$@"; }
      exec git "$@"`,
    );
    const theirs = tip();
    publish(github, "third");
    const run = await update();
    expect(resultsOf(run)).toMatchObject({ propose: "failure" });
    expect(run.log).toContain("Somebody has worked on spec-update");
    expect(tip()).toBe(theirs);
  });

  test.each([
    ["to the branch", true],
    ["that makes the branch", false],
  ])("a push between the job's fetch and its push, %s", async (_, exists) => {
    if (exists) await updateOnce(github);
    github.clone(exists ? "spec-update" : "main");
    if (!exists) github.git("person", "switch", "--quiet", "--create", "spec-update");
    commit();
    github.writeScript(
      "bin/git",
      `PATH="\${PATH#*:}"
      [ "$1" != push ] || PERSON=yes git -C "$STAND_IN/person" push --quiet origin spec-update
      exec git "$@"`,
    );
    publish(github, "third");
    const run = await update();
    expect(resultsOf(run)).toMatchObject({ propose: "failure" });
    expect(run.log).toContain("nothing was overwritten: run this again");
    expect(tip()).toBe(github.git("person", "rev-parse", "HEAD"));
  });

  test("on a branch that was merged, kept and used again", async () => {
    await updateOnce(github);
    github.clone("spec-update");
    commit();
    push();
    const theirs = tip();
    github.git("person", "push", "--quiet", "origin", "spec-update:main");
    Object.assign(github.state.pulls[0]!, { state: "merged", headRefOid: theirs });
    publish(github, "third");
    expect(resultsOf(await update())).toMatchObject({ propose: "success" });
    expect(snapshot()).toBe("third");
    expect(github.git("origin", "rev-parse", "spec-update^")).toBe(theirs);
  });
});

describe("an update from an artifact", () => {
  const publishAnd = (command: string) => github.writeScript("npm/spec:update", `${command}\n${UPDATE}`);

  test.each([
    [
      "a script in package.json",
      `jq '.scripts.postinstall = "x"' package.json > p; mv p package.json`,
      "more of package.json than its version",
    ],
    [
      "another order of properties",
      `jq '{ files, name, version }' package.json > p; mv p package.json`,
      "more of package.json than its version",
    ],
    [
      "a dependency in the lock",
      `jq '.packages.evil = {}' package-lock.json > p; mv p package-lock.json`,
      "more of package-lock.json than its version",
    ],
    ["a new file", "echo x > openapi/more.js", "adds or deletes a file"],
    ["a symbolic link", "ln -s /etc/passwd openapi/link.yaml", "adds or deletes a file"],
    ["another mode", "chmod 755 openapi/venice.yaml", "or changes its mode"],
    ["a file elsewhere", "echo x > src.ts", "files that it may not write"],
  ])("is not pushed if it has %s", async (_, command, message) => {
    publishAnd(command);
    const run = await update();
    expect(Object.values(resultsOf(run))).toContain("failure");
    expect(run.log).toContain(message);
    expect(github.has("spec-update")).toBe(false);
  });

  test("is not pushed if it deletes a file", async () => {
    github.writeScript("npm/spec:update", `${UPDATE}\nrm openapi/venice.yaml`);
    expect((await update()).log).toContain("adds or deletes a file");
    expect(github.has("spec-update")).toBe(false);
  });

  test("is pushed without the changes of a forged patch to other files", async () => {
    github.state.broken = ["auth setup-git"];
    const failed = await update();
    github.state.broken = [];
    const elsewhere = "diff --git a/.ci/run b/.ci/run\n--- a/.ci/run\n+++ b/.ci/run\n@@ -1 +1,2 @@\n";
    const patch = join(github.folder, `artifacts-${failed.id}/update/spec-update.patch`);
    appendFileSync(patch, `${elsewhere} bash $STAND_IN/npm/test\n+echo forged\n`);
    expect(resultsOf(await update(failed))).toMatchObject({ propose: "success" });
    const changed = github.git("origin", "diff", "--name-only", "main", "spec-update").split("\n");
    expect(changed).toEqual(["CHANGELOG.md", "openapi/venice.yaml", "package-lock.json", "package.json"]);
  });
});
