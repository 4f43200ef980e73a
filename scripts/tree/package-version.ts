import { readJson, type Files } from "./project.ts";

// npm's own files, whose shape is documented.
interface Manifest {
  version: string;
}
interface PackageLock extends Manifest {
  packages: { "": Manifest };
}

export function packageVersion(root: string): string {
  return readManifest(root).version;
}

/** package.json and its lock with another version, formatted as npm does. */
export function withPackageVersion(root: string, version: string): Files {
  const lock = readJson(root, "package-lock.json") as PackageLock;
  lock.packages[""].version = version;
  return {
    "package.json": toJson({ ...readManifest(root), version }),
    "package-lock.json": toJson({ ...lock, version }),
  };
}

function readManifest(root: string): Manifest {
  return readJson(root, "package.json") as Manifest;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
