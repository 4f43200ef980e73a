import { createTwoFilesPatch } from "diff";
import { sha256 } from "../spec/hash.ts";
import { readLock, type Lock } from "../tree/lock.ts";
import { LOCK, readGenerated, readOptional, SNAPSHOT, type Files } from "../tree/project.ts";
import { inputsHash } from "../tree/inputs.ts";
import { isInterrupted } from "../tree/transaction.ts";

/** One disagreement: what it is, and the command that fixes it. */
export interface Finding {
  what: string;
  fixCommand: string;
}

const GENERATE = "npm run generate";

/** Lists what disagrees among openapi/, its lock and generated/. If they agree, it only compares bytes. It writes nothing. */
export async function check(root: string): Promise<Finding[]> {
  if (isInterrupted(root)) return [{ what: "An update was killed half-way.", fixCommand: GENERATE }];
  const lock = readLock(root);
  const snapshot = readOptional(root, SNAPSHOT);
  if (!lock && snapshot) return [{ what: `${LOCK} is missing.`, fixCommand: `git checkout -- ${LOCK}` }];
  if (!lock) return [{ what: "There is no spec in openapi/ yet.", fixCommand: "npm run spec:update" }];
  const actual = sha256(snapshot ?? "");
  if (actual !== lock.sha256) return [toEditedSnapshot(lock, actual)];
  const generated = readGenerated(root);
  if (agree(lock, generated) && inputsHash(root, lock) === lock.generated.inputs) return [];
  return diffGenerated(root, generated);
}

function agree(lock: Lock, generated: Files): boolean {
  const { files } = lock.generated;
  const isSame = Object.entries(generated).every(([path, content]) => files[path] === sha256(content));
  return isSame && Object.keys(files).length === Object.keys(generated).length;
}

function toEditedSnapshot(lock: Lock, actual: string): Finding {
  const what = `${SNAPSHOT} is not what was pulled:\n--- ${LOCK}\n+++ ${SNAPSHOT}\n-sha256 ${lock.sha256}\n+sha256 ${actual}`;
  return { what, fixCommand: `git checkout -- ${SNAPSHOT} ${LOCK}` };
}

/** The slow way, only if something differs: generates, and shows what that would change. */
async function diffGenerated(root: string, committed: Files): Promise<Finding[]> {
  const { readProject } = await import("./regenerate.ts");
  const { render } = await import("../generate/render.ts");
  const { files } = await render(readProject(root).document);
  const paths = [...new Set([...Object.keys(files), ...Object.keys(committed)])].sort();
  const patches = paths
    .filter((path) => files[path] !== committed[path])
    .map((path) =>
      createTwoFilesPatch(path, path, committed[path] ?? "", files[path] ?? "", "committed", "from openapi/"),
    );
  const what =
    patches.length > 0
      ? patches.join("\n")
      : `${LOCK} was written by other scripts or generators than these.`;
  return [{ what, fixCommand: GENERATE }];
}
