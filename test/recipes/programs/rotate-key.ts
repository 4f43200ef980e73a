import { createVeniceClient, type CreateApiKeyRequest, type VeniceClientOptions } from "venice-api-client";
import { createMany } from "./many-keys.ts";

/**
 * Replaces a key. After a kill at any step, the same call finishes the rotation: the journal holds the new key, so none
 * is created twice, and the old one works until the new one is handed over. `handOver` may run again with the same key.
 * Each rotation has a description and a journal of its own.
 */
export async function rotate(
  oldId: string,
  body: CreateApiKeyRequest,
  journal: string,
  handOver: (apiKey: string) => Promise<void>,
  options: VeniceClientOptions = {},
  settleMs?: number,
) {
  const venice = createVeniceClient(options);
  for (const apiKey of (await createMany([body], journal, options, settleMs)).values())
    await handOver(apiKey);
  const { data, response } = await venice.api.DELETE("/api_keys", { params: { query: { id: oldId } } });
  // 404: a run before this one deleted it.
  if (!data?.success && response.status !== 404)
    throw new Error(`key ${oldId} still exists (${response.status})`);
}
