import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runAction } from "./actions.ts";
import { evaluateCondition, interpolateAll, type Contexts, type Status } from "./expressions.ts";
import { createMachine, type Machine } from "./machine.ts";
import type { Job, Step } from "./workflow.ts";

export interface JobResult {
  result: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  log: string;
}

/** What a job needs besides its YAML. */
export interface JobSettings {
  folder: string;
  origin: string;
  artifacts: string;
  contexts: Contexts;
  /** Of the runner's own. */
  env: Record<string, string>;
}

/** Runs the steps of a job in order, as the runner does. */
export async function runJob(job: Job, settings: JobSettings): Promise<JobResult> {
  const machine = createMachine(settings.folder, settings);
  const steps: Record<string, { outputs: Record<string, string>; outcome: string }> = {};
  const contexts: Contexts = { ...settings.contexts, runner: { temp: machine.temp }, steps };
  const jobEnv = interpolateAll(job.env, contexts);
  let status: Status = "success";
  let log = "";
  for (const step of job.steps) {
    if (!evaluateCondition(step.if, contexts, status)) continue;
    const env = { ...jobEnv, ...interpolateAll(step.env, contexts) };
    const ran = await runStep(step, machine, contexts, { ...settings.env, ...env });
    log += ran.log;
    if (step.id !== undefined)
      steps[step.id] = { outputs: ran.outputs, outcome: ran.ok ? "success" : "failure" };
    if (!ran.ok && step["continue-on-error"] !== true) status = "failure";
  }
  return { result: status, outputs: interpolateAll(job.outputs, contexts), log };
}

async function runStep(step: Step, machine: Machine, contexts: Contexts, env: Record<string, string>) {
  if (step.uses !== undefined) {
    const error = runAction(step.uses, interpolateAll(step.with, contexts), machine, contexts);
    return { ok: error === undefined, log: error ?? "", outputs: {} };
  }
  return runShell(step.run ?? "", machine, env);
}

/** Runs a script as `bash -e {0}`, which is what a `run:` without `shell:` is on Linux. */
async function runShell(script: string, { workspace, temp, home }: Machine, env: Record<string, string>) {
  const files = { GITHUB_OUTPUT: join(temp, "output"), GITHUB_STEP_SUMMARY: join(temp, "summary") };
  for (const file of Object.values(files)) writeFileSync(file, "");
  writeFileSync(join(temp, "script.sh"), script);
  const PATH = `${env["STAND_IN"] ?? ""}/bin${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn("bash", ["-e", join(temp, "script.sh")], {
    cwd: workspace,
    env: { PATH, HOME: home, RUNNER_TEMP: temp, ...files, ...env },
  });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  log += readFileSync(files.GITHUB_STEP_SUMMARY, "utf8");
  return { ok: code === 0, log, outputs: parseOutputs(readFileSync(files.GITHUB_OUTPUT, "utf8")) };
}

function parseOutputs(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
