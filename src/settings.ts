import { VeniceConfigError } from "./errors.ts";
import { SERVER_URL } from "./schema.ts";
import type { SpecDrift } from "./drift.ts";

/** A key, or a function that gives one and is asked before every attempt. */
export type ApiKeySource = string | (() => string | Promise<string>);

/** The interface of rate-limiter-flexible: `consume` rejects with `msBeforeNext` where the budget is spent. */
export interface Limiter {
  consume(key: string): Promise<unknown>;
}

/** Options of {@link createVeniceClient}. */
export interface VeniceClientOptions {
  /**
   * The admin key, or a function that gives it and is asked before every attempt.
   * @defaultValue `VENICE_API_KEY` of the environment, read at each call, where there is one
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
  /** Asked before every attempt; a rate-limiter-flexible instance as it is. */
  limiter?: Limiter | undefined;
  /** Told once of each server version or response shape that differs from what this package was made from. */
  onSpecDrift?: ((drift: SpecDrift) => void) | undefined;
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

/** The options with their defaults, checked. @throws {@link VeniceConfigError} */
export function resolveSettings(options: VeniceClientOptions): Settings {
  if (typeof options.apiKey === "string") checkApiKey(options.apiKey);
  const { fetch, onSpecDrift, limiter } = options;
  for (const [name, given] of Object.entries({ fetch, onSpecDrift }))
    if (given !== undefined && typeof given !== "function") throw configError(`${name} must be a function`);
  if (limiter && typeof limiter.consume !== "function")
    throw configError("limiter must have a function consume");
  const { baseUrl = SERVER_URL } = options;
  return {
    ...options,
    baseUrl: checkBaseUrl(baseUrl),
    ...checkLimits(options, { timeout: 30_000, maxRetries: 2 }),
  };
}

export interface Limits {
  timeout: number;
  maxRetries: number;
}

/** A call's own limits over the client's. */
export function checkLimits(options: CallOptions, defaults: Limits): Limits {
  const { timeout = defaults.timeout, maxRetries = defaults.maxRetries } = options;
  if (!(typeof timeout === "number" && timeout > 0))
    throw configError("timeout must be a number of milliseconds above 0");
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0))
    throw configError("maxRetries must be a whole number, 0 or above");
  // Not `instanceof`, which knows no signal of another realm, as under Jest.
  if (options.signal && !("addEventListener" in options.signal))
    throw configError("signal must be an AbortSignal");
  return { timeout, maxRetries };
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
  const fault = !key
    ? "is missing: pass apiKey, or set VENICE_API_KEY to an admin key"
    : /^bearer\s/i.test(key)
      ? 'must be the key alone, without "Bearer " in front'
      : /[^\x21-\x7e]/.test(key)
        ? "holds a character that a header can't: copy the key again"
        : undefined;
  if (fault) throw configError(`apiKey ${fault}`, attempts);
  return key;
}

/** A key that nobody need be asked for. */
export function readApiKey(key: string | undefined, attempts: number): string {
  return checkApiKey(key ?? environmentKey(), attempts);
}

/** A failed provider's own words stay out of the error: they may name the key. */
export async function askForApiKey(ask: () => string | Promise<string>, attempts: number): Promise<string> {
  let key: string;
  try {
    key = await ask();
  } catch (error) {
    const name = String((error as Partial<Error> | undefined)?.name);
    const kind = /^\w*Error$/.test(name) ? name : typeof error;
    throw configError(`the apiKey function failed (${kind}): it must return the key`, attempts);
  }
  return checkApiKey(key, attempts);
}

function environmentKey(): string | undefined {
  try {
    // Typed here, as not every runtime has a process.
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.["VENICE_API_KEY"];
  } catch {
    // Deno without --allow-env: as good as none.
    return undefined;
  }
}
