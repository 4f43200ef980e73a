/** What can go wrong with a call, as errors. */
import {
  VeniceApiError,
  VeniceAuthenticationError,
  VeniceConnectionError,
  VeniceLimiterError,
  VeniceRateLimitError,
  VeniceResponseError,
  type Outcome,
  type ResponseFault,
  type RetryTime,
  type VeniceError,
} from "../errors.ts";
import type { Call } from "./call.ts";
import { readRateLimit, readRetryDelay } from "./headers.ts";
import type { ConnectFailureStage } from "./not-sent.ts";

/** `stage` is the step at which connecting provably ended: then nothing was sent. */
function toConnectionError(call: Call, error: unknown, stage: ConnectFailureStage): VeniceConnectionError {
  if (stage) call.sent = false;
  const what = stage
    ? `no connection (${stage})`
    : call.sent
      ? "the connection broke without a response"
      : "it failed before a request was sent";
  return new VeniceConnectionError(call.errorMessage(what), {
    ...call.connectionErrorFields(error),
    code: "CONNECTION_FAILED",
  });
}

/** What nobody expects, such as a fetch of the caller's own that gives no real Response: what is known stays known. */
export function toUnexpectedError(call: Call, error: unknown, stage?: ConnectFailureStage): VeniceError {
  const { status } = call;
  if (status === undefined || !call.sent) return toConnectionError(call, error, stage);
  if (status < 200 || status > 299)
    return toApiError(call, { status, headers: new Headers() }, undefined, error);
  return toResponseError(call, "a success that can't be read", { reason: "truncated", cause: error });
}

/** What is wrong with a success, and what of it is left. */
export interface ResponseErrorDetails {
  reason: ResponseFault;
  /** @defaultValue the call's */
  outcome?: Outcome;
  /** The key's, if it is a text. */
  id?: unknown;
  apiKey?: string | undefined;
  cause?: unknown;
}

export function toResponseError(
  call: Call,
  what: string,
  details: ResponseErrorDetails,
): VeniceResponseError {
  const { reason, outcome = call.outcome, id, apiKey, cause } = details;
  const apiKeyId = typeof id === "string" ? call.redact(id) : undefined;
  const fields = { ...call.errorFields(cause), outcome, reason, apiKeyId };
  return new VeniceResponseError(
    call.errorMessage(what, outcome),
    { ...fields, code: "INVALID_RESPONSE" },
    apiKey,
  );
}

/** `body` is what openapi-fetch read of it. The transport has masked the secrets in both. */
export function toApiError(
  call: Call,
  response: Pick<Response, "status" | "headers">,
  body: unknown,
  cause?: unknown,
): VeniceApiError {
  const { status, headers } = response;
  const delay = status === 429 ? readRetryDelay(headers) : undefined;
  const time = toRetryTime(delay);
  const detail = detailOf(body);
  const again = time.retryAt ? `, try again in ${delay} ms` : "";
  const message = call.errorMessage(`status ${status}${detail && `, ${detail}`}${again}`);
  const fields = {
    ...call.errorFields(cause),
    status,
    // As the spec has it, as far as the server keeps to it.
    body: (body || undefined) as VeniceApiError["body"],
    headers,
    rateLimit: readRateLimit(headers),
  };
  if (status === 401) return new VeniceAuthenticationError(message, { ...fields, code: "UNAUTHENTICATED" });
  if (status === 429) return new VeniceRateLimitError(message, { ...fields, ...time, code: "RATE_LIMITED" });
  return new VeniceApiError(message, { ...fields, code: "API_ERROR" });
}

/** The server's own message, in the forms that Venice uses; never a page of HTML. */
function detailOf(body: unknown): string {
  const error = (body as { error?: { message?: unknown } | string | null } | null | undefined)?.error;
  const text = typeof error === "object" ? error?.message : error;
  return typeof text === "string" ? text.slice(0, 300) : "";
}

/** Nothing if there is no delay, or one that no date can hold. */
function toRetryTime(delay: number | undefined): RetryTime {
  const retryAt = new Date(Date.now() + (delay ?? NaN));
  return Number.isNaN(+retryAt) ? {} : { retryAfterMs: delay, retryAt };
}

/** What a limiter rejected with: its budget is spent, or it broke. */
export function toLimiterError(call: Call, rejection: unknown): VeniceLimiterError {
  const delays = delaysOf(rejection);
  const delay = delays.includes(-1) ? undefined : Math.max(...delays);
  const time = toRetryTime(delay);
  const refused = time.retryAt ? `allows the next request in ${delay} ms` : "allows no further request";
  return new VeniceLimiterError(call.errorMessage(`the limiter ${delays.length ? refused : "failed"}`), {
    ...call.errorFields(rejection),
    ...time,
    code: delays.length ? "LIMITER_REFUSED" : "LIMITER_FAILED",
  });
}

/**
 * The `msBeforeNext` of a rate-limiter-flexible rejection, or of each limiter of a union of them; -1 if the budget
 * never comes back. Empty if the limiter itself broke.
 */
function delaysOf(rejection: unknown): number[] {
  try {
    return [rejection, ...(Object.values(rejection as object) as unknown[])]
      .map((each) => (each as { msBeforeNext?: unknown } | null | undefined)?.msBeforeNext)
      .filter((delay) => typeof delay === "number");
  } catch {
    // Nothing, or an object that throws when it is read.
    return [];
  }
}
