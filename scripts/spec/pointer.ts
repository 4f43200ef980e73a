/** JSON Pointers in the form of a `$ref`: `#/paths/~1api_keys`. No other file writes or parses them. */

/** The pointer to a key below another pointer. */
export function pointer(at: string, key: string | number): string {
  return `${at}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Whether an address is a part's or below it. */
export function isWithin(address: string, part: string): boolean {
  return address === part || address.startsWith(`${part}/`);
}

/** The keys of a local reference; `undefined` if it isn't one. */
export function parsePointer(reference: string): string[] | undefined {
  const [root, ...steps] = reference.split("/");
  if (root !== "#" || steps.length === 0) return undefined;
  try {
    return steps.map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}

/** A local reference in the one form that `pointer` writes; `undefined` if it isn't one. */
export function canonicalPointer(reference: string): string | undefined {
  return parsePointer(reference)?.reduce(pointer, "#");
}
