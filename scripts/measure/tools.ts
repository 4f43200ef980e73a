import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of programs that only a measurement needs; `npm ci` clears it. */
const CACHE = "node_modules/.cache/venice-api-client";

/** A folder with that package version installed, its own `node_modules` below; `undefined` if it can't be installed. */
export function installTool(
  root: string,
  name: string,
  packages: string[],
  installedOnly: boolean,
): string | undefined {
  const directory = join(root, CACHE, name);
  const done = join(directory, "installed");
  if (existsSync(done)) return directory;
  if (installedOnly) return undefined;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), '{ "private": true }\n');
  try {
    execFileSync("npm", ["install", "--no-save", "--no-package-lock", ...packages], {
      cwd: directory,
      stdio: "pipe",
    });
  } catch {
    // No such version for this machine, or no registry: the table says "skipped".
    return undefined;
  }
  writeFileSync(done, packages.join("\n"));
  return directory;
}
