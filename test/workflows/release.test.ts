import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withGitHub, type GitHub } from "./stand-in/github.ts";
import { Registry } from "./stand-in/registry.ts";
import { resultsOf, type Run, type Trigger } from "./stand-in/run.ts";

// Whole runs of release.yml, step by step as written, with the real npm against a registry on loopback.

let github: GitHub;
let registry: Registry;
withGitHub((created) => (github = created));
beforeEach(async () => {
  registry = await Registry.start();
  github.env["STAND_IN_REGISTRY"] = registry.url;
});
afterEach(() => registry.stop());

const release = (trigger: Trigger = {}, earlier?: Run) =>
  github.run("release.yml", { event: "push", ...trigger }, earlier);
const published = () => registry.versions("example");
const DONE = { pack: "success", publish: "success", tag: "success" };

/** Leaves what a release of main's version leaves. */
function releaseBefore(version: string): void {
  registry.add("example", version);
  github.git("origin", "tag", `v${version}`, "main");
  github.state.releases.push({ tag: `v${version}`, commit: github.shaOf("main") });
}

/** A commit on a branch, by a person, and its hash. */
function commit(branch: string, version: string, message: string): string {
  const folder = github.clone("main");
  if (branch !== "main") github.git("person", "switch", "--quiet", "--create", branch);
  const text = readFileSync(join(folder, "package.json"), "utf8");
  writeFileSync(
    join(folder, "package.json"),
    text.replace(/("version": ").*(",)/, (_, before: string, after: string) => before + version + after),
  );
  writeFileSync(join(folder, "README.md"), `${message}\n`);
  github.git("person", "add", ".");
  github.git("person", "commit", "--quiet", `--message=${message}`);
  github.git("person", "push", "--quiet", "origin", branch);
  return github.shaOf(branch);
}

test("a first release publishes the version of main, with provenance, and tags its commit", async () => {
  expect(resultsOf(await release())).toEqual(DONE);
  expect(published()).toEqual(["1.0.0"]);
  expect(github.state.releases).toEqual([{ tag: "v1.0.0", commit: github.shaOf("main") }]);
  expect(registry.manifest("example", "1.0.0")).toMatchObject({
    repository: { url: "git+https://github.example/owner/example.git" },
  });
});

test("a version that was published and tagged is neither published nor tagged again", async () => {
  releaseBefore("1.0.0");
  commit("main", "1.0.0", "later work");
  expect(resultsOf(await release())).toEqual({ pack: "success", publish: "skipped", tag: "success" });
  expect(published()).toEqual(["1.0.0"]);
  expect(github.state.releases).toHaveLength(1);
});

test("a merged update's version is released after the one before", async () => {
  releaseBefore("1.0.0");
  const set = commit("main", "1.1.0", "an update");
  expect(resultsOf(await release())).toEqual(DONE);
  expect(published()).toEqual(["1.0.0", "1.1.0"]);
  expect(github.state.releases.at(-1)).toEqual({ tag: "v1.1.0", commit: set });
});

test("a tag is put on the commit that set the version, even if the version was published by hand", async () => {
  const set = commit("main", "1.1.0", "an update");
  registry.add("example", "1.1.0");
  commit("main", "1.1.0", "later work");
  expect(resultsOf(await release())).toEqual({ pack: "success", publish: "skipped", tag: "success" });
  expect(github.state.releases).toEqual([{ tag: "v1.1.0", commit: set }]);
});

describe("a release whose response was lost", () => {
  test("is completed by re-running the failed jobs, and published once", async () => {
    registry.losesNextAnswer = true;
    const failed = await release();
    expect(resultsOf(failed)).toEqual({ pack: "success", publish: "failure", tag: "skipped" });
    expect(resultsOf(await release({}, failed))).toEqual(DONE);
    expect(published()).toEqual(["1.0.0"]);
    expect(github.state.releases).toHaveLength(1);
  });

  test("is tagged by the next run", async () => {
    registry.add("example", "1.0.0");
    expect(resultsOf(await release())).toEqual({ pack: "success", publish: "skipped", tag: "success" });
    expect(github.state.releases).toHaveLength(1);
  });
});

test("a registry that doesn't answer fails the run, as it may have the version", async () => {
  registry.isDown = true;
  const run = await release();
  expect(resultsOf(run)).toEqual({ pack: "failure", publish: "skipped", tag: "skipped" });
  expect(published()).toEqual([]);
});

test("a version whose checks are red is not published", async () => {
  github.writeScript("npm/test", "exit 1");
  expect(resultsOf(await release())).toEqual({ pack: "failure", publish: "skipped", tag: "skipped" });
  expect(published()).toEqual([]);
});

describe("the release workflow publishes nothing", () => {
  test.each<[string, () => Trigger, string]>([
    [
      "from a branch that isn't main",
      () => {
        commit("other", "9.9.9", "never merged");
        return { event: "workflow_dispatch", ref: "other" };
      },
      "not from other",
    ],
    [
      "from a tag on a commit that main lacks",
      () => {
        commit("other", "9.9.9", "never merged");
        github.git("origin", "tag", "v9.9.9", "other");
        return { ref: "v9.9.9", refType: "tag" };
      },
      "This commit isn't on main",
    ],
    [
      "from a tag that names another version",
      () => {
        github.git("origin", "tag", "v2.0.0", "main");
        return { ref: "v2.0.0", refType: "tag" };
      },
      "package.json says 1.0.0",
    ],
  ])("%s", async (_, prepare, message) => {
    const run = await release(prepare());
    expect(resultsOf(run)).toEqual({ pack: "failure", publish: "skipped", tag: "skipped" });
    expect(run.log).toContain(message);
    expect(published()).toEqual([]);
  });
});

test("a tag on a commit of main is released", async () => {
  github.git("origin", "tag", "v1.0.0", "main");
  expect(resultsOf(await release({ ref: "v1.0.0", refType: "tag" }))).toEqual(DONE);
  expect(github.state.releases).toEqual([{ tag: "v1.0.0", commit: github.shaOf("main") }]);
});
