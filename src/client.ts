import { createApi, type VeniceApi } from "./api.ts";
import { bindCreateApiKey } from "./create-api-key.ts";
import { createDriftReporter } from "./drift.ts";
import type { CallOptions, VeniceClientOptions } from "./options.ts";
import type { CreateApiKeyRequest, CreatedApiKey } from "./schema.ts";
import { readOptions, resolveSettings } from "./settings.ts";

/** What {@link createVeniceClient} returns. */
export interface VeniceClient {
  /**
   * Creates an API key. Its secret is in the result, this once: store it before anything else, and log `id` alone,
   * since JSON loggers write `apiKey`.
   *
   * Nothing is ever sent twice unless it is proven that the first time created nothing.
   *
   * @throws VeniceValidationError if the body breaks the spec; nothing was sent
   * @throws VeniceConfigError if there is no usable admin key
   * @throws VeniceLimiterError if the limiter refuses or breaks; nothing was sent
   * @throws VeniceAuthenticationError on 401
   * @throws VeniceRateLimitError on 429
   * @throws VeniceApiError on any other response that isn't 2xx
   * @throws VeniceTimeoutError if the timeout runs out
   * @throws VeniceAbortError if the signal fires
   * @throws VeniceConnectionError if no response comes
   * @throws VeniceResponseError if no key can be read from a success
   * @example
   * ```ts
   * const created = await venice.createApiKey({
   *   apiKeyType: "INFERENCE",
   *   description: "billing-worker",
   *   consumptionLimit: { usd: 50 },
   *   limitPeriod: "MONTH",
   * });
   * await secretStore.put("venice/billing-worker", created.apiKey);
   * ```
   */
  createApiKey(body: CreateApiKeyRequest, options?: CallOptions): Promise<CreatedApiKey>;
  /**
   * Every path of the spec as an openapi-fetch client, with this client's key, base URL, timeout, redirect and
   * redaction rules. It retries idempotent methods only. Creating a key through it keeps every promise of
   * `createApiKey`. A streamed body (`parseAs: "stream"`) is bounded by the timeout for the answer, then for each chunk.
   *
   * @example
   * ```ts
   * const { data, response } = await venice.api.POST("/api_keys", {
   *   body: { apiKeyType: "INFERENCE", description: "billing-worker" },
   * });
   * ```
   */
  readonly api: VeniceApi;
}

/**
 * Makes a client for Venice.ai. It holds no connection and does nothing until it is called.
 *
 * @throws VeniceConfigError if an option can't be used
 * @example
 * ```ts
 * const venice = createVeniceClient({ apiKey: process.env.VENICE_API_KEY });
 * ```
 */
export function createVeniceClient(options: VeniceClientOptions = {}): VeniceClient {
  const settings = readOptions(() => resolveSettings(options));
  const reportDrift = createDriftReporter(settings.onSpecDrift);
  return {
    createApiKey: bindCreateApiKey(settings, reportDrift),
    api: createApi(settings, reportDrift),
  };
}
