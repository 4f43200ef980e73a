import { configError, type VeniceError } from "../errors.ts";
import type { Call } from "./call.ts";
import { toUnexpectedError } from "./failures.ts";
import { readRateLimit } from "./headers.ts";
import { ignoreFailure } from "./ignore-failure.ts";
import { toNonReplayableBody } from "./non-replayable-body.ts";
import { connectFailureStage } from "./not-sent.ts";
import { discard } from "./response-body.ts";

/** Plain data: a Request costs more than all the rest of a call, and npm's undici refuses the global one. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Blob | undefined;
}

/** Some fetches cache or share POSTs, such as that of Next.js. A Request that doesn't know the option refuses it. */
const canAvoidCaches = () => typeof Request === "function" && "cache" in Request.prototype;

export function createInit(
  { method, url, body }: OutgoingRequest,
  headers: Record<string, string>,
  { deadline, operation }: Call,
  init: RequestInit | undefined,
): RequestInit {
  const { signal } = deadline;
  const complete: RequestInit = { ...init, method, headers, redirect: "manual", signal };
  if ((operation.creates || complete.cache === undefined) && canAvoidCaches()) complete.cache = "no-store";
  return body === undefined ? complete : Object.assign(complete, toNonReplayableBody(body, url));
}

/** What came of one request. */
export type Attempt = {
  /** Whether it provably created nothing, and another may fare better. */
  isRetryable: boolean;
} & ({ response: Response; error?: undefined } | { response?: undefined; error: VeniceError });

/** Sends one request. Rejects only if the call was stopped, or couldn't begin. */
export async function attempt(url: string, init: RequestInit, call: Call): Promise<Attempt> {
  const { deadline, settings } = call;
  const fetch = settings.fetch ?? globalThis.fetch;
  // Some runtimes have none, whatever the types say.
  if (typeof (fetch as unknown) !== "function")
    throw configError("fetch is missing: pass one", call.attempts);
  // It may have been stopped since the last await: after that, nothing is sent.
  deadline.throwIfStopped();
  call.startAttempt();
  try {
    // A custom fetch may give no promise.
    const receiving = Promise.resolve(fetch(url, init)).then((response) => noteResponse(response, call));
    const response = await deadline.race(receiving);
    return { response, isRetryable: response.status === 429 };
  } catch (error) {
    call.endAttempt();
    // The error of this call's stop, not of another client's inside a custom fetch.
    if (deadline.stopError && error === deadline.stopError) throw error;
    const stage = call.status === undefined ? connectFailureStage(error) : undefined;
    return { error: toUnexpectedError(call, error, stage), isRetryable: stage === "connect" };
  }
}

/** How long a created key may still be read after the timeout or an abort, in milliseconds. */
const GRACE_MS = 5_000;

/** Keeps what is known from here on, and reports it. */
function noteResponse(response: Response, call: Call): Response {
  const { deadline, settings, operation, label, attempts: attempt } = call;
  const { method, path, creates } = operation;
  if (deadline.stopError) {
    // The call has already rejected: release the socket.
    discard(response);
    return response;
  }
  const { status, ok } = response;
  call.endAttempt();
  // First, as reading the rest may throw.
  call.status = status;
  if (ok && creates) deadline.setGracePeriod(GRACE_MS);
  const { headers } = response;
  call.requestId = headers.get("cf-ray") ?? undefined;
  call.serverVersion = headers.get("x-venice-version") ?? undefined;
  // What the hook throws, or rejects with, must not fail the call.
  void ignoreFailure(() =>
    settings.onResponse?.({
      ...{ operation: label, method, path, status, attempt, durationMs: call.durationMs },
      ...call.responseIds(),
      rateLimit: readRateLimit(headers),
    }),
  );
  return response;
}
