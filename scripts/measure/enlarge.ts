import type { SpecDocument } from "../spec/openapi.ts";

/** The same operation so many times over, each at a path and under a name of its own. */
export function enlarged(document: SpecDocument, operations: number): SpecDocument {
  const [[path, item] = []] = Object.entries(document.paths);
  if (path === undefined) throw new Error("The snapshot has no path to copy.");
  const paths: Record<string, unknown> = { ...document.paths };
  for (let n = 2; n <= operations; n++) {
    const copy = JSON.stringify(item).replaceAll(/("operationId":"\w+)"/g, `$1${n}"`);
    paths[`${path}/${n}`] = JSON.parse(copy);
  }
  // Copies of what the gate has taken.
  return { ...document, paths } as SpecDocument;
}
