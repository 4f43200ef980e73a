import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "./hash.ts";
import type { Lock } from "./lock.ts";

/** What turns a spec into files, beside the scripts. */
const GENERATORS = ["openapi-typescript", "typescript", "prettier", "ajv", "yaml"];
/** They and all that they import decide what is made of a spec, and what it is said to mean. */
const RENDER_SCRIPTS = ["hash.ts", "render.ts"];

/** The hash of all that decides what render makes: the snapshot, its scripts, and the generators' versions. */
export function inputsHash(
  root: string,
  { sha256: snapshot, meaning, version }: Omit<Lock, "generated">,
): string {
  const sources = scriptsOf(join(root, "scripts/lib"));
  return sha256([snapshot, meaning, version, ...generatorVersions(root), ...sources].join("\0"));
}

function scriptsOf(folder: string): string[] {
  const sources = new Map<string, string>();
  const waiting = [...RENDER_SCRIPTS];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sources.has(name)) continue;
    const source = readFileSync(join(folder, name), "utf8");
    sources.set(name, source);
    waiting.push(
      ...[...source.matchAll(/ from "\.\/([\w-]+\.ts)";$/gm)].flatMap(([, imported]) => imported ?? []),
    );
  }
  return [...sources.keys()].sort().flatMap((name) => [name, sources.get(name) ?? ""]);
}

function generatorVersions(root: string): string[] {
  // npm's own file, whose shape is documented.
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: { [path: string]: { version?: string } };
  };
  return GENERATORS.map((name) => `${name}@${packages[`node_modules/${name}`]?.version ?? ""}`);
}
