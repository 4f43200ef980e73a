import { configError, toConfigError } from "./errors.ts";
import type { CallOptions, VeniceClientOptions } from "./options.ts";
import { SERVER_URL } from "./schema.ts";
import { checkApiKey } from "./send/admin-key.ts";

export type Settings = VeniceClientOptions & Limits & { baseUrl: string };

/** Reads what a caller passed, which may have getters that throw. @throws VeniceError */
export function readOptions<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toConfigError(error);
  }
}

/** The options with their defaults, checked; each is read once. @throws VeniceConfigError */
export function resolveSettings(options: VeniceClientOptions): Settings {
  // What the type says, JavaScript needn't keep to.
  check(Object(options) === options, "options must be an object");
  // Named one by one: a spread would drop what an instance of a class inherits, and read a getter again.
  const { apiKey, baseUrl = SERVER_URL, fetch, validate, limiter, onSpecDrift, onResponse } = options;
  if (typeof apiKey !== "function" && apiKey !== undefined) checkApiKey(apiKey);
  for (const [name, value] of Object.entries({ fetch, onSpecDrift, onResponse }))
    check(value === undefined || typeof value === "function", `${name} must be a function`);
  check(!limiter || typeof limiter.consume === "function", "limiter.consume must be a function");
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
  check(typeof timeout === "number" && timeout > 0, "timeout must be a number of ms above 0");
  check(Number.isInteger(maxRetries) && maxRetries >= 0, "maxRetries must be an integer, 0 or above");
  return { timeout, maxRetries, signal: signal ?? undefined };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** No message repeats the URL: it may hold a secret, in the wrong place. */
function checkBaseUrl(baseUrl: string): string {
  try {
    const { protocol, hostname, username, password, href } = new URL(baseUrl);
    const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
    if (isSafe && !username && !password && !/[?#]/.test(baseUrl)) return href.replace(/\/+$/, "");
  } catch {
    // No URL at all.
  }
  throw configError("baseUrl must be https:, or http: on loopback, without credentials, query or fragment");
}

function check(isUsable: boolean, problem: string): void {
  if (!isUsable) throw configError(problem);
}
