import { readJson, type Files } from "./project.ts";

interface Versioned {
  version: string;
  packages?: { "": { version: string } };
}

export function packageVersion(root: string): string {
  return readVersioned(root, "package.json").version;
}

/** package.json and its lock with another version, formatted as npm does. */
export function withPackageVersion(root: string, version: string): Files {
  const manifest = { ...readVersioned(root, "package.json"), version };
  const lock = { ...readVersioned(root, "package-lock.json"), version };
  if (lock.packages) lock.packages[""].version = version;
  return { "package.json": toJson(manifest), "package-lock.json": toJson(lock) };
}

function readVersioned(root: string, path: string): Versioned {
  // npm's own files, whose shape is documented.
  return readJson(root, path) as Versioned;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
