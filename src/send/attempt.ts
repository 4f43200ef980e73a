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
export type Attempt = { durationMs: number } & (
  | { response: Response; error?: undefined }
  | { response?: undefined; error: VeniceError; isRetryable: boolean }
);

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
  const startedAt = performance.now();
  const durationMs = () => performance.now() - startedAt;
  const receive = async () => {
    const response = await fetch(url, init);
    // Otherwise the call has already rejected: release the socket.
    if (deadline.stopError) discard(response);
    else noteResponse(response, call, durationMs());
    return response;
  };
  try {
    return { response: await deadline.race(receive()), durationMs: durationMs() };
  } catch (error) {
    // The error of this call's stop, not of another client's inside a custom fetch.
    if (deadline.stopError && error === deadline.stopError) throw error;
    const stage = call.status === undefined ? connectFailureStage(error) : undefined;
    const isRetryable = stage === "connect";
    return { error: toUnexpectedError(call, error, stage), isRetryable, durationMs: durationMs() };
  }
}

/** Keeps what is known from here on, and reports it. */
function noteResponse(response: Response, call: Call, durationMs: number): void {
  call.status = response.status;
  if (response.ok) call.deadline.setGracePeriod(call.grace);
  call.requestId = response.headers.get("cf-ray") ?? undefined;
  call.serverVersion = response.headers.get("x-venice-version") ?? undefined;
  reportResponse(response, call, durationMs);
}

/** Calls the hook. What it throws, or rejects with, must not fail the call. */
function reportResponse({ headers }: Response, call: Call, durationMs: number): void {
  const { settings, operation, label, status = 0, attempts: attempt } = call;
  const { onResponse } = settings;
  if (!onResponse) return;
  const { method, path } = operation;
  const { requestId, serverVersion } = call.responseIds();
  const rateLimit = readRateLimit(headers);
  const info = { method, path, status, attempt, durationMs, requestId, serverVersion, rateLimit };
  void ignoreFailure(() => onResponse({ operation: label, ...info }));
}
