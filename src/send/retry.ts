import type { Attempt } from "./attempt.ts";
import type { Call } from "./call.ts";
import { readRetryDelay } from "./headers.ts";

const INITIAL_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
/** The least time for an answer: a retry that isn't answered turns "not_created" into "unknown". */
const MIN_ANSWER_MS = 500;

/** How long to wait before the next attempt; `undefined` if there is to be none. */
export function retryDelay({ response, isRetryable }: Attempt, call: Call): number | undefined {
  if (!isRetryable || call.attempts > call.maxRetries) return undefined;
  // Full jitter, so that many clients don't come back together.
  const backoff = Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (call.attempts - 1));
  const jitter = Math.random() * backoff;
  // A server that names no time, or 0, still isn't asked again at once.
  const delay = response ? readRetryDelay(response.headers) || (backoff + jitter) / 2 : jitter;
  return hasTimeForAnswer(call, delay) ? delay : undefined;
}

/** Whether another attempt after `delay` is likely to be answered, as the last one was. */
export function hasTimeForAnswer({ durationMs, deadline }: Call, delay = 0): boolean {
  return delay + Math.max(MIN_ANSWER_MS, durationMs) < deadline.remaining();
}
