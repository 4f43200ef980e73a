import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../spec/hash.ts";
import type { Lock } from "./lock.ts";
import { readJson } from "./project.ts";

/** What turns a spec into files, beside the scripts. */
const GENERATORS = ["openapi-typescript", "typescript", "prettier", "ajv", "yaml"];
/** The folders below the root whose files decide what is generated from a spec, and what it means. */
const ROOMS = ["scripts/spec", "scripts/gate", "scripts/generate"];

/** The hash of all that decides what render makes: the snapshot, its scripts, and the generators' versions. */
export function inputsHash(
  root: string,
  { sha256: snapshot, meaning, version }: Omit<Lock, "generated">,
): string {
  return sha256(
    [snapshot, meaning, version, ...readGeneratorVersions(root), ...readSources(root)].join("\0"),
  );
}

/** Each file's path and content, whole rooms: which of them a change reaches is not for a pattern to guess. */
function readSources(root: string): string[] {
  return ROOMS.flatMap((room) =>
    readdirSync(join(root, room))
      .sort()
      .flatMap((name) => [`${room}/${name}`, readFileSync(join(root, room, name), "utf8")]),
  );
}

function readGeneratorVersions(root: string): string[] {
  // npm's own file, whose shape is documented.
  const { packages } = readJson(root, "package-lock.json") as {
    packages: { [path: string]: { version?: string } };
  };
  return GENERATORS.map((name) => `${name}@${packages[`node_modules/${name}`]?.version ?? ""}`);
}
