import type { ErrorBody } from "./schema.ts";
import { defineErrorClass, VeniceError, type VeniceErrorFields } from "./error-base.ts";

export { VeniceError, type Outcome, type VeniceErrorCode, type VeniceErrorFields } from "./error-base.ts";

/** A base URL, key, key function or option that can't be used. Nothing was sent. */
export class VeniceConfigError extends VeniceError {
  /** Whether a value is a VeniceConfigError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceConfigError>(this, "VeniceConfigError");
}

export function configError(message: string, attempts = 0, cause?: unknown): VeniceConfigError {
  return new VeniceConfigError(message, { code: "INVALID_CONFIG", outcome: "not_created", attempts, cause });
}

/** What something that the caller passed threw, or made a platform throw, before anything was sent. */
export function toConfigError(error: unknown, message = "an argument can't be used"): VeniceError {
  if (VeniceError.is(error)) return error;
  // Platforms quote a header that they refuse, and it may hold a secret.
  return configError(message, 0, /header/i.test(messageOf(error)) ? undefined : error);
}

export function messageOf(error: unknown): string {
  return String((error as Partial<Error> | null | undefined)?.message);
}

/** One place where a body breaks the spec: `consumptionLimit.usd` / `must be <= 9999999999`. */
export interface ValidationIssue {
  /** Property names joined by dots; empty for the body itself. */
  path: string;
  /** What the value must be. */
  message: string;
}

/** The body breaks the spec. Nothing was sent. */
export class VeniceValidationError extends VeniceError {
  /** Whether a value is a VeniceValidationError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceValidationError>(this, "VeniceValidationError");
  /** Every place where the body breaks the spec. */
  readonly issues: ValidationIssue[];

  constructor(message: string, fields: VeniceErrorFields & { issues: ValidationIssue[] }) {
    super(message, fields);
    this.issues = fields.issues;
  }
}

/** No usable response came. */
export class VeniceConnectionError extends VeniceError {
  /** Whether a value is a VeniceConnectionError or a subclass of it, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceConnectionError>(this, "VeniceConnectionError");
  /** `"no"` if it is proven that the service got no request; otherwise `"maybe"`. */
  readonly sent: "no" | "maybe";

  constructor(message: string, fields: VeniceErrorFields & { sent: "no" | "maybe" }) {
    super(message, fields);
    this.sent = fields.sent;
  }
}

/** The `timeout` ran out. */
export class VeniceTimeoutError extends VeniceConnectionError {
  /** Whether a value is a VeniceTimeoutError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceTimeoutError>(this, "VeniceTimeoutError");
}

/** The caller's `signal` fired; `cause` is its reason, as it is. */
export class VeniceAbortError extends VeniceConnectionError {
  /** Whether a value is a VeniceAbortError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceAbortError>(this, "VeniceAbortError");
}

/** The rate limit as a response's headers state it. */
export interface RateLimit {
  /** Requests allowed in a window. */
  limit?: number;
  /** Requests left in this window. */
  remaining?: number;
  /** When the window ends. */
  resetAt?: Date;
}

/** What the constructor of {@link VeniceApiError} takes. */
export interface VeniceApiErrorFields extends VeniceErrorFields {
  /** The HTTP status. */
  status: number;
  /** The parsed JSON, or the text if it isn't JSON. */
  body?: ErrorBody | string | undefined;
  /** The response's headers, without secrets. */
  headers: Headers;
  /** The rate limit as those headers state it. */
  rateLimit: RateLimit;
}

/** When to try again. */
export interface RetryTime {
  /** As a date. */
  retryAt?: Date | undefined;
  /** In milliseconds from when the error was made. */
  retryAfterMs?: number | undefined;
}

/** A response that isn't 2xx. A redirect counts, since none is ever followed. */
export class VeniceApiError extends VeniceError {
  /** Whether a value is a VeniceApiError or a subclass of it, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceApiError>(this, "VeniceApiError");
  /** The HTTP status; 0 for a redirect in a browser, which hides the real one. */
  readonly status: number;
  /** The spec's error if the body was JSON, otherwise its text; secrets are masked. */
  readonly body: ErrorBody | string | undefined;
  /** The response's headers; secrets are masked. */
  readonly headers: Headers;
  /** The rate limit as the headers state it; empty if they don't. */
  readonly rateLimit: RateLimit;

  constructor(message: string, fields: VeniceApiErrorFields) {
    super(message, fields);
    this.status = fields.status;
    this.body = fields.body;
    this.headers = fields.headers;
    this.rateLimit = fields.rateLimit;
  }
}

/** 401: the admin key isn't accepted. */
export class VeniceAuthenticationError extends VeniceApiError {
  /** Whether a value is a VeniceAuthenticationError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceAuthenticationError>(
    this,
    "VeniceAuthenticationError",
  );
}

/** 429: the service allows no further request now. */
export class VeniceRateLimitError extends VeniceApiError {
  /** Whether a value is a VeniceRateLimitError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceRateLimitError>(this, "VeniceRateLimitError");
  /** When to try again, if the server says so. */
  readonly retryAt: Date | undefined;
  /** The same in milliseconds from when the error was made. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, fields: VeniceApiErrorFields & RetryTime) {
    super(message, fields);
    this.retryAt = fields.retryAt;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/** The client's `limiter` refused (`LIMITER_REFUSED`) or broke (`LIMITER_FAILED`). Nothing was sent. */
export class VeniceLimiterError extends VeniceError {
  /** Whether a value is a VeniceLimiterError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceLimiterError>(this, "VeniceLimiterError");
  /** When to try again, if the limiter says so. */
  readonly retryAt: Date | undefined;
  /** The same in milliseconds from when the error was made. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, fields: VeniceErrorFields & RetryTime) {
    super(message, fields);
    this.retryAt = fields.retryAt;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/** Why no key could be read from a success. */
export type ResponseFault = "empty" | "truncated" | "not_json" | "bad_utf8" | "too_large" | "no_api_key";

/** A 2xx, but no key could be read from it. */
export class VeniceResponseError extends VeniceError {
  /** Whether a value is a VeniceResponseError, of any copy of the package. */
  static override readonly is = defineErrorClass<VeniceResponseError>(this, "VeniceResponseError");
  /** What is wrong with the body. */
  readonly reason: ResponseFault;
  /** The id of the key that was created, if it could be read: what to delete. */
  readonly apiKeyId: string | undefined;
  readonly #apiKey: string | undefined;

  constructor(
    message: string,
    {
      apiKey,
      ...fields
    }: VeniceErrorFields & {
      reason: ResponseFault;
      apiKeyId?: string | undefined;
      apiKey?: string | undefined;
    },
  ) {
    super(message, fields);
    this.reason = fields.reason;
    this.apiKeyId = fields.apiKeyId;
    this.#apiKey = apiKey;
  }

  /** The secret, if the broken body held a complete one. Nothing else of the error shows it. */
  takeApiKey(): string | undefined {
    return this.#apiKey;
  }
}
