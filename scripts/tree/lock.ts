import { isObject } from "../spec/openapi.ts";
import { sha256 } from "../spec/hash.ts";
import { LOCK, readOptional, SNAPSHOT, type Files } from "./project.ts";
import { Refusal } from "../spec/refusal.ts";

/** Describes the snapshot and the files generated from it. It has no time, so that an unchanged pull changes no file. */
export interface Lock {
  /** The default source of a pull. */
  source: string;
  /** The spec's own `info.version`: a label, not an identity. */
  version: string;
  /** Of the snapshot's bytes. */
  sha256: string;
  /** The semantic hash of the snapshot: in canonical order, without version and annotations. */
  meaning: string;
  /** The source's, if it sends one. */
  etag?: string;
  /** What `npm run generate` wrote. */
  generated: {
    /** The hash of everything that decides the output: see inputsHash. */
    inputs: string;
    /** The hash of each file. */
    files: { [path: string]: string };
  };
}

export const DEFAULT_SOURCE = "https://api.venice.ai/doc/api/swagger.yaml";

/** The project's lock; `undefined` before the first pull. */
export function readLock(root: string): Lock | undefined {
  const bytes = readOptional(root, LOCK);
  if (!bytes) return undefined;
  try {
    const lock: unknown = JSON.parse(bytes.toString("utf8"));
    // Only withLock makes it. A mistake in an edit by hand shows in these fields.
    if (isObject(lock) && typeof lock["sha256"] === "string" && isObject(lock["generated"]))
      return lock as unknown as Lock;
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal(`${LOCK} can't be read: restore it with \`git checkout -- ${LOCK}\`.`);
}

/**
 * The snapshot's bytes, as they were pulled.
 * @throws {@link Refusal} if the snapshot was edited or removed: that would hide what a publication changes
 */
export function readPulledSnapshot(root: string, lock: Lock): Buffer {
  const bytes = readOptional(root, SNAPSHOT);
  const restore = `run git checkout -- ${SNAPSHOT} ${LOCK}`;
  if (!bytes) throw new Refusal(`${SNAPSHOT} is missing, though the lock has its hash: ${restore}`);
  if (sha256(bytes) !== lock.sha256)
    throw new Refusal(`${SNAPSHOT} is not what was pulled, as its lock has another hash: ${restore}`);
  return bytes;
}

function formatLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** The rendered files, and the lock with their hashes. */
export function withLock(lock: Omit<Lock, "generated">, inputs: string, rendered: Files): Files {
  const hashes = Object.entries(rendered).map(([path, content]) => [path, sha256(content)]);
  const generated = { inputs, files: Object.fromEntries(hashes) as Files };
  return { ...rendered, [LOCK]: formatLock({ ...lock, generated }) };
}
