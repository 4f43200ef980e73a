import { BaseResolver } from "@redocly/openapi-core";

/** One for each run in progress, called with what the parser tries to load. */
const watchers = new Set<(reference: string) => void>();
let unlock = () => {};

/**
 * Lets openapi-typescript's parser read only the document that it gets. The gate refuses what leaves the document; this
 * is a second guard, for references that only that parser knows.
 */
export async function withoutExternalLoads<T>(work: () => Promise<T>): Promise<T> {
  let attempted: string | undefined;
  const watch = (reference: string) => void (attempted = reference);
  if (watchers.size === 0) unlock = lock();
  watchers.add(watch);
  try {
    const result = await work();
    // The parser reports a failed load only as a problem of the document.
    if (attempted !== undefined) throw new Error(`the generator tried to load ${JSON.stringify(attempted)}`);
    return result;
  } finally {
    watchers.delete(watch);
    if (watchers.size === 0) unlock();
  }
}

function lock(): () => void {
  const { prototype } = BaseResolver;
  const loadExternalRef = Object.getOwnPropertyDescriptor(prototype, "loadExternalRef");
  if (!loadExternalRef)
    throw new Error("@redocly/openapi-core reads files in another way now: lock that one");
  prototype.loadExternalRef = (reference) => {
    for (const watch of watchers) watch(reference);
    return Promise.reject(new Error("external references are not loaded"));
  };
  return () => void Object.defineProperty(prototype, "loadExternalRef", loadExternalRef);
}
