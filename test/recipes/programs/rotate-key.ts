import type { CreateApiKeyRequest, VeniceClient } from "venice-api-client";
import { createExactlyOne } from "./resolve-unknown.ts";

/**
 * Replaces a key. If it dies
 * - before the new key exists: nothing has changed
 * - before it was handed over: the new key is an orphan, which the next rotation's description finds
 * - before the old key was deleted: both work, and running this last step again is safe
 */
export async function rotate(
  venice: VeniceClient,
  oldId: string,
  body: CreateApiKeyRequest,
  handOver: (apiKey: string) => Promise<void>,
) {
  await handOver(await createExactlyOne(venice, body));
  const { response } = await venice.api.DELETE("/api_keys", { params: { query: { id: oldId } } });
  // 404: a run before this one deleted it.
  if (!response.ok && response.status !== 404)
    throw new Error(`key ${oldId} still exists (${response.status})`);
}
