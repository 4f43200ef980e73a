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
 * Names a class and gives its `is`. Name and mark are on the prototype: `stack` begins with the name, and a subclass
 * has the marks of its bases. The mark is in the global symbol registry, so that it works across copies of the
 * package (ESM beside CommonJS) and realms.
 */
export function defineErrorClass<T extends Error>(
  { prototype }: { prototype: T },
  name: string,
): (value: unknown) => value is T {
  const mark = Symbol.for(`venice-api-client.${name}`);
  Object.assign(prototype, { name, [mark]: true });
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
  static readonly is = defineErrorClass<VeniceError>(this, "VeniceError");
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

  constructor(
    message: string,
    { code, outcome, attempts, requestId, serverVersion, cause }: VeniceErrorFields,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.outcome = outcome;
    this.attempts = attempts;
    this.requestId = requestId;
    this.serverVersion = serverVersion;
  }

  /** Name, message and fields, for a logger; `cause` and `stack` stay out. */
  toJSON(): object {
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}
