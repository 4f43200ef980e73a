import type { RateLimit, ValidationIssue } from "./errors.ts";

/** A key, or a function that gives one and is asked before every attempt. */
export type ApiKeySource = string | (() => string | Promise<string>);

/** The interface of rate-limiter-flexible: `consume` rejects with `msBeforeNext` if the budget is spent. */
export interface Limiter {
  /** Takes one request from the budget that `key` names, or rejects. */
  consume(key: string): Promise<unknown>;
}

/** Options of {@link createVeniceClient}. */
export interface VeniceClientOptions {
  /**
   * The admin key, or a function that gives it and is asked before every attempt.
   * @defaultValue `VENICE_API_KEY` of the environment, read at each call, if there is one
   */
  apiKey?: ApiKeySource | undefined;
  /**
   * Where the API is: `https:`, or `http:` on loopback.
   * @defaultValue the spec's `servers[0].url`
   */
  baseUrl?: string | undefined;
  /** @defaultValue `globalThis.fetch`, looked up at each call */
  fetch?: typeof fetch | undefined;
  /**
   * Milliseconds for the whole call: every attempt, every wait and the body. A success that has begun to
   * arrive is read for up to 5 s more, as its secret is never shown again.
   * @defaultValue 30 000
   */
  timeout?: number | undefined;
  /**
   * How often to try again after what provably created nothing: a 429, or a request that was never sent.
   * @defaultValue 2
   */
  maxRetries?: number | undefined;
  /**
   * Check bodies against the spec before sending.
   * @defaultValue true
   */
  validate?: boolean | undefined;
  /**
   * Asked before every attempt to create a key, and for nothing else: a rate-limiter-flexible instance as it is.
   * @defaultValue none
   */
  limiter?: Limiter | undefined;
  /**
   * Called once for each server version or response shape that differs from what this package was made from.
   * What it throws is ignored.
   * @defaultValue none
   */
  onSpecDrift?: ((drift: SpecDrift) => void) | undefined;
  /**
   * Called for every response of every call, retries included, for logs and metrics: never with a header or a
   * body. What it throws is ignored.
   * @defaultValue none
   */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
}

/** What {@link VeniceClientOptions.onResponse} is called with. */
export interface ResponseInfo {
  /** `POST /api_keys`. */
  operation: string;
  /** The HTTP method: `POST`. */
  method: string;
  /** As the spec writes it: `/api_keys/{id}`. */
  path: string;
  /** The HTTP status; 0 for a redirect in a browser, which hides the real one. */
  status: number;
  /** 1 for the first request of the call. */
  attempt: number;
  /** From the request to the response's headers, in milliseconds. */
  durationMs: number;
  /** The response's `CF-RAY`. */
  requestId: string | undefined;
  /** The response's `x-venice-version`. */
  serverVersion: string | undefined;
  /** The rate limit as the headers state it; empty if they don't. */
  rateLimit: RateLimit;
}

/** How the service differs from the spec that this package was made from. Names and paths, never a value. */
export interface SpecDrift {
  /** `"shape"` if `differences` weren't reported before; `"version"` if the service's version alone is new. */
  kind: "version" | "shape";
  /** The spec's version. */
  specVersion: string;
  /** The running service's version; `undefined` if the response has none. */
  serverVersion: string | undefined;
  /** Where a response's shape differs from the spec; empty if only the version does. */
  differences: ValidationIssue[];
}

/** Options of one call. */
export interface CallOptions {
  /** Stops the call; the error's `cause` is its reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for this whole call. @defaultValue the client's */
  timeout?: number | undefined;
  /** Retries of this call. @defaultValue the client's */
  maxRetries?: number | undefined;
  /** Check this body before sending. @defaultValue the client's */
  validate?: boolean | undefined;
}
