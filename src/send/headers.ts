import type { RateLimit } from "../errors.ts";

/** A whole number of digits and nothing else; anything malformed is `undefined`, never 0. */
function digits(value: string | null): number | undefined {
  return value && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** An HTTP date, in the one form that servers may write. */
function httpDate(value: string | null): number | undefined {
  const time = Date.parse(value ?? "");
  return new Date(time).toUTCString() === value ? time : undefined;
}

/** What the headers say of the rate limit. The reset's unit isn't documented: its size tells which it is. */
export function readRateLimit(headers: Headers): RateLimit {
  const limit = digits(headers.get("x-ratelimit-limit-requests"));
  const remaining = digits(headers.get("x-ratelimit-remaining-requests"));
  const reset = digits(headers.get("x-ratelimit-reset-requests")) ?? 0;
  // Seconds since 1970 have ten digits from 2001 to 2286, milliseconds thirteen.
  const resetAt = new Date(reset < 1e9 || reset >= 1e14 ? NaN : reset < 1e11 ? reset * 1000 : reset);
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(!Number.isNaN(+resetAt) && { resetAt }),
  };
}

/** How long the server asks to wait, in milliseconds; `undefined` where it doesn't say. */
export function readRetryDelay(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  const seconds = digits(value);
  // Both times are the server's, so a clock that is wrong here changes nothing.
  const now = httpDate(headers.get("date")) ?? Date.now();
  const until = httpDate(value) ?? readRateLimit(headers).resetAt?.getTime();
  const delay = seconds !== undefined ? seconds * 1000 : until !== undefined ? until - now : undefined;
  // Beyond what a Date can hold, it is no time at all.
  return delay === undefined || Number.isNaN(+new Date(now + delay)) ? undefined : Math.max(0, delay);
}
