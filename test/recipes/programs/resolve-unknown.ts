import { setTimeout as sleep } from "node:timers/promises";
import {
  VeniceError,
  VeniceResponseError,
  type CreateApiKeyRequest,
  type VeniceClient,
} from "venice-api-client";

/** Creates one key, whatever happens on the way. No other key may have this description. */
export async function createExactlyOne(
  venice: VeniceClient,
  body: CreateApiKeyRequest,
  settleMs?: number,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const created = await venice.createApiKey(body);
      return created.apiKey;
    } catch (error) {
      const recovered = VeniceResponseError.is(error) ? error.takeApiKey() : undefined;
      if (recovered) return recovered;
      if (!VeniceError.is(error) || error.outcome === "not_created" || attempt === 3) throw error;
      await deleteByDescription(venice, body.description, settleMs);
    }
  }
}

/** Deletes the key that may exist, whose secret nobody has. */
export async function deleteByDescription(venice: VeniceClient, description: string, settleMs = 5_000) {
  // A request that timed out may still be under way.
  await sleep(settleMs);
  const { data: list, response } = await venice.api.GET("/api_keys");
  if (!list) throw new Error(`the keys can't be listed (${response.status}): look before trying again`);
  for (const { id } of list.data.filter((key) => key.description === description)) {
    const { data, response } = await venice.api.DELETE("/api_keys", { params: { query: { id } } });
    // 404: deleted already, by a first attempt whose answer was lost. A 200 may say `success: false`.
    if (!data?.success && response.status !== 404)
      throw new Error(`key ${id} can't be deleted (${response.status})`);
  }
}
