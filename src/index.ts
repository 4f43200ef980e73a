/**
 * Creates Venice.ai API keys: never twice by accident, never losing or showing the secret.
 *
 * @module venice-api-client
 */
export type { VeniceApi } from "./api.ts";
export { createVeniceClient, type VeniceClient } from "./client.ts";
export {
  VeniceAbortError,
  VeniceApiError,
  VeniceAuthenticationError,
  VeniceConfigError,
  VeniceConnectionError,
  VeniceError,
  VeniceLimiterError,
  VeniceRateLimitError,
  VeniceResponseError,
  VeniceTimeoutError,
  VeniceValidationError,
  type Outcome,
  type RateLimit,
  type ResponseFault,
  type RetryTime,
  type ValidationIssue,
  type VeniceApiErrorFields,
  type VeniceErrorCode,
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
export type {
  ApiKeySource,
  CallOptions,
  Limiter,
  ResponseInfo,
  SpecDrift,
  VeniceClientOptions,
} from "./options.ts";
