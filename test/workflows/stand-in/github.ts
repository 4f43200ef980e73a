import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { startGhServer } from "./gh-server.ts";
import { createState, type State } from "./gh-state.ts";
import { runGh } from "./gh.ts";
import { PLAIN_GIT } from "./machine.ts";
import { runWorkflow, type Run, type Trigger } from "./run.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");

/** A bare repository with the scripts of the workflows and a small project, to be copied. */
function createTemplate(): string {
  const folder = mkdtempSync(join(tmpdir(), "github-template-"));
  for (const name of ["bin", "npm", "seed"]) mkdirSync(join(folder, name));
  const version = { version: "1.0.0" };
  const files = {
    "openapi/venice.yaml": "first\n",
    "generated/version.ts": "export {};\n",
    "CHANGELOG.md": "# Changelog\n",
    "package.json": `${JSON.stringify({ name: "example", ...version, files: [] }, null, 2)}\n`,
    "package-lock.json": `${JSON.stringify({ ...version, packages: { "": version } }, null, 2)}\n`,
    ".ci/run": "bash $STAND_IN/npm/test\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, "seed", path, ".."), { recursive: true });
    writeFileSync(join(folder, "seed", path), text);
  }
  cpSync(join(REPOSITORY, ".github"), join(folder, "seed/.github"), { recursive: true });
  runGit(join(folder, "seed"), "init", "--quiet", "--initial-branch=main");
  runGit(join(folder, "seed"), "add", ".");
  runGit(join(folder, "seed"), "commit", "--quiet", "--message=first");
  runGit(folder, "clone", "--quiet", "--bare", "seed", "origin");
  return folder;
}

/** Runs git as a person. */
function runGit(cwd: string, ...args: string[]): string {
  const person = [
    "-c",
    "user.name=Someone",
    "-c",
    "user.email=someone@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const options = { cwd, encoding: "utf8", stdio: "pipe" } as const;
  return execFileSync("git", [...person, ...args], {
    ...options,
    env: { ...process.env, ...PLAIN_GIT, PERSON: "yes" },
  }).trim();
}

/** A repository on disk, with stubs of GitHub's command line and of npm, on which the workflows run as written. */
export class GitHub {
  readonly folder = mkdtempSync(join(tmpdir(), "github-"));
  readonly origin = join(this.folder, "origin");
  readonly env: Record<string, string> = { STAND_IN: this.folder, ...PLAIN_GIT };
  readonly state = createState();
  private gh: Server | undefined;

  static async start(template: string): Promise<GitHub> {
    const github = new GitHub(template);
    const { port, server } = await startGhServer((call) => runGh(github.state, github.origin, call));
    github.env["STAND_IN_GH"] = String(port);
    github.gh = server;
    return github;
  }

  private constructor(template: string) {
    cpSync(template, this.folder, { recursive: true });
    this.writeScript("bin/gh", readFileSync(join(import.meta.dirname, "gh.sh"), "utf8"));
    this.writeScript("bin/npm", readFileSync(join(import.meta.dirname, "npm.sh"), "utf8"));
    this.writeScript("bin/sudo", "true");
    for (const name of ["check", "test", "posttest", "generate", "quickstart"])
      this.writeScript(`npm/${name}`, "true");
    this.writeScript(
      "npm/release:links",
      `jq --arg url "git+$1.git" '.repository = { type: "git", url: $url }' package.json > linked
      mv linked package.json`,
    );
    mkdirSync(join(this.origin, "hooks"));
    // As over HTTP: a job pushes only with credentials that gh has set up.
    this.writeScript("origin/hooks/pre-receive", '[ -n "${PERSON:-}" ] || [ -f "$HOME/credentials" ]');
  }

  writeScript(path: string, text: string): void {
    writeFileSync(
      join(this.folder, path),
      text.startsWith("#!") ? text : `#!/usr/bin/env bash\nset -e\n${text}\n`,
    );
    chmodSync(join(this.folder, path), 0o755);
  }

  /** Runs git as a person, in a folder of the stand-in's. */
  git(folder: string, ...args: string[]): string {
    return runGit(join(this.folder, folder), ...args);
  }

  /** A person's clone of a branch. */
  clone(branch: string): string {
    rmSync(join(this.folder, "person"), { recursive: true, force: true });
    this.git(".", "clone", "--quiet", `--branch=${branch}`, "origin", "person");
    return join(this.folder, "person");
  }

  shaOf(ref: string): string {
    return this.git("origin", "rev-parse", `${ref}^{commit}`);
  }

  has(ref: string): boolean {
    return this.git("origin", "for-each-ref", `refs/*/${ref}`) !== "";
  }

  createToken(permissions: Record<string, string>): string {
    const token = `token-${Object.keys(this.state.tokens).length}`;
    this.state.tokens[token] = permissions;
    return token;
  }

  run(workflow: string, trigger: Trigger = {}, earlier?: Run): Promise<Run> {
    return runWorkflow(this, workflow, trigger, earlier);
  }

  /** Puts what `saved` holds in place of what is here. */
  restore(saved: Saved): void {
    rmSync(this.folder, { recursive: true });
    cpSync(saved.folder, this.folder, { recursive: true });
    Object.assign(this.state, structuredClone(saved.state));
  }

  remove(): void {
    this.gh?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A copy of what a GitHub held once. */
interface Saved {
  folder: string;
  state: State;
}

/** Work that several tests begin with: the first runs it, and the others get a copy of what it left. */
export function once(work: (github: GitHub) => Promise<unknown>): (github: GitHub) => Promise<void> {
  let saved: Saved | undefined;
  afterAll(() => saved && rmSync(saved.folder, { recursive: true }));
  return async (github) => {
    if (saved) {
      github.restore(saved);
      return;
    }
    await work(github);
    saved = { folder: `${github.folder}-saved`, state: structuredClone(github.state) };
    cpSync(github.folder, saved.folder, { recursive: true });
  };
}

/** What GitHub's runners have and a contributor may lack. CI fails without it, as it must not skip these tests. */
const MISSING = ["bash", "git", "jq", "openssl"].filter((tool) => spawnSync(tool, ["--version"]).error);

/** Hands each test of a file a GitHub of its own. */
export function withGitHub(give: (github: GitHub) => void): void {
  let template = "";
  let github: GitHub | undefined;
  beforeAll(() => {
    template = createTemplate();
  });
  afterAll(() => rmSync(template, { recursive: true, force: true }));
  beforeEach(async ({ skip }) => {
    skip(MISSING.length > 0 && process.env["CI"] === undefined, `needs ${MISSING.join(" and ")}`);
    give((github = await GitHub.start(template)));
  });
  afterEach(() => github?.remove());
}
