/** What can go wrong with a call, as errors. */
import {
  VeniceApiError,
  VeniceAuthenticationError,
  VeniceConnectionError,
  VeniceLimiterError,
  VeniceRateLimitError,
  VeniceResponseError,
  type ResponseFault,
  type RetryTime,
  type VeniceError,
} from "../errors.ts";
import type { Call } from "./call.ts";
import { readRateLimit, readRetryDelay } from "./headers.ts";
import type { ConnectFailureStage } from "./not-sent.ts";

/**
 * What nobody expects, such as a fetch of the caller's own that gives no real Response: what is known stays known.
 * `stage` is the step at which connecting provably ended: then nothing was sent.
 */
export function toUnexpectedError(call: Call, error: unknown, stage?: ConnectFailureStage): VeniceError {
  if (stage) call.sent = false;
  const { status, sent } = call;
  if (status === undefined || !sent) {
    const what = stage
      ? `no connection (${stage})`
      : sent
        ? "the connection broke"
        : "no request could be sent";
    return call.toConnectionError(VeniceConnectionError, what, { code: "CONNECTION_FAILED" }, error);
  }
  if (status < 200 || status > 299)
    return toApiError(call, { status, headers: new Headers() }, undefined, error);
  return toResponseError(call, { reason: "truncated", cause: error });
}

/** What is wrong with a success, and what of it is left. */
export interface ResponseErrorDetails {
  reason: ResponseFault;
  /** The key's, if it is a text. */
  id?: unknown;
  apiKey?: string | undefined;
  cause?: unknown;
  hint?: string;
}

export function toResponseError(call: Call, details: ResponseErrorDetails): VeniceResponseError {
  const { reason, id, apiKey, cause, hint = "" } = details;
  const what = `a success that can't be read (${reason})${hint}`;
  const fields = {
    code: "INVALID_RESPONSE",
    outcome: reason === "empty" ? "unknown" : call.outcome,
    reason,
    apiKeyId: typeof id === "string" ? call.redact(id) : undefined,
    apiKey,
  } as const;
  return call.toError(VeniceResponseError, what, fields, cause);
}

/** `body` is what openapi-fetch read of it. The transport has masked the secrets in both. */
export function toApiError(
  call: Call,
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
  cause?: unknown,
): VeniceApiError {
  const time = status === 429 ? toRetryTime(readRetryDelay(headers)) : {};
  const detail = detailOf(body);
  const [Class, code] =
    status === 401
      ? ([VeniceAuthenticationError, "UNAUTHENTICATED"] as const)
      : status === 429
        ? ([VeniceRateLimitError, "RATE_LIMITED"] as const)
        : ([VeniceApiError, "API_ERROR"] as const);
  const fields = {
    code,
    status,
    // As the spec has it, as far as the server keeps to it.
    body: (body || undefined) as VeniceApiError["body"],
    headers,
    rateLimit: readRateLimit(headers),
    ...time,
  };
  return call.toError(Class, `status ${status}${detail && `, ${detail}`}${describe(time)}`, fields, cause);
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
  return Number.isNaN(retryAt.getTime()) ? {} : { retryAfterMs: delay, retryAt };
}

function describe({ retryAfterMs }: RetryTime): string {
  return retryAfterMs === undefined ? "" : `, try again in ${retryAfterMs} ms`;
}

/** What a limiter rejected with: its budget is spent, or it broke. */
export function toLimiterError(call: Call, rejection: unknown): VeniceLimiterError {
  const delays = delaysOf(rejection);
  const time = toRetryTime(delays.includes(-1) ? undefined : Math.max(...delays));
  const [what, code] = delays.length
    ? (["refused", "LIMITER_REFUSED"] as const)
    : (["failed", "LIMITER_FAILED"] as const);
  return call.toError(
    VeniceLimiterError,
    `the limiter ${what}${describe(time)}`,
    { code, ...time },
    rejection,
  );
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
