import type { SpecDocument } from "../spec/openapi.ts";

/** The document with copies of its first operation, each with its own path and id, up to that number of operations. */
export function multiplyOperations(document: SpecDocument, operations: number): SpecDocument {
  const [[path, item] = []] = Object.entries(document.paths);
  if (path === undefined) throw new Error("The snapshot has no path to copy.");
  const paths: Record<string, unknown> = { ...document.paths };
  for (let n = 2; n <= operations; n++) {
    const copy = JSON.stringify(item).replaceAll(/("operationId":"\w+)"/g, `$1${n}"`);
    paths[`${path}/${n}`] = JSON.parse(copy);
  }
  // Copies of operations that the gate has accepted.
  return { ...document, paths } as SpecDocument;
}
