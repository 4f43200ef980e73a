#!/usr/bin/env node
// GitHub's command line for the workflows, over the state that the tests read. It refuses what the real one refuses.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { STAND_IN, GH_TOKEN, GH_REPO, HOME } = process.env;
const path = join(STAND_IN, "state.json");
const state = JSON.parse(readFileSync(path, "utf8"));

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

const git = (...args) => {
  try {
    return execFileSync("git", args, {
      cwd: join(STAND_IN, "origin"),
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch {
    return undefined;
  }
};

/** `--name value`, `-f key=value` and the flags that take no value; anything else is an argument. */
const SWITCHES = ["draft", "undo", "force"];
function parseArguments(list) {
  const flags = { f: {} };
  const rest = [];
  for (let i = 0; i < list.length; i++) {
    const name = list[i].replace(/^--?/, "");
    if (!list[i].startsWith("-")) rest.push(list[i]);
    else if (SWITCHES.includes(name)) flags[name] = true;
    else if (name === "f") {
      const [key, ...value] = list[++i].split("=");
      flags.f[key] = value.join("=");
    } else flags[name] = list[++i] ?? fail(`flag needs an argument: --${name}`);
  }
  return { flags, rest };
}

function need(permission, level = "write") {
  const granted = state.tokens[GH_TOKEN]?.[permission];
  if (granted !== "write" && granted !== level)
    fail(`HTTP 403: Resource not accessible by integration (${permission}: ${level})`);
}

function print(value, { json, jq }) {
  if (json === undefined) return;
  const fields = json.split(",");
  const pick = (entry) =>
    Object.fromEntries(
      fields.map((field) => [field, field in entry ? entry[field] : fail(`Unknown JSON field: "${field}"`)]),
    );
  const text = JSON.stringify(value.map(pick));
  process.stdout.write(jq === undefined ? `${text}\n` : execFileSync("jq", ["-rc", jq], { input: text }));
}

const findPull = (number) =>
  state.pulls.find((pull) => String(pull.number) === number) ?? fail("no pull request");
const readText = (flags) => {
  const body = flags["body-file"] === undefined ? flags.body : readFileSync(flags["body-file"], "utf8");
  if (body?.length > 65_536) fail("GraphQL: Body is too long (maximum is 65536 characters)");
  if (flags.title?.length > 256) fail("GraphQL: Title is too long (maximum is 256 characters)");
  return body;
};
const splitLabels = (list) =>
  (list ?? "")
    .split(",")
    .filter(Boolean)
    .map((label) => (state.labels.includes(label) ? label : fail(`'${label}' not found`)));

const COMMANDS = {
  "auth setup-git"() {
    if (state.tokens[GH_TOKEN].contents === "write") writeFileSync(join(HOME, "credentials"), "");
  },
  "pr list"({ flags }) {
    need("pull-requests", "read");
    const found = state.pulls.filter((pull) => pull.head === flags.head && pull.state === flags.state);
    const full = found.map((pull) => ({
      ...pull,
      isCrossRepository: pull.isCrossRepository ?? false,
      labels: pull.labels.map((name) => ({ name })),
      headRefOid: pull.state === "open" ? git("rev-parse", pull.head) : pull.headRefOid,
    }));
    print(full, flags);
  },
  "pr create"({ flags }) {
    need("pull-requests");
    if (!state.mayOpenPulls)
      fail("GitHub Actions is not permitted to create or approve pull requests (createPullRequest)");
    if (!git("rev-list", `${flags.base}..${flags.head}`))
      fail(`No commits between ${flags.base} and ${flags.head}`);
    const taken = state.pulls.some(
      (pull) => pull.head === flags.head && pull.state === "open" && !pull.isCrossRepository,
    );
    if (taken) fail(`a pull request for branch "${flags.head}" already exists`);
    const { head, title, draft = false } = flags;
    const opened = { head, title, body: readText(flags), isDraft: draft, state: "open" };
    state.pulls.push({ number: state.pulls.length + 1, ...opened, labels: [], comments: [] });
  },
  "pr edit"({ flags, rest: [number] }) {
    need("pull-requests");
    const pull = findPull(number);
    const body = readText(flags);
    if (body !== undefined) pull.body = body;
    if (flags.title !== undefined) pull.title = flags.title;
    const removed = splitLabels(flags["remove-label"]);
    pull.labels = [...new Set([...pull.labels, ...splitLabels(flags["add-label"])])].filter(
      (label) => !removed.includes(label),
    );
  },
  "pr ready"({ flags, rest: [number] }) {
    need("pull-requests");
    findPull(number).isDraft = flags.undo ?? false;
  },
  "pr comment"({ flags, rest: [number] }) {
    need("pull-requests");
    findPull(number).comments.push(flags.body);
  },
  "label create"({ flags, rest: [label] }) {
    need("issues");
    if (state.labels.includes(label) && !flags.force) fail(`label with name "${label}" already exists`);
    state.labels = [...new Set([...state.labels, label])];
  },
  "run list"({ flags }) {
    need("actions", "read");
    const { workflow, commit } = flags;
    const found = state.runs.filter((run) => run.workflow === workflow && run.commit === commit);
    print(
      found.map(() => ({ databaseId: 1 })),
      flags,
    );
  },
  "workflow run"({ flags, rest: [workflow] }) {
    need("actions");
    const commit =
      git("rev-parse", "--verify", `refs/heads/${flags.ref}`) ?? fail(`No ref found for: ${flags.ref}`);
    state.runs.push({ workflow, commit });
  },
  "release view"({ rest: [tag] }) {
    if (!state.releases.some((release) => release.tag === tag)) fail("release not found");
  },
  "release create"({ flags, rest: [tag] }) {
    need("contents");
    if (state.releases.some((release) => release.tag === tag))
      fail(`a release with the same tag name already exists: ${tag}`);
    const target = git("rev-parse", "--verify", "--quiet", `refs/tags/${tag}`) ?? flags.target;
    if (git("cat-file", "-e", `${target}^{commit}`) === undefined)
      fail("HTTP 422: target_commitish is invalid");
    git("tag", tag, target);
    state.releases.push({ tag, commit: git("rev-parse", `${tag}^{commit}`) });
  },
  api({ flags, rest: [route] }) {
    need("statuses");
    const commit = route.match(/^repos\/owner\/example\/statuses\/([0-9a-f]{40})$/)?.[1] ?? fail("HTTP 404");
    if (git("cat-file", "-e", commit) === undefined) fail("HTTP 422: No commit found for SHA");
    state.statuses.push({ commit, state: flags.f.state });
  },
};

const args = process.argv.slice(2);
const name = args[0] === "api" ? "api" : args.slice(0, 2).join(" ");
const command = COMMANDS[name] ?? fail(`unknown command: ${name}`);
if (state.tokens[GH_TOKEN] === undefined)
  fail("To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN", 4);
if (name !== "api" && !GH_REPO && !existsSync(".git"))
  fail("failed to determine base repo: not a git repository");
if (state.broken.includes(name)) fail("HTTP 502: Bad Gateway");
command(parseArguments(args.slice(name === "api" ? 1 : 2)));
writeFileSync(path, JSON.stringify(state));
