/**
 * `npm run measure:update [-- SPEC]`: a full update of a spec beside openapi-typescript's CLI, prettier and tsc on
 * the same file, interleaved in one run, and where our time goes. Writes nothing into the tree.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { projectRoot } from "../command.ts";
import { enlarged } from "./enlarge.ts";
import { compileFacade } from "../update/facade-compile.ts";
import { assessImpact } from "../impact/impact.ts";
import { readGenerated, SNAPSHOT } from "../tree/project.ts";
import { render } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";

const ROUNDS = 3;
const root = projectRoot();
const work = mkdtempSync(join(tmpdir(), "bench-update-"));
const snapshot = readSpec(readFileSync(join(root, SNAPSHOT)));
const [given] = process.argv.slice(2);
const spec = given === undefined ? synthetic() : resolve(given);

try {
  const rounds = Array.from({ length: ROUNDS }, () => ({ ours: timed(update), theirs: timed(chain) }));
  const ratio = median(rounds.map(({ ours, theirs }) => ours / theirs));
  console.log(`A full update takes ${ratio.toFixed(2)} of openapi-typescript's CLI, prettier and tsc.`);
  console.table(await parts());
} finally {
  rmSync(work, { recursive: true });
}

/** About as large as Venice's full spec, which isn't committed. */
function synthetic(): string {
  const file = join(work, "spec.json");
  writeFileSync(file, JSON.stringify(enlarged(snapshot, 46)));
  return file;
}

function update(): void {
  const flags = ["--source", spec, "--dry-run", "--allow-downgrade", "--allow-removals", "--json"];
  execFileSync(process.execPath, ["--import", "tsx", "scripts/spec-update.ts", ...flags], { cwd: root });
}

function chain(): void {
  const types = join(work, "types.ts");
  const bin = (name: string, ...args: string[]) =>
    execFileSync(join(root, "node_modules/.bin", name), args, { cwd: root, stdio: "ignore" });
  bin("openapi-typescript", spec, "-o", types);
  bin("prettier", "--write", "--ignore-path", "none", types);
  bin("tsc", "--noEmit", "--target", "es2022", "--skipLibCheck", types);
}

/** Our steps one by one, in a process that has loaded what they need. */
async function parts(): Promise<Record<string, { ms: number }>> {
  const steps: Record<string, { ms: number }> = {};
  const measure = async <T>(name: string, step: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await step();
    steps[name] = { ms: Math.round(performance.now() - start) };
    return result;
  };
  const document = await measure("read and gate", () => readSpec(readFileSync(spec)));
  const { files } = await measure("normalise, generate and format", () => render(document));
  await measure("compile the facade", () => compileFacade(root, files));
  const types = "generated/venice.d.ts";
  const before = { document: snapshot, types: readGenerated(root)[types] ?? "" };
  await measure("judge the impact", () => assessImpact(before, { document, types: files[types] ?? "" }));
  return steps;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
