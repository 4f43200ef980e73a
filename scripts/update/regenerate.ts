import { meaningHash, sha256 } from "../spec/hash.ts";
import { formatLock, readLock, type Lock } from "../tree/lock.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { LOCK, readGenerated, readIfThere, SNAPSHOT, type Files } from "../tree/project.ts";
import { Refusal } from "../spec/refusal.ts";
import { inputsHash } from "../tree/inputs.ts";
import { render, type Rendered } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";
import { commit, withTree } from "../tree/transaction.ts";

/** Makes generated/ anew from the snapshot, finishing first what a killed update left. */
export function generate(root: string): Promise<Rendered & { changed: string[] }> {
  return withTree(root, async () => {
    const { lock, document, snapshot } = readProject(root);
    const rendered = await render(document);
    // Of what was rendered, which an edited snapshot or lock is not what the lock says.
    const made = { version: document.info.version, meaning: meaningHash(document) };
    const inputs = inputsHash(root, { ...lock, ...made, sha256: sha256(snapshot) });
    const files = withLock({ ...lock, ...made }, inputs, rendered.files);
    const changed = Object.keys(files).filter(
      (path) => readIfThere(root, path)?.toString("utf8") !== files[path],
    );
    commit(root, files, staleFiles(root, rendered.files));
    return { ...rendered, changed };
  });
}

/** The snapshot, gated, and its lock. */
export function readProject(root: string): { lock: Lock; document: SpecDocument; snapshot: Buffer } {
  const lock = readLock(root);
  const snapshot = readIfThere(root, SNAPSHOT);
  if (!lock || !snapshot) throw new Refusal("There is no spec in openapi/ yet: run `npm run spec:update`.");
  return { lock, document: readSpec(snapshot), snapshot };
}

/** The rendered files, and the lock that vouches for them. */
export function withLock(lock: Omit<Lock, "generated">, inputs: string, rendered: Files): Files {
  const hashes = Object.entries(rendered).map(([path, content]) => [path, sha256(content)]);
  const generated = { inputs, files: Object.fromEntries(hashes) as Files };
  return { ...rendered, [LOCK]: formatLock({ ...lock, generated }) };
}

/** What stands in generated/ and isn't made any more. */
export function staleFiles(root: string, rendered: Files): string[] {
  return Object.keys(readGenerated(root)).filter((path) => !(path in rendered));
}
