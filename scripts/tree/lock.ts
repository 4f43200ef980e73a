import { isObject } from "../spec/openapi.ts";
import { sha256 } from "../spec/hash.ts";
import { LOCK, readOptional, SNAPSHOT, type Files } from "./project.ts";
import { Refusal } from "../spec/refusal.ts";

/** What `openapi/venice.yaml` is, and what was made of it. Holds no time, so that an unchanged pull leaves git clean. */
export interface Lock {
  /** The default source of a pull. */
  source: string;
  /** The spec's own `info.version`: a label, not an identity. */
  version: string;
  /** Of the snapshot's bytes. */
  sha256: string;
  /** Of what the snapshot means: in canonical order, without version and annotations. */
  meaning: string;
  /** The source's, if it sends one. */
  etag?: string;
  /** What `npm run generate` made of the snapshot. */
  generated: {
    /** The hash of all that decides the output: the snapshot, the scripts and the generators' versions. */
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
    // Written by writeLock alone; a hand's mistake shows in the fields that are looked at first.
    if (isObject(lock) && typeof lock["sha256"] === "string" && isObject(lock["generated"]))
      return lock as unknown as Lock;
  } catch {
    // Falls through to what it means.
  }
  throw new Refusal(`${LOCK} can't be read: restore it with \`git checkout -- ${LOCK}\`.`);
}

/**
 * The snapshot's bytes, as they were pulled.
 * @throws {@link Refusal} if it was edited or removed: that would hide what a publication changes
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

/** The rendered files, and the lock that vouches for them. */
export function withLock(lock: Omit<Lock, "generated">, inputs: string, rendered: Files): Files {
  const hashes = Object.entries(rendered).map(([path, content]) => [path, sha256(content)]);
  const generated = { inputs, files: Object.fromEntries(hashes) as Files };
  return { ...rendered, [LOCK]: formatLock({ ...lock, generated }) };
}
