/** GitHub's command line for the workflows, over the state that the tests read. It refuses what the real one refuses. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fail, GhError, parseArguments, type Arguments } from "./gh-arguments.ts";
import type { PullRequest, State } from "./gh-state.ts";

/** One call: where it was made, what it reads of the environment, and its arguments. */
export interface GhCall {
  cwd: string;
  home: string;
  token: string;
  repository: string;
  args: string[];
}

interface Context extends Arguments {
  state: State;
  call: GhCall;
  /** Fails unless the call's token has a permission. */
  need: (permission: string, level?: "read" | "write") => void;
  /** Runs git in GitHub's repository. */
  git: (...args: string[]) => string | undefined;
  /** Prints what `--json` asks for. */
  print: (list: object[]) => void;
}

/** Runs a command and returns what it prints; throws a `GhError` if it fails. */
export function runGh(state: State, origin: string, call: GhCall): string {
  const words = call.args[0] === "api" ? 1 : 2;
  const name = call.args.slice(0, words).join(" ");
  const command = COMMANDS[name] ?? fail(`unknown command: ${name}`);
  const permissions = state.tokens[call.token];
  if (!permissions) throw new GhError("To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN", 4);
  if (name !== "api" && call.repository === "" && !existsSync(join(call.cwd, ".git")))
    fail("failed to determine base repo: not a git repository");
  if (state.broken.includes(name)) fail("HTTP 502: Bad Gateway");
  const need: Context["need"] = (permission, level = "write") => {
    const granted = permissions[permission];
    if (granted !== "write" && granted !== level)
      fail(`HTTP 403: Resource not accessible by integration (${permission}: ${level})`);
  };
  const git = (...args: string[]) => runGit(origin, args);
  const parsed = parseArguments(call.args.slice(words));
  let output = "";
  const print = (list: object[]) => (output += toJson(list, parsed.flags));
  // A command that fails half-way changes nothing.
  const next = structuredClone(state);
  command({ ...parsed, state: next, call, need, git, print });
  Object.assign(state, next);
  return output;
}

function runGit(cwd: string, args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
}

/** What `--json` and `--jq` make of a list. */
function toJson(list: object[], { json, jq }: Arguments["flags"]): string {
  if (json === undefined) return "";
  const fields = json.split(",");
  const pick = (entry: object) => {
    const known = new Map(Object.entries(entry));
    const values = fields.map((field): [string, unknown] => [
      field,
      known.has(field) ? known.get(field) : fail(`Unknown JSON field: "${field}"`),
    ]);
    return Object.fromEntries(values);
  };
  const input = JSON.stringify(list.map(pick));
  return jq === undefined ? `${input}\n` : runJq(jq, input);
}

const filtered = new Map<string, string>();

/** jq takes longer to start than the rest of a call, and most calls list the same. */
function runJq(filter: string, input: string): string {
  const key = JSON.stringify([filter, input]);
  const output = filtered.get(key) ?? execFileSync("jq", ["-rc", filter], { input, encoding: "utf8" });
  filtered.set(key, output);
  return output;
}

function findPull({ state, rest: [number] }: Context): PullRequest {
  return state.pulls.find((pull) => String(pull.number) === number) ?? fail("no pull request");
}

function readBody({ call, flags }: Context): string | undefined {
  const file = flags["body-file"];
  const body = file === undefined ? flags["body"] : readFileSync(resolve(call.cwd, file), "utf8");
  if (body !== undefined && body.length > 65_536)
    fail("GraphQL: Body is too long (maximum is 65536 characters)");
  return body;
}

function readTitle({ flags: { title } }: Context): string | undefined {
  if (title !== undefined && title.length > 256)
    fail("GraphQL: Title is too long (maximum is 256 characters)");
  return title;
}

function splitLabels({ state }: Context, list = ""): string[] {
  const labels = list.split(",").filter(Boolean);
  return labels.map((label) => (state.labels.includes(label) ? label : fail(`'${label}' not found`)));
}

