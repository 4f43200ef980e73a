import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
  "continue-on-error"?: boolean;
}

export interface Job {
  needs?: string | string[];
  if?: string;
  permissions?: Record<string, string>;
  environment?: string;
  env?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  strategy?: { matrix: Record<string, unknown[]> };
  steps: Step[];
  "timeout-minutes"?: number;
}

export interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

export const WORKFLOWS = new URL("../../../.github/workflows/", import.meta.url);

export function readWorkflow(name: string): Workflow {
  // The parser returns unknown. actionlint has checked the file, and a test fails on a part that is missing.
  return parse(readFileSync(new URL(name, WORKFLOWS), "utf8")) as Workflow;
}

export function needsOf(job: Job): string[] {
  return [job.needs ?? []].flat();
}
