import { spawn, type SpawnOptions } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { runSpecUpdate } from "../../scripts/update/command-line.ts";
import { updateSpec } from "../../scripts/update/update.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const COPIED = ["package.json", "package-lock.json", "tsconfig.json", "scripts", "src", "CHANGELOG.md"];
/** A small spec with createApiKey as Venice has it, and one operation more. */
export const SMALL_SPEC = readFileSync(join(REPOSITORY, "test/fixtures/small-spec.yaml"), "utf8");
export const SMALL_VERSION = "20260102.030405";

/** `SMALL_SPEC` under another version, with pieces of its text replaced, of which each must be there. */
export function publication(version: string, ...changes: [piece: string, by: string][]): string {
  return [[SMALL_VERSION, version] as const, ...changes].reduce((text, [piece, by]) => {
    if (!text.includes(piece)) throw new Error(`the small spec has no ${piece}`);
    return text.replace(piece, () => by);
  }, SMALL_SPEC);
}

/** A project like this one whose snapshot is `SMALL_SPEC`. */
export async function createProject(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "project-"));
  for (const path of COPIED) cpSync(join(REPOSITORY, path), join(root, path), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  const first = await updateSpec(root, { source: writeSource(root, SMALL_SPEC) });
  if (first.status !== "updated") throw new Error(first.reason);
  return root;
}

/** Another one like it, at no cost. */
export function copyProject(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "project-"));
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

export function removeProject(root: string): void {
  rmSync(root, { recursive: true, force: true });
  rmSync(`${root}.source`, { force: true });
}

/** Hands every test of a file a project of its own, all from one that is made once. */
export function withProjectForEachTest(give: (root: string) => void): void {
  let first: string;
  let copy: string;
  beforeAll(async () => {
    first = await createProject();
  });
  afterAll(() => removeProject(first));
  beforeEach(() => give((copy = copyProject(first))));
  afterEach(() => removeProject(copy));
}

/** A file with what is published, beside the project. */
export function writeSource(root: string, text: string): string {
  writeFileSync(`${root}.source`, text);
  return `${root}.source`;
}

export function readJson(root: string, path: string): Record<string, unknown> {
  // The tests' own files, all of them objects.
  return JSON.parse(readFileSync(join(root, path), "utf8")) as Record<string, unknown>;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The update's command in this process, which has loaded what it needs. */
export async function runUpdateHere(root: string, ...args: string[]): Promise<Ran> {
  const output = { stdout: "", stderr: "" };
  const code = await runSpecUpdate(root, {
    args,
    folder: root,
    printLine: (line) => (output.stdout += `${line}\n`),
    printError: (line) => (output.stderr += `${line}\n`),
    isIsolated: false,
  });
  return { code, ...output };
}

/** One of the project's commands, in a process of its own. */
export function run(root: string, script: string, args: string[] = [], preload: string[] = []) {
  return runProgram(`scripts/${script}.ts`, args, { cwd: root }, preload);
}

const TSX = pathToFileURL(join(REPOSITORY, "node_modules/tsx/dist/loader.mjs")).href;

/** A program in TypeScript, in a process of its own. */
export function runProgram(path: string, args: string[], options: SpawnOptions, preload: string[] = []) {
  const loaders = [TSX, ...preload].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...loaders, path, ...args], { ...options, stdio: "pipe" });
  const ended = new Promise<Ran>((done) => {
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on("close", (code) => done({ code, ...output }));
  });
  return { child, ended };
}
