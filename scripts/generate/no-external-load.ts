import { BaseResolver } from "@redocly/openapi-core";

/**
 * Lets openapi-typescript's own parser read nothing but the document that it is given. The gate refuses what leaves
 * the document; this is the second lock, for what that parser knows and the gate doesn't.
 */
export async function withoutExternalLoads<T>(work: () => Promise<T>): Promise<T> {
  const { prototype } = BaseResolver;
  const loadExternalRef = Object.getOwnPropertyDescriptor(prototype, "loadExternalRef");
  if (!loadExternalRef)
    throw new Error("@redocly/openapi-core reads files in another way now: lock that one");
  let attempted: string | undefined;
  prototype.loadExternalRef = (reference) => {
    attempted = reference;
    return Promise.reject(new Error("external references are not loaded"));
  };
  try {
    const result = await work();
    // The parser takes a failed load for a mere problem of the document.
    if (attempted !== undefined) throw new Error(`the generator tried to load ${JSON.stringify(attempted)}`);
    return result;
  } finally {
    Object.defineProperty(prototype, "loadExternalRef", loadExternalRef);
  }
}
