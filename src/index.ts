/**
 * Creates Venice.ai API keys: never twice by accident, never losing or showing the secret.
 *
 * @module venice-api-client
 */
export { createVeniceClient, type VeniceClient } from "./client.ts";
export type { SpecDrift } from "./drift.ts";
export {
  VeniceAbortError,
  VeniceApiError,
  VeniceAuthenticationError,
  VeniceConfigError,
  VeniceConnectionError,
  VeniceError,
  VeniceRateLimitError,
  VeniceResponseError,
  VeniceTimeoutError,
  VeniceValidationError,
  type Outcome,
  type RateLimit,
  type ResponseFault,
  type ValidationIssue,
  type VeniceApiErrorFields,
  type VeniceErrorFields,
} from "./errors.ts";
export {
  SPEC_VERSION,
  type components,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  type ErrorBody,
  type operations,
  type paths,
} from "./schema.ts";
export type { ApiKeySource, CallOptions, Limiter, VeniceClientOptions } from "./settings.ts";
