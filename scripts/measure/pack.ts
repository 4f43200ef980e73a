import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** What a build and a pack read of the checkout. */
export const SOURCES = [
  "src",
  "generated",
  ".npmrc",
  "package.json",
  "tsconfig.json",
  "tsdown.config.ts",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];

interface PackedFile {
  path: string;
  size: number;
}

export interface Tarball {
  path: string;
  files: PackedFile[];
}

/** Builds and packs as `npm publish` does, from a copy, so that no other run's `dist/` is touched. */
export function pack(root: string, into: string): Tarball {
  const copy = join(into, "checkout");
  for (const source of SOURCES.filter((name) => existsSync(join(root, name))))
    cpSync(join(root, source), join(copy, source), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "dir");
  const run = (...args: string[]) =>
    execFileSync("npm", args, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  run("run", "build");
  // Without its scripts, whose output would come before the JSON.
  const packed = run("pack", "--json", "--ignore-scripts", "--pack-destination", into);
  // npm's own format.
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: PackedFile[] }];
  return { path: join(into, filename), files };
}

/** Puts the tarball into `directory/node_modules` beside the checkout's copy of what it depends on. */
export function installPacked(tarball: string, root: string, directory: string): string {
  const modules = join(directory, "node_modules");
  const installed = join(modules, "venice-api-client");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
  for (const dependency of ["openapi-fetch", "openapi-typescript-helpers"])
    cpSync(join(root, "node_modules", dependency), join(modules, dependency), { recursive: true });
  return installed;
}
