import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "./hash.ts";
import type { Lock } from "./lock.ts";

/** What turns a spec into files, beside the scripts. */
const GENERATORS = ["openapi-typescript", "typescript", "prettier", "ajv", "yaml"];
const RENDER_SCRIPTS = /^(render|normalize|openapi|json-schema|gate-walk|facade-(bodies|operations))/;

/** The hash of all that decides what render makes: the snapshot, its scripts, and the generators' versions. */
export function inputsHash(
  root: string,
  { sha256: snapshot, meaning, version }: Omit<Lock, "generated">,
): string {
  const scripts = join(root, "scripts/lib");
  const names = readdirSync(scripts)
    .filter((name) => RENDER_SCRIPTS.test(name))
    .sort();
  const sources = names.map((name) => readFileSync(join(scripts, name), "utf8"));
  return sha256([snapshot, meaning, version, ...generatorVersions(root), ...sources].join("\0"));
}

function generatorVersions(root: string): string[] {
  // npm's own file, whose shape is documented.
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: { [path: string]: { version?: string } };
  };
  return GENERATORS.map((name) => `${name}@${packages[`node_modules/${name}`]?.version ?? ""}`);
}
