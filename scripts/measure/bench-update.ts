/**
 * `npm run measure:update [-- [FROM] SPEC]`: compares a full update of a spec with openapi-typescript's CLI, prettier
 * and tsc on the same file, interleaved in one run, and prints the time of each step; then the same for an unchanged
 * update. It writes nothing into the tree. With FROM, the update begins at that spec, in a copy that it writes to.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { projectRoot } from "../command.ts";
import { multiplyOperations } from "./enlarge.ts";
import { compileFacade } from "../update/facade-compile.ts";
import { assessImpact } from "../impact/impact.ts";
import { readGenerated, SNAPSHOT } from "../tree/project.ts";
import { render } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";

const ROUNDS = 3;
const UNCHANGED_ROUNDS = 9;
/** Index of the ended children's user time among the fields after the name in Linux's /proc/PID/stat. */
const CHILDREN_USER_TIME = 13;
/** All that an update reads. */
const COPIED = [
  ..."package.json package-lock.json tsconfig.json CHANGELOG.md".split(" "),
  ..."scripts src openapi generated".split(" "),
];
const root = projectRoot();
const work = mkdtempSync(join(tmpdir(), "bench-update-"));
const given = process.argv.slice(2);
const before = given.length > 1 ? given.shift() : undefined;
const start = before === undefined ? root : copyWith(resolve(before));
const snapshot = readSpec(readFileSync(join(start, SNAPSHOT)));
const spec = given[0] === undefined ? synthetic() : resolve(given[0]);

try {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const tree = before === undefined ? root : copy(start, join(work, "tree"));
    return { ours: timed(() => update(tree)), theirs: timed(chain) };
  });
  const ratio = (part: keyof Timing) =>
    median(rounds.map(({ ours, theirs }) => ours[part] / theirs[part])).toFixed(2);
  console.log(
    `A full update takes ${ratio("ms")} times as long as openapi-typescript's CLI, prettier and tsc` +
      // Only Linux counts that of child processes.
      (process.platform === "linux" ? `, and ${ratio("cpuMs")} times their CPU time.` : "."),
  );
  console.table(await parts());
  console.log("An unchanged update:");
  console.table(unchanged());
} finally {
  rmSync(work, { recursive: true });
}

/** About as large as Venice's full spec, which isn't committed. */
function synthetic(): string {
  const file = join(work, "spec.json");
  writeFileSync(file, JSON.stringify(multiplyOperations(snapshot, 46)));
  return file;
}

/** A copy of the project whose snapshot is a spec. */
function copyWith(source: string): string {
  const project = copy(root, join(work, "project"));
  runUpdate(project, source);
  return project;
}

function copy(from: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  for (const path of COPIED) cpSync(join(from, path), join(to, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"));
  return to;
}

function update(tree: string): void {
  runUpdate(tree, spec, ...(tree === root ? ["--dry-run"] : []));
}

function runUpdate(cwd: string, source: string, ...flags: string[]): void {
  const args = ["--source", source, "--allow-downgrade", "--allow-removals", "--json", ...flags];
  execFileSync(process.execPath, ["--import", "tsx", "scripts/spec-update.ts", ...args], { cwd });
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
  const known = { document: snapshot, types: readGenerated(start)[types] ?? "" };
  await measure("judge the impact", () => assessImpact(known, { document, types: files[types] ?? "" }));
  return steps;
}

/** What each thing adds that an unchanged update needs before it can answer. */
function unchanged(): Record<string, { ms: number }> {
  const empty = join(work, "empty.ts");
  writeFileSync(empty, "");
  const script = ["scripts/spec-update.ts", "--source", join(root, SNAPSHOT)];
  const commands = {
    node: [process.execPath, "--eval", "0"],
    imported: [process.execPath, "--import", "tsx", empty],
    tsx: [join(root, "node_modules/.bin/tsx"), empty],
    update: [process.execPath, "--import", "tsx", ...script],
    npm: ["npm", "run", "--silent", "spec:update", "--", ...script.slice(1)],
  };
  const rounds = Array.from({ length: UNCHANGED_ROUNDS }, () => mapValues(commands, timeCommand));
  const ms = mapValues(commands, (_, name) => median(rounds.map((round) => round[name])));
  return mapValues(
    {
      "Node starts": ms.node,
      "--import tsx": ms.imported - ms.node,
      "our modules load, and compare the bytes": ms.update - ms.imported,
      "all of it": ms.update,
      "npm run, before it": ms.npm - ms.update,
      "what tsx in place of node --import tsx would add": ms.tsx - ms.imported,
    },
    (value) => ({ ms: Math.round(value) }),
  );
}

function timeCommand([command = "", ...args]: string[]): number {
  return timed(() => execFileSync(command, args, { cwd: root, stdio: "ignore" })).ms;
}

function mapValues<Name extends string, From, To>(
  values: Record<Name, From>,
  convert: (value: From, name: Name) => To,
): Record<Name, To> {
  const entries = Object.entries(values) as [Name, From][];
  // The same names.
  return Object.fromEntries(entries.map(([name, value]) => [name, convert(value, name)])) as Record<Name, To>;
}

interface Timing {
  ms: number;
  /** Of all processes that were started. */
  cpuMs: number;
}

function timed(work: () => void): Timing {
  const start = performance.now();
  const cpuStart = childrenCpuMs();
  work();
  return { ms: performance.now() - start, cpuMs: childrenCpuMs() - cpuStart };
}

/** The CPU time of the processes that have ended, which Linux counts in hundredths of a second. */
function childrenCpuMs(): number {
  if (process.platform !== "linux") return NaN;
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name before them is in brackets and may have any character.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = fields.slice(CHILDREN_USER_TIME).map(Number);
  return 10 * ((user ?? NaN) + (system ?? NaN));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
