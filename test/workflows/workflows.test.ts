import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readWorkflow, WORKFLOWS, type Workflow } from "./stand-in/workflow.ts";

function read(name: string): { text: string; workflow: Workflow } {
  return { text: readFileSync(new URL(name, WORKFLOWS), "utf8"), workflow: readWorkflow(name) };
}

const names = readdirSync(WORKFLOWS);
const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap((job) => job.steps);

describe.each(names)("the workflow %s", (name) => {
  const { text, workflow } = read(name);

  it("pins every action by commit, and names its version for people", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("uses no action of a major version that runs on Node 20, which GitHub is retiring", () => {
    const firstOnNode24 = { checkout: 5, "setup-node": 5, "upload-artifact": 6, "download-artifact": 7 };
    for (const [, action, major] of text.matchAll(/uses: actions\/([\w-]+)@.*# v(\d+)/g))
      // An action that isn't in the table fails the comparison with undefined.
      expect(Number(major)).toBeGreaterThanOrEqual(firstOnNode24[action as keyof typeof firstOnNode24]);
  });

  it("grants nothing by default, and each job what it needs for a limited time", () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeDefined();
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(20);
    }
  });

  it("writes no expression into a shell line, where text of a spec could become a command", () => {
    for (const { run } of stepsOf(workflow)) expect(run ?? "").not.toContain("${{");
  });

  it("leaves no credentials in a checkout", () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with?.["persist-credentials"]).toBe(false);
  });
});

const SCRIPTS = new URL("../../.github/scripts/", import.meta.url);
const powerfulJobs = names
  .flatMap((name) => Object.values(read(name).workflow.jobs))
  .filter((job) => Object.values(job.permissions ?? {}).includes("write"));

it("no job that runs installed or downloaded code has a token that can write or publish", () => {
  const commands = powerfulJobs.flatMap(({ steps }) => steps.map(({ run }) => run ?? ""));
  const scripts = commands.flatMap((run) => run.match(/(?<=\.github\/scripts\/)\S+/g) ?? []);
  expect(powerfulJobs.length).toBe(5);
  expect(scripts).toEqual(["push-update.sh", "open-pull-request.sh"]);
  const texts = scripts.map((name) => readFileSync(new URL(name, SCRIPTS), "utf8"));
  for (const text of [...commands, ...texts])
    expect(text).not.toMatch(/npm (ci|install|run|test)|npx|\bnode |\.ci\/run/);
});

it("shell code of more than ten lines is a script that stops at the first error", () => {
  for (const name of names)
    for (const { run } of stepsOf(read(name).workflow))
      expect((run ?? "").trim().split("\n").length).toBeLessThanOrEqual(10);
  for (const name of readdirSync(SCRIPTS))
    expect(readFileSync(new URL(name, SCRIPTS), "utf8")).toMatch(/^#!.*bash\n# [^]*\nset -euo pipefail\n/);
});
