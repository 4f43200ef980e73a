import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { Refusal } from "../spec/refusal.ts";

/** Paths below the project's root, which is every function's first parameter. */
export const SNAPSHOT = "openapi/venice.yaml";
export const LOCK = "openapi/venice.lock.json";
export const GENERATED = "generated";
export const CHANGELOG = "CHANGELOG.md";

/** File contents by path below the root, with `/` on every system. */
export type Files = { [path: string]: string };

export function readOptional(root: string, path: string): Buffer | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** A JSON file that people and npm write. @throws {@link Refusal} if it isn't JSON */
export function readJson(root: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(`${path} is not JSON: does it hold conflict markers?`);
  }
}

export function readGenerated(root: string): Files {
  const folder = join(root, GENERATED);
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const names = entries.filter((name) => statSync(join(folder, name)).isFile()).sort();
  return Object.fromEntries(
    names.map((name) => [
      `${GENERATED}/${name.replaceAll(sep, "/")}`,
      readFileSync(join(folder, name), "utf8"),
    ]),
  );
}

/** Files in generated/ that are no longer rendered. */
export function staleFiles(root: string, rendered: Files): string[] {
  return Object.keys(readGenerated(root)).filter((path) => !(path in rendered));
}
