import type { ErrorBody } from "./schema.ts";

/** Whether a key exists now: `"unknown"` means that one may, so look before trying again. */
export type Outcome = "not_created" | "unknown" | "created";

/**
 * What went wrong, for programs.
 *
 * - `INVALID_CONFIG`: an option or the admin key can't be used ({@link VeniceConfigError})
 * - `VALIDATION_FAILED`: the body breaks the spec ({@link VeniceValidationError})
 * - `LIMITER_REFUSED`: the `limiter` allows no request now ({@link VeniceLimiterError})
 * - `LIMITER_FAILED`: the `limiter` itself broke ({@link VeniceLimiterError})
 * - `CONNECTION_FAILED`: no response came ({@link VeniceConnectionError})
 * - `TIMEOUT`: the `timeout` ran out ({@link VeniceTimeoutError})
 * - `ABORTED`: the `signal` fired ({@link VeniceAbortError})
 * - `UNAUTHENTICATED`: 401 ({@link VeniceAuthenticationError})
 * - `RATE_LIMITED`: 429 ({@link VeniceRateLimitError})
 * - `API_ERROR`: any other response that isn't 2xx ({@link VeniceApiError})
 * - `INVALID_RESPONSE`: a 2xx that can't be read ({@link VeniceResponseError})
 */
export type VeniceErrorCode =
  | "INVALID_CONFIG"
  | "VALIDATION_FAILED"
  | "LIMITER_REFUSED"
  | "LIMITER_FAILED"
  | "CONNECTION_FAILED"
  | "TIMEOUT"
  | "ABORTED"
  | "UNAUTHENTICATED"
  | "RATE_LIMITED"
  | "API_ERROR"
  | "INVALID_RESPONSE";

/** What the constructor of every error of this package takes. */
export interface VeniceErrorFields {
  /** What went wrong, for programs. */
  code: VeniceErrorCode;
  /** Whether a key exists now. */
  outcome: Outcome;
  /** Requests handed to fetch. */
  attempts: number;
  /** The last response's `CF-RAY`. */
  requestId?: string | undefined;
  /** The last response's `x-venice-version`. */
  serverVersion?: string | undefined;
  /** The underlying error, if it can't carry a secret. */
  cause?: unknown;
}

/**
 * Names a class and gives its `is`. The mark is in the global symbol registry and on the prototype, so that it
 * works across copies of the package (ESM beside CommonJS) and realms, and each subclass has those of its bases.
 */
function defineErrorClass<T extends Error>(
  { prototype }: { prototype: T },
  name: string,
): (value: unknown) => value is T {
  const mark = Symbol.for(`venice-api-client.${name}`);
  // On the prototype, so that the first line of `stack` has the name.
  Object.defineProperty(prototype, "name", { value: name, writable: true, configurable: true });
  Object.defineProperty(prototype, mark, { value: true });
  return (value): value is T => typeof value === "object" && value !== null && mark in value;
}

/**
 * The base of every error that this package throws. No field of it ever holds a secret.
 *
 * @example
 * ```ts
 * try {
 *   await venice.createApiKey({ apiKeyType: "INFERENCE", description: "billing-worker" });
 * } catch (error) {
 *   if (VeniceError.is(error) && error.outcome !== "not_created") alertSomeone(error);
 *   throw error;
 * }
 * ```
 */
export class VeniceError extends Error {
  /**
   * Whether a value is an error of this class or of a subclass. Unlike `instanceof` it also knows errors of
   * another copy of the package (ESM beside CommonJS) or realm, and it works as a callback:
   * `errors.filter(VeniceError.is)`.
   */
  static readonly is: (value: unknown) => value is VeniceError = defineErrorClass<VeniceError>(
    this,
    "VeniceError",
  );
  /** What went wrong, for programs, such as `RATE_LIMITED`. */
  readonly code: VeniceErrorCode;
  /** Whether a key exists now: if it isn't `"not_created"`, look before trying again. */
  readonly outcome: Outcome;
  /** Requests handed to fetch. */
  readonly attempts: number;
  /** The last response's `CF-RAY`, which Venice's support asks for; `undefined` if no response came. */
  readonly requestId: string | undefined;
  /** The last response's `x-venice-version`; `undefined` if no response came. */
  readonly serverVersion: string | undefined;

  constructor(message: string, fields: VeniceErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.outcome = fields.outcome;
    this.attempts = fields.attempts;
    this.requestId = fields.requestId;
    this.serverVersion = fields.serverVersion;
  }

  /** Name, message and fields, for a logger; `cause` and `stack` stay out. */
  toJSON(): object {
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

/** A base URL, key, key function or option that can't be used. Nothing was sent. */
export class VeniceConfigError extends VeniceError {
  /** Whether a value is a VeniceConfigError, of any copy of the package. */
  static override readonly is: (value: unknown) => value is VeniceConfigError =
    defineErrorClass<VeniceConfigError>(this, "VeniceConfigError");
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
  static override readonly is: (value: unknown) => value is VeniceValidationError =
    defineErrorClass<VeniceValidationError>(this, "VeniceValidationError");
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
  static override readonly is: (value: unknown) => value is VeniceConnectionError =
    defineErrorClass<VeniceConnectionError>(this, "VeniceConnectionError");
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
  static override readonly is: (value: unknown) => value is VeniceTimeoutError =
    defineErrorClass<VeniceTimeoutError>(this, "VeniceTimeoutError");
}

/** The caller's `signal` fired; `cause` is its reason, as it is. */
export class VeniceAbortError extends VeniceConnectionError {
  /** Whether a value is a VeniceAbortError, of any copy of the package. */
  static override readonly is: (value: unknown) => value is VeniceAbortError =
    defineErrorClass<VeniceAbortError>(this, "VeniceAbortError");
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
  static override readonly is: (value: unknown) => value is VeniceApiError = defineErrorClass<VeniceApiError>(
    this,
    "VeniceApiError",
  );
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
  static override readonly is: (value: unknown) => value is VeniceAuthenticationError =
    defineErrorClass<VeniceAuthenticationError>(this, "VeniceAuthenticationError");
}

/** 429: the service allows no further request now. */
export class VeniceRateLimitError extends VeniceApiError {
  /** Whether a value is a VeniceRateLimitError, of any copy of the package. */
  static override readonly is: (value: unknown) => value is VeniceRateLimitError =
    defineErrorClass<VeniceRateLimitError>(this, "VeniceRateLimitError");
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
  static override readonly is: (value: unknown) => value is VeniceLimiterError =
    defineErrorClass<VeniceLimiterError>(this, "VeniceLimiterError");
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
  static override readonly is: (value: unknown) => value is VeniceResponseError =
    defineErrorClass<VeniceResponseError>(this, "VeniceResponseError");
  /** What is wrong with the body. */
  readonly reason: ResponseFault;
  /** The id of the key that was created, if it could be read: what to delete. */
  readonly apiKeyId: string | undefined;
  readonly #apiKey: string | undefined;

  constructor(
    message: string,
    fields: VeniceErrorFields & { reason: ResponseFault; apiKeyId?: string | undefined },
    recoveredApiKey?: string,
  ) {
    super(message, fields);
    this.reason = fields.reason;
    this.apiKeyId = fields.apiKeyId;
    this.#apiKey = recoveredApiKey;
  }

  /** The secret, if the broken body held a complete one. Nothing else of the error shows it. */
  takeApiKey(): string | undefined {
    return this.#apiKey;
  }
}
