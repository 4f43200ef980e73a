import type { Client } from "openapi-fetch";
import { createApi } from "./api.ts";
import { bindCreateApiKey } from "./create-api-key.ts";
import { driftReporter } from "./drift.ts";
import type { CreateApiKeyRequest, CreatedApiKey, paths } from "./schema.ts";
import { resolveSettings, type CallOptions, type VeniceClientOptions } from "./settings.ts";
import { createTransport } from "./send/transport.ts";

/** What {@link createVeniceClient} gives. */
export interface VeniceClient {
  /**
   * Creates an API key. Its secret is in the result, this once: store it before anything else.
   *
   * Nothing is ever sent twice unless it is proven that the first time created nothing.
   *
   * @throws {@link VeniceValidationError} the body breaks the spec; nothing was sent
   * @throws {@link VeniceConfigError} no usable admin key
   * @throws {@link VeniceAuthenticationError} 401
   * @throws {@link VeniceRateLimitError} 429, or the limiter refused
   * @throws {@link VeniceApiError} any other response that isn't 2xx
   * @throws {@link VeniceTimeoutError} the timeout ran out
   * @throws {@link VeniceAbortError} the signal fired
   * @throws {@link VeniceConnectionError} no response
   * @throws {@link VeniceResponseError} a success from which no key could be read
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
   * redaction rules. It retries idempotent methods only.
   *
   * @example
   * ```ts
   * const { data, error } = await venice.api.POST("/api_keys", {
   *   body: { apiKeyType: "INFERENCE", description: "billing-worker" },
   * });
   * ```
   */
  readonly api: Client<paths>;
}

/**
 * Makes a client for Venice.ai. It holds no connection and does nothing until it is called.
 *
 * @throws {@link VeniceConfigError} an option that can't be used
 * @example
 * ```ts
 * const venice = createVeniceClient({ apiKey: process.env.VENICE_API_KEY });
 * ```
 */
export function createVeniceClient(options: VeniceClientOptions = {}): VeniceClient {
  const settings = resolveSettings(options);
  const reportDrift = driftReporter(settings.onSpecDrift);
  const send = createTransport(settings);
  return {
    createApiKey: bindCreateApiKey(settings, send, reportDrift),
    api: createApi(settings, send, reportDrift),
  };
}
