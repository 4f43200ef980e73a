import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { evaluateCondition, type Contexts, type Status } from "./expressions.ts";
import { runJob, type JobResult } from "./job.ts";
import { needsOf, readWorkflow, type Job } from "./workflow.ts";

/** What starts a workflow. */
export interface Trigger {
  event?: "push" | "schedule" | "workflow_dispatch";
  /** A branch, or a tag with `refType`. */
  ref?: string;
  refType?: "branch" | "tag";
  inputs?: Record<string, boolean>;
}

export interface Run {
  id: number;
  jobs: Record<string, JobResult>;
  log: string;
}

/** The result of each job by its name. */
export function resultsOf({ jobs }: Run): Record<string, string> {
  return Object.fromEntries(Object.entries(jobs).map(([id, { result }]) => [id, result]));
}

/** What a run needs of the stand-in for GitHub. */
export interface Host {
  folder: string;
  origin: string;
  env: Record<string, string>;
  shaOf(ref: string): string;
  /** A token that may do what a job's permissions say. */
  createToken(permissions: Record<string, string>): string;
}

const SKIPPED: JobResult = { result: "skipped", outputs: {}, log: "" };
let lastId = 0;

/** Runs the jobs of a workflow. With an earlier run, those of it that succeeded keep their results and artifacts. */
export async function runWorkflow(host: Host, name: string, trigger: Trigger, earlier?: Run): Promise<Run> {
  const { event = "schedule", ref = "main", refType = "branch", inputs = {} } = trigger;
  const { on, jobs } = readWorkflow(name);
  if (!(event in on)) throw new Error(`${name} is not started by ${event}`);
  const run: Run = { id: earlier?.id ?? ++lastId, jobs: {}, log: "" };
  const github = {
    ...{ event_name: event, ref_name: ref, ref_type: refType, sha: host.shaOf(ref), run_id: run.id },
    ...{ repository: "owner/example", server_url: "https://github.example" },
    event: { repository: { default_branch: "main" } },
  };
  // Jobs are written in an order in which each needs earlier ones only.
  for (const [id, job] of Object.entries(jobs)) {
    const before = earlier?.jobs[id];
    const unchanged =
      before?.result === "success" && needsOf(job).every((need) => run.jobs[need] === earlier?.jobs[need]);
    run.jobs[id] = unchanged ? before : await startJob(host, run, job, { github, inputs });
    run.log += run.jobs[id].log;
  }
  return run;
}

async function startJob(host: Host, run: Run, job: Job, contexts: Contexts): Promise<JobResult> {
  const needs = Object.fromEntries(needsOf(job).map((need) => [need, run.jobs[need] ?? SKIPPED]));
  const status: Status = Object.values(needs).every(({ result }) => result === "success")
    ? "success"
    : "failure";
  const permissions = job.permissions ?? {};
  const artifacts = join(host.folder, `artifacts-${run.id}`);
  mkdirSync(artifacts, { recursive: true });
  // As on GitHub, `github` holds the token; a matrix of one dimension is all that the workflows have.
  const github = { ...(contexts["github"] as Record<string, string>), token: host.createToken(permissions) };
  const all = { ...contexts, github, needs };
  if (!evaluateCondition(job.if, all, status)) return SKIPPED;
  const settings = {
    folder: host.folder,
    origin: host.origin,
    artifacts,
    env: { ...host.env, ...runnerEnv(github, permissions) },
  };
  const results: JobResult[] = [];
  for (const node of job.strategy?.matrix["node"] ?? [undefined])
    results.push(await runJob(job, { ...settings, contexts: { ...all, matrix: { node } } }));
  const failed = results.some(({ result }) => result === "failure");
  return {
    ...results[0]!,
    log: results.map(({ log }) => log).join(""),
    result: failed ? "failure" : "success",
  };
}

function runnerEnv(
  github: Record<string, unknown>,
  permissions: Record<string, string>,
): Record<string, string> {
  const names = ["ref_name", "ref_type", "sha", "run_id", "repository", "server_url"];
  const env = names.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])]);
  if (permissions["id-token"] === "write")
    env.push(["ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1/token"]);
  // Each entry is a pair of strings.
  return Object.fromEntries(env) as Record<string, string>;
}