const COMMANDS: Record<string, (context: Context) => void> = {
  "auth setup-git": ({ state, call }) => {
    if (state.tokens[call.token]?.["contents"] === "write") writeFileSync(join(call.home, "credentials"), "");
  },
  "pr list": ({ state, flags, need, git, print }) => {
    need("pull-requests", "read");
    const found = state.pulls.filter((pull) => pull.head === flags["head"] && pull.state === flags["state"]);
    const full = found.map((pull) => ({
      ...pull,
      isCrossRepository: pull.isCrossRepository ?? false,
      labels: pull.labels.map((name) => ({ name })),
      headRefOid: pull.state === "open" ? git("rev-parse", pull.head) : pull.headRefOid,
    }));
    print(full);
  },
  "pr create": (context) => {
    const { state, flags, switches, need, git } = context;
    need("pull-requests");
    if (!state.mayOpenPulls)
      fail("GitHub Actions is not permitted to create or approve pull requests (createPullRequest)");
    const { head = "", base = "" } = flags;
    if (!git("rev-list", `${base}..${head}`)) fail(`No commits between ${base} and ${head}`);
    const taken = state.pulls.some(
      (pull) => pull.head === head && pull.state === "open" && !pull.isCrossRepository,
    );
    if (taken) fail(`a pull request for branch "${head}" already exists`);
    state.pulls.push({
      ...{ number: state.pulls.length + 1, head, state: "open", isDraft: switches.has("draft") },
      ...{ title: readTitle(context) ?? "", body: readBody(context) ?? "" },
      ...{ labels: [], comments: [], headRefOid: "" },
    });
  },
  "pr edit": (context) => {
    const { flags, need } = context;
    need("pull-requests");
    const pull = findPull(context);
    pull.body = readBody(context) ?? pull.body;
    pull.title = readTitle(context) ?? pull.title;
    const removed = splitLabels(context, flags["remove-label"]);
    const added = splitLabels(context, flags["add-label"]);
    pull.labels = [...new Set([...pull.labels, ...added])].filter((label) => !removed.includes(label));
  },
  "pr ready": (context) => {
    context.need("pull-requests");
    findPull(context).isDraft = context.switches.has("undo");
  },
  "pr comment": (context) => {
    context.need("pull-requests");
    findPull(context).comments.push(context.flags["body"] ?? "");
  },
  "label create": ({ state, switches, rest: [label = ""], need }) => {
    need("issues");
    if (state.labels.includes(label) && !switches.has("force"))
      fail(`label with name "${label}" already exists`);
    state.labels = [...new Set([...state.labels, label])];
  },
  "run list": ({ state, flags, need, print }) => {
    need("actions", "read");
    const { workflow, commit } = flags;
    const found = state.runs.filter((run) => run.workflow === workflow && run.commit === commit);
    print(found.map(() => ({ databaseId: 1 })));
  },
  "workflow run": ({ state, flags: { ref = "" }, rest: [workflow = ""], need, git }) => {
    need("actions");
    const commit = git("rev-parse", "--verify", `refs/heads/${ref}`) ?? fail(`No ref found for: ${ref}`);
    state.runs.push({ workflow, commit });
  },
  "release view": ({ state, rest: [tag] }) => {
    if (!state.releases.some((release) => release.tag === tag)) fail("release not found");
  },
  "release create": ({ state, flags, rest: [tag = ""], need, git }) => {
    need("contents");
    if (state.releases.some((release) => release.tag === tag))
      fail(`a release with the same tag name already exists: ${tag}`);
    const target = git("rev-parse", "--verify", "--quiet", `refs/tags/${tag}`) ?? flags["target"] ?? "";
    if (git("cat-file", "-e", `${target}^{commit}`) === undefined)
      fail("HTTP 422: target_commitish is invalid");
    git("tag", tag, target);
    state.releases.push({ tag, commit: git("rev-parse", `${tag}^{commit}`) ?? "" });
  },
  api: ({ state, fields, rest: [route = ""], need, git }) => {
    need("statuses");
    const commit = /^repos\/owner\/example\/statuses\/([0-9a-f]{40})$/.exec(route)?.[1] ?? fail("HTTP 404");
    if (git("cat-file", "-e", commit) === undefined) fail("HTTP 422: No commit found for SHA");
    state.statuses.push({ commit, state: fields["state"] ?? "" });
  },
};
