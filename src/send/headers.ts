import type { RateLimit } from "../errors.ts";

/** A whole number of digits and nothing else; anything malformed is `undefined`, never 0. */
function parseDigits(value: string | null): number | undefined {
  return value && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** An HTTP date as milliseconds, in the one form that servers may write. */
function parseHttpDate(value: string | null): number | undefined {
  const time = Date.parse(value ?? "");
  return new Date(time).toUTCString() === value ? time : undefined;
}

/** The reset's unit isn't documented: the size of the number tells which it is. */
function parseReset(value: string | null): Date | undefined {
  const reset = parseDigits(value) ?? 0;
  // Neither seconds nor milliseconds since 1970, which have ten and thirteen digits from 2001 to 2286.
  if (reset < 1e9 || reset >= 1e14) return undefined;
  return new Date(reset < 1e11 ? reset * 1000 : reset);
}

/** Reads the rate limit of a response. */
export function readRateLimit(headers: Headers): RateLimit {
  const limit = parseDigits(headers.get("x-ratelimit-limit-requests"));
  const remaining = parseDigits(headers.get("x-ratelimit-remaining-requests"));
  const resetAt = parseReset(headers.get("x-ratelimit-reset-requests"));
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(resetAt && { resetAt }),
  };
}

/** How long the server asks to wait, in milliseconds, which no Date may hold; `undefined` if it doesn't say. */
export function readRetryDelay(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  const seconds = parseDigits(value);
  if (seconds !== undefined) return seconds * 1000;
  const until = parseHttpDate(value) ?? readRateLimit(headers).resetAt?.getTime();
  if (until === undefined) return undefined;
  // Both times are the server's, so a wrong clock here changes nothing.
  return Math.max(0, until - (parseHttpDate(headers.get("date")) ?? Date.now()));
}
