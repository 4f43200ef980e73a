import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, { permissions?: Record<string, string>; steps: Step[]; "timeout-minutes"?: number }>;
}

const folder = new URL("../../.github/workflows/", import.meta.url);

function read(name: string): { text: string; workflow: Workflow } {
  const text = readFileSync(new URL(name, folder), "utf8");
  // What the parser returns is unknown; a workflow without these parts fails the tests below.
  return { text, workflow: parse(text) as Workflow };
}

const names = readdirSync(folder);
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

it("no job runs the project's code beside a token that can write or publish", () => {
  const powerful = names
    .flatMap((name) => Object.values(read(name).workflow.jobs))
    .filter((job) => Object.values(job.permissions ?? {}).includes("write"));
  expect(powerful.length).toBe(5);
  for (const job of powerful)
    for (const { run } of job.steps)
      expect(run ?? "").not.toMatch(/npm (ci|install|run|test)|npx|node |\.ci\/run/);
});
