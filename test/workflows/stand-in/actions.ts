import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Contexts } from "./expressions.ts";
import { PLAIN_GIT, type Machine } from "./machine.ts";

type Inputs = Record<string, string>;

/** Stands in for an action of GitHub's. Returns why it fails, if it does. */
export function runAction(
  uses: string,
  inputs: Inputs,
  machine: Machine,
  contexts: Contexts,
): string | undefined {
  const name = uses.replace(/@.*$/, "");
  switch (name) {
    case "actions/checkout":
      checkOut(inputs, machine, contexts);
      return undefined;
    case "actions/setup-node":
      return setUpNode(inputs, machine);
    case "actions/upload-artifact":
      return upload(inputs, machine);
    case "actions/download-artifact":
      return download(inputs, machine);
    default:
      throw new Error(`no stand-in for ${uses}`);
  }
}

/** Leaves a branch checked out if one is asked for, a detached HEAD at a tag. */
function checkOut(inputs: Inputs, { origin, workspace }: Machine, contexts: Contexts): void {
  // Made by the run itself.
  const github = contexts["github"] as { ref_name: string };
  const ref = inputs["ref"] || github.ref_name;
  const depth = inputs["fetch-depth"] === "0" ? [] : ["--depth=1"];
  execFileSync("git", ["clone", "--quiet", ...depth, `--branch=${ref}`, `file://${origin}`, workspace], {
    stdio: "pipe",
    env: { ...process.env, ...PLAIN_GIT },
  });
}

function setUpNode(inputs: Inputs, { workspace }: Machine): string | undefined {
  const cached = (inputs["cache"] ?? "") !== "";
  if (cached && !existsSync(join(workspace, "package-lock.json")))
    return "Dependencies lock file is not found";
}

function upload(inputs: Inputs, { artifacts }: Machine): string | undefined {
  const { name = "artifact", path = "" } = inputs;
  const target = join(artifacts, name);
  const matches = findFiles(path);
  if (matches.length === 0)
    return inputs["if-no-files-found"] === "error" ? `No files at ${path}` : undefined;
  mkdirSync(target, { recursive: true });
  for (const match of matches) {
    const isFolder = statSync(match).isDirectory();
    cpSync(match, isFolder ? target : join(target, basename(match)), { recursive: true });
  }
}

/** A path, or every file of a folder with an ending: `folder/*.tgz`. */
function findFiles(path: string): string[] {
  if (!path.includes("*")) return existsSync(path) ? [path] : [];
  const names = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
  const ending = basename(path).replace("*", "");
  return names.filter((name) => name.endsWith(ending)).map((name) => join(dirname(path), name));
}

function download(inputs: Inputs, { artifacts, workspace }: Machine): string | undefined {
  const source = join(artifacts, inputs["name"] ?? "");
  if (!existsSync(source)) return `Artifact not found: ${inputs["name"] ?? ""}`;
  cpSync(source, resolve(workspace, inputs["path"] ?? "."), { recursive: true });
}
