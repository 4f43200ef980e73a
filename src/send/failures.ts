/** What can go wrong with a call, as the errors that tell of it. */
import { facts, sentence, type Progress } from "./call.ts";
import type { StopReason } from "./deadline.ts";
import {
  VeniceAbortError,
  VeniceApiError,
  VeniceAuthenticationError,
  VeniceConnectionError,
  VeniceRateLimitError,
  VeniceTimeoutError,
  type Outcome,
} from "../errors.ts";
import { readRateLimit, readRetryDelay } from "./headers.ts";
import type { ConnectFailureStage } from "./not-sent.ts";
import { redactError } from "./redact.ts";

export function stopped(call: Progress, by: StopReason, reason: unknown): VeniceConnectionError {
  const outcome = call.sent ? "unknown" : "not_created";
  const [Failure, code, what] =
    by === "timeout"
      ? ([VeniceTimeoutError, "TIMEOUT", "the timeout ran out"] as const)
      : ([VeniceAbortError, "ABORTED", "the signal aborted it"] as const);
  const when = call.sent ? "after the request was handed to fetch" : "before a request could take effect";
  return new Failure(sentence(call, `${what} ${when}`, outcome), {
    ...facts(call),
    code,
    outcome,
    sent: call.sent ? "maybe" : "no",
    cause: by === "signal" ? reason : undefined,
  });
}

export function connectionFailed(
  call: Progress,
  error: unknown,
  step: ConnectFailureStage | undefined,
): VeniceConnectionError {
  const outcome = step ? "not_created" : "unknown";
  const what = step
    ? `no connection (${step}), so nothing was sent`
    : "the connection broke without a response";
  return new VeniceConnectionError(sentence(call, what, outcome), {
    ...facts(call),
    code: "CONNECTION_FAILED",
    outcome,
    sent: step ? "no" : "maybe",
    cause: redactError(error, call.redact),
  });
}

/** What a response that isn't 2xx proves. 0 is a browser's redirect, whose real status it hides. */
function outcomeOf(status: number): Outcome {
  return status === 0 || status >= 500 || [303, 408, 409, 425].includes(status) ? "unknown" : "not_created";
}

/** `error` is what openapi-fetch read of the body. The transport has taken the secrets out of both. */
export function responseRefused(call: Progress, response: Response, error: unknown): VeniceApiError {
  const { status, headers } = response;
  const outcome = outcomeOf(status);
  const delay = status === 429 ? readRetryDelay(headers) : undefined;
  const detail = detailOf(error);
  const times = retryTimes(delay);
  const again = times.retryAt ? `, try again in ${delay} ms` : "";
  const message = sentence(call, `status ${status}${detail && `, ${detail}`}${again}`, outcome);
  const rateLimit = readRateLimit(headers);
  const fields = { ...facts(call), outcome, status, body: error || undefined, headers, rateLimit };
  if (status === 401) return new VeniceAuthenticationError(message, { ...fields, code: "UNAUTHENTICATED" });
  if (status !== 429) return new VeniceApiError(message, { ...fields, code: "API_ERROR" });
  return new VeniceRateLimitError(message, { ...fields, code: "RATE_LIMITED", ...times });
}

/** What the server says of itself, in the forms that Venice uses; never a page of HTML. */
function detailOf(body: unknown): string {
  const said = (body as { error?: { message?: unknown } | string | null } | null | undefined)?.error;
  const text = typeof said === "object" ? said?.message : said;
  return typeof text === "string" ? text.slice(0, 300) : "";
}

function retryTimes(delay: number | undefined) {
  const retryAt = new Date(Date.now() + (delay ?? NaN));
  return Number.isNaN(+retryAt) ? {} : { retryAfterMs: delay, retryAt };
}

/** What rate-limiter-flexible rejects with: `-1` where the budget never comes back. */
type Spent = { msBeforeNext?: unknown } | null | undefined;

/**
 * A limiter rejects with `msBeforeNext` where the budget is spent (a union of limiters, with one of each), and
 * with an Error where it broke itself.
 */
export function limiterRefused(call: Progress, rejection: unknown): VeniceRateLimitError {
  const delays = [rejection, ...Object.values((rejection ?? {}) as Record<string, unknown>)]
    .map((each) => (each as Spent)?.msBeforeNext)
    .filter((each) => typeof each === "number");
  const spent = delays.length > 0;
  const longest = Math.max(...delays);
  const delay = Number.isFinite(longest) && !delays.includes(-1) ? longest : undefined;
  const when = delay === undefined ? "no further request" : `the next request in ${delay} ms`;
  const what = spent ? `the limiter allows ${when}` : "the limiter failed";
  return new VeniceRateLimitError(sentence(call, what, "not_created"), {
    ...facts(call),
    code: spent ? "RATE_LIMITED" : "LIMITER_FAILED",
    outcome: "not_created",
    cause: redactError(rejection, call.redact),
    ...retryTimes(delay),
  });
}
