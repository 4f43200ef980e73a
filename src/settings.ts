import { VeniceConfigError, type RateLimit, type ValidationIssue } from "./errors.ts";
import { SERVER_URL } from "./schema.ts";

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

export type Settings = VeniceClientOptions & Limits & { baseUrl: string };

/** The options with their defaults, checked; each is read once. @throws VeniceConfigError */
export function resolveSettings(options: VeniceClientOptions): Settings {
  if (!isObject(options)) throw configError("options must be an object");
  // Named one by one: a spread would drop what an instance of a class inherits, and read a getter again.
  const { apiKey, baseUrl = SERVER_URL, fetch, validate, limiter, onSpecDrift, onResponse } = options;
  if (typeof apiKey !== "function" && apiKey !== undefined) checkApiKey(apiKey);
  for (const [name, value] of Object.entries({ fetch, onSpecDrift, onResponse }))
    if (value !== undefined && typeof value !== "function") throw configError(`${name} must be a function`);
  if (limiter && typeof limiter.consume !== "function")
    throw configError("limiter must have a function consume");
  return {
    ...{ apiKey, fetch, validate, limiter, onSpecDrift, onResponse },
    baseUrl: checkBaseUrl(baseUrl),
    ...resolveLimits(options, { timeout: 30_000, maxRetries: 2 }),
  };
}

export interface Limits {
  timeout: number;
  maxRetries: number;
}

/** A call's own limits over the client's, each read once. */
export function resolveLimits(
  options: CallOptions,
  defaults: Limits,
): Limits & { signal: AbortSignal | undefined } {
  const { timeout = defaults.timeout, maxRetries = defaults.maxRetries, signal } = options;
  if (!(typeof timeout === "number" && timeout > 0))
    throw configError("timeout must be a number of milliseconds above 0");
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0))
    throw configError("maxRetries must be a whole number, 0 or above");
  // Not `instanceof`, which knows no signal of another realm, as under Jest.
  if (signal && typeof (signal as Partial<AbortSignal>).addEventListener !== "function")
    throw configError("signal must be an AbortSignal");
  return { timeout, maxRetries, signal: signal ?? undefined };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function configError(message: string, attempts = 0): VeniceConfigError {
  return new VeniceConfigError(message, { code: "INVALID_CONFIG", outcome: "not_created", attempts });
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

// No message repeats the URL or the key: either may hold a secret, in the wrong place.
function checkBaseUrl(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw configError("baseUrl is not a URL: give one like https://api.example.com/v1");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    throw configError("baseUrl must be https:, or http: on loopback: a key would travel in the clear");
  if (url.username || url.password || /[?#]/.test(baseUrl))
    throw configError("baseUrl must have no credentials, query or fragment: leave host and path");
  return url.href.replace(/\/+$/, "");
}

/** The key without outer white space. */
function checkApiKey(apiKey: unknown, attempts = 0): string {
  const key = typeof apiKey === "string" ? apiKey.trim() : "";
  const problem = apiKeyProblem(key);
  if (problem) throw configError(`apiKey ${problem}`, attempts);
  return key;
}

function apiKeyProblem(key: string): string | undefined {
  if (!key) return "is missing: pass apiKey, or set VENICE_API_KEY to an admin key";
  if (/^bearer\s/i.test(key)) return 'must be the key alone, without "Bearer " in front';
  if (/[^\x21-\x7e]/.test(key)) return "holds a character that a header can't: copy the key again";
  return undefined;
}

/** The static key, from options or the environment. */
export function resolveStaticApiKey(key: string | undefined, attempts: number): string {
  return checkApiKey(key ?? readEnvApiKey(), attempts);
}

/** A failed provider's own words stay out of the error: they may name the key. */
export async function callApiKeyProvider(
  provider: () => string | Promise<string>,
  attempts: number,
): Promise<string> {
  let key: string;
  try {
    key = await provider();
  } catch (error) {
    const name = String((error as Partial<Error> | undefined)?.name);
    const kind = /^\w*Error$/.test(name) ? name : typeof error;
    throw configError(`the apiKey function failed (${kind}): it must return the key`, attempts);
  }
  return checkApiKey(key, attempts);
}

function readEnvApiKey(): string | undefined {
  try {
    // Typed here, as not every runtime has a process.
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.["VENICE_API_KEY"];
  } catch {
    // Deno without --allow-env: as good as none.
    return undefined;
  }
}
