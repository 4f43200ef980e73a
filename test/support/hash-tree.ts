import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The hash of every file of a project, or of the paths that are given, by path. */
export function hashTree(root: string, paths = readdirSync(root)): { [path: string]: string } {
  const hashes: { [path: string]: string } = {};
  for (const path of paths.sort()) {
    // A link, which a recursive reading would follow: 40 000 files that no command changes.
    if (path !== "node_modules") addHashes(root, path, hashes);
  }
  return hashes;
}

function addHashes(root: string, path: string, hashes: { [path: string]: string }): void {
  const file = join(root, path);
  if (statSync(file).isDirectory()) {
    for (const name of readdirSync(file).sort()) addHashes(root, `${path}/${name}`, hashes);
    return;
  }
  hashes[path] = createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Paths whose content differs, or that only one tree has. */
export function changedPaths(
  before: { [path: string]: string },
  after: { [path: string]: string },
): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).sort();
}
