import { semanticHash, sha256 } from "../spec/hash.ts";
import { readLock, withLock, type Lock } from "../tree/lock.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { readOptional, SNAPSHOT, staleFiles } from "../tree/project.ts";
import { Refusal } from "../spec/refusal.ts";
import { inputsHash } from "../tree/inputs.ts";
import { render, type Rendered } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";
import { commit, withTree } from "../tree/transaction.ts";

/** Renders generated/ from the snapshot, after finishing what a killed update left. */
export function generate(root: string): Promise<Rendered & { changed: string[] }> {
  return withTree(root, async () => {
    const { lock, document, snapshot } = readProject(root);
    const rendered = await render(document);
    // Hash what was rendered: an edited snapshot no longer matches the lock.
    const identity = { version: document.info.version, meaning: semanticHash(document) };
    const inputs = inputsHash(root, { ...lock, ...identity, sha256: sha256(snapshot) });
    const files = withLock({ ...lock, ...identity }, inputs, rendered.files);
    const changed = Object.keys(files).filter(
      (path) => readOptional(root, path)?.toString("utf8") !== files[path],
    );
    commit(root, files, staleFiles(root, rendered.files));
    return { ...rendered, changed };
  });
}

/** The snapshot, as the gate reads it, and its lock. */
export function readProject(root: string): { lock: Lock; document: SpecDocument; snapshot: Buffer } {
  const lock = readLock(root);
  const snapshot = readOptional(root, SNAPSHOT);
  if (!lock || !snapshot) throw new Refusal("There is no spec in openapi/ yet: run `npm run spec:update`.");
  return { lock, document: readSpec(snapshot), snapshot };
}
