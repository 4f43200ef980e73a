import type { RateLimit } from "../errors.ts";

/** A whole number of digits and nothing else; anything malformed is `undefined`, never 0. */
function parseDigits(value: string | null): number | undefined {
  return value && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** An HTTP date, in the one form that servers may write. */
function parseHttpDate(value: string | null): number | undefined {
  const time = Date.parse(String(value));
  return new Date(time).toUTCString() === value ? time : undefined;
}

/** The unit isn't documented, but the size tells it: seconds since 1970 have ten digits from 2001 to 2286. */
function parseReset(value: string | null): Date | undefined {
  const reset = parseDigits(value) ?? 0;
  if (reset < 1e9 || reset >= 1e14) return undefined; // neither seconds nor milliseconds since 1970
  return new Date(reset < 1e11 ? reset * 1000 : reset);
}

/** The rate limit as the headers state it. */
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

/** How long the server asks to wait, in milliseconds; `undefined` if it doesn't say. It may be beyond any date. */
export function readRetryDelay(headers: Headers): number | undefined {
  const retryAfter = headers.get("retry-after");
  const seconds = parseDigits(retryAfter);
  if (seconds !== undefined) return seconds * 1000;
  const until = parseHttpDate(retryAfter) ?? readRateLimit(headers).resetAt?.getTime();
  if (until === undefined) return undefined;
  // Both times are the server's, so a wrong clock here changes nothing.
  const now = parseHttpDate(headers.get("date")) ?? Date.now();
  return Math.max(0, until - now);
}
