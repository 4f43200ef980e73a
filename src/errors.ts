import type { ErrorBody } from "./schema.ts";

/** Whether a key exists now: `"unknown"` means that one may, so look before trying again. */
export type Outcome = "not_created" | "unknown" | "created";

/** What every error of this package carries. */
export interface VeniceErrorFields {
  /** A stable string for programs, such as `RATE_LIMITED`. */
  code: string;
  /** Whether a key exists now. */
  outcome: Outcome;
  /** Requests handed to fetch. */
  attempts: number;
  /** The last response's `CF-RAY`, which Venice's support asks for. */
  requestId?: string | undefined;
  /** The last response's `x-venice-version`. */
  serverVersion?: string | undefined;
  /** What was underneath, where that can't carry a secret. */
  cause?: unknown;
}

// In the global registry, so that copies of the package and other realms know each other's errors.
const BRAND = Symbol.for("venice-api-client.error");

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
  static {
    // On the prototype, so that the first line of `stack` has it.
    this.prototype.name = "VeniceError";
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }
  declare readonly code: string;
  declare readonly outcome: Outcome;
  declare readonly attempts: number;
  declare readonly requestId?: string;
  declare readonly serverVersion?: string;

  /** `instanceof` that also knows errors of another copy (ESM beside CJS) or realm. */
  static is(value: unknown): value is VeniceError {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  constructor(message: string, fields: VeniceErrorFields) {
    const { cause, ...rest } = fields;
    super(message, cause === undefined ? undefined : { cause });
    for (const [name, value] of Object.entries(rest))
      if (value !== undefined) Object.assign(this, { [name]: value });
  }

  /** Name, message and fields, for a logger; `cause` and `stack` stay out. */
  toJSON(): object {
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

/** A base URL, key, key provider or option that can't be used. Nothing was sent. */
export class VeniceConfigError extends VeniceError {
  static {
    this.prototype.name = "VeniceConfigError";
  }
}

/** One place where a request body breaks the spec: `consumptionLimit.usd` / `must be <= 9999999999`. */
export interface ValidationIssue {
  path: string;
  message: string;
}

/** The body breaks the spec. Nothing was sent. */
export class VeniceValidationError extends VeniceError {
  static {
    this.prototype.name = "VeniceValidationError";
  }
  /** Every place where the body breaks the spec. */
  declare readonly issues: ValidationIssue[];

  constructor(message: string, fields: VeniceErrorFields & { issues: ValidationIssue[] }) {
    super(message, fields);
  }
}

/** No usable response came. `sent: "no"` is proven; everything else is `"maybe"`. */
export class VeniceConnectionError extends VeniceError {
  static {
    this.prototype.name = "VeniceConnectionError";
  }
  /** Whether the last request can have reached the service. */
  declare readonly sent: "no" | "maybe";

  constructor(message: string, fields: VeniceErrorFields & { sent: "no" | "maybe" }) {
    super(message, fields);
  }
}

/** The `timeout` ran out. */
export class VeniceTimeoutError extends VeniceConnectionError {
  static {
    this.prototype.name = "VeniceTimeoutError";
  }
}

/** The caller's `signal` fired; `cause` is its reason. */
export class VeniceAbortError extends VeniceConnectionError {
  static {
    this.prototype.name = "VeniceAbortError";
  }
}

/** The rate limit that a response's headers tell of. */
export interface RateLimit {
  /** Requests allowed in a window. */
  limit?: number;
  /** Requests left in this window. */
  remaining?: number;
  /** When the window ends. */
  resetAt?: Date;
}

/** What {@link VeniceApiError} carries besides. */
export interface VeniceApiErrorFields extends VeniceErrorFields {
  status?: number | undefined;
  body?: unknown;
  headers?: Headers | undefined;
  rateLimit?: RateLimit | undefined;
}

/** A response that isn't 2xx; a redirect too, as none is ever followed. */
export class VeniceApiError extends VeniceError {
  static {
    this.prototype.name = "VeniceApiError";
  }
  /** The HTTP status; `undefined` only where a `limiter` refused, as nothing was sent then. */
  declare readonly status: number | undefined;
  /** The body: the spec's error where it was JSON, text where it was not, secrets taken out. */
  declare readonly body: ErrorBody | string | undefined;
  /** The response's headers, secrets taken out. */
  declare readonly headers: Headers | undefined;
  /** What the response says of the rate limit. */
  declare readonly rateLimit: RateLimit | undefined;

  constructor(message: string, fields: VeniceApiErrorFields) {
    super(message, fields);
  }
}

/** 401: the admin key isn't accepted. */
export class VeniceAuthenticationError extends VeniceApiError {
  static {
    this.prototype.name = "VeniceAuthenticationError";
  }
}

/** 429, or the `limiter` refused. */
export class VeniceRateLimitError extends VeniceApiError {
  static {
    this.prototype.name = "VeniceRateLimitError";
  }
  /** When to try again, where the server or the limiter says so. */
  declare readonly retryAt?: Date;
  /** The same as milliseconds from when the error was made. */
  declare readonly retryAfterMs?: number;

  constructor(
    message: string,
    fields: VeniceApiErrorFields & { retryAt?: Date | undefined; retryAfterMs?: number | undefined },
  ) {
    super(message, fields);
  }
}

/** Why no key could be read from a success. */
export type ResponseFault = "empty" | "truncated" | "not_json" | "bad_utf8" | "too_large" | "no_api_key";

/** A 2xx, but no key could be read from it. */
export class VeniceResponseError extends VeniceError {
  static {
    this.prototype.name = "VeniceResponseError";
  }
  /** What is wrong with the body. */
  declare readonly reason: ResponseFault;
  /** The id of the key that was created, where it could be read: what to delete. */
  declare readonly apiKeyId?: string;
  readonly #salvaged: string | undefined;

  constructor(
    message: string,
    fields: VeniceErrorFields & { reason: ResponseFault; apiKeyId?: string | undefined },
    salvaged?: string,
  ) {
    super(message, fields);
    this.#salvaged = salvaged;
  }

  /** The secret, where a complete one stood in the broken body. Nothing else of the error shows it. */
  takeApiKey(): string | undefined {
    return this.#salvaged;
  }
}
