import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = [
  "CHANGELOG.md",
  "generated",
  "openapi",
  "package-lock.json",
  "package.json",
  "scripts",
  "src",
  "tsconfig.json",
];

/** A copy of the project in a folder of its own, for commands that write; gone after the test. */
export function copyProject(): string {
  const root = mkdtempSync(join(tmpdir(), "venice-project-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of COPIED) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  return root;
}

/** Every file that a command may write, by path; what stands beside them, such as a lock, shows as well. */
export function readTree(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.startsWith("node_modules") && statSync(join(root, name)).isFile(),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, name), "utf8")]));
}
