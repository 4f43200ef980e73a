import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../spec/hash.ts";
import type { Lock } from "./lock.ts";
import { readJson } from "./project.ts";

/** The packages that turn a spec into files. */
const GENERATORS = ["openapi-typescript", "typescript", "prettier", "ajv", "yaml"];
/** The folders whose files decide what is generated from a spec. */
const ROOMS = ["scripts/spec", "scripts/gate", "scripts/generate"];

/** The hash of everything that decides the generated files: the snapshot, the scripts and the generators' versions. */
export function inputsHash(
  root: string,
  { sha256: snapshot, meaning, version }: Omit<Lock, "generated">,
): string {
  return sha256(
    [snapshot, meaning, version, ...readGeneratorVersions(root), ...readSources(root)].join("\0"),
  );
}

/** The path and content of every file in the rooms: a pattern that looks for imports could miss a file. */
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
