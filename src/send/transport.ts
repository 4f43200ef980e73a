import type { VeniceError } from "../errors.ts";
import { callApiKeyProvider, configError, resolveStaticApiKey, type ResponseInfo } from "../settings.ts";
import type { Call } from "./call.ts";
import { copyResponse } from "./copy-response.ts";
import { toConnectionError, toLimiterError, toUnexpectedError } from "./failures.ts";
import { readRateLimit, readRetryDelay } from "./headers.ts";
import { toNonReplayableBody } from "./non-replayable-body.ts";
import { connectFailureStage } from "./not-sent.ts";
import { redactJson } from "./redact.ts";
import { discard, findStrings, readBody } from "./response-body.ts";

/** The most that is read of an error's body. */
const MAX_ERROR_BYTES = 64 * 1024;
/** One for all: Venice counts for each user, so that whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/** Plain data: a Request costs more than all the rest of a call, and npm's undici refuses the global one. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Blob | undefined;
}

/**
 * Sends a request until it is answered, as often as is safe. `init` is what else fetch takes.
 * Every rejection is a VeniceError.
 */
export async function send(request: OutgoingRequest, call: Call, init?: RequestInit): Promise<Response> {
  let result: Attempt | undefined;
  for (;;) {
    const headers = await authorize(request.headers, call);
    // The limiter or the key function took so long that another attempt would end in doubt.
    if (result && !hasTimeForAnswer(result, call)) break;
    result = await attempt(request.url, createInit(request, headers, call, init), call);
    const delay = retryDelay(result, call);
    if (delay === undefined) break;
    // Proven: the attempt created nothing.
    call.sent = false;
    if (result.response) discard(result.response);
    await call.deadline.wait(delay);
  }
  if (result.error) throw result.error;
  return result.response.ok ? result.response : await readErrorBody(result.response, call);
}

/** Consumes the rate limiter and resolves the API key, once per attempt. Returns a copy: nobody else sees the key. */
async function authorize(headers: Record<string, string>, call: Call): Promise<Record<string, string>> {
  const { settings, deadline, secrets, attempts } = call;
  const { apiKey, limiter } = settings;
  // A call that is over before it began takes nothing from a shared budget.
  deadline.throwIfStopped();
  let key = typeof apiKey === "function" ? undefined : resolveStaticApiKey(apiKey, attempts);
  // Register a static key before the limiter runs, so that limiter errors are redacted.
  if (key) secrets.push(key);
  if (limiter && call.operation.creates) await deadline.race(consume(call));
  if (typeof apiKey === "function") {
    key = await deadline.race(callApiKeyProvider(apiKey, attempts));
    secrets.push(key);
  }
  return { ...headers, authorization: `Bearer ${key}` };
}

async function consume(call: Call): Promise<void> {
  try {
    await call.settings.limiter?.consume(LIMITER_KEY);
  } catch (rejection) {
    throw toLimiterError(call, rejection);
  }
}

/** Some fetches cache or share POSTs, such as that of Next.js. A Request that doesn't know the option refuses it. */
const canAvoidCaches = () => typeof Request === "function" && "cache" in Request.prototype;

function createInit(
  { method, url, body }: OutgoingRequest,
  headers: Record<string, string>,
  { deadline }: Call,
  init: RequestInit | undefined,
): RequestInit {
  return {
    ...(canAvoidCaches() && { cache: "no-store" }),
    ...init,
    method,
    headers,
    redirect: "manual",
    signal: deadline.signal,
    ...(body !== undefined && toNonReplayableBody(body, url)),
  };
}

/** What came of one request. */
type Attempt = { durationMs: number } & (
  | { response: Response; error?: undefined }
  | { response?: undefined; error: VeniceError; isRetryable: boolean }
);

/** Sends one request. Rejects only if the call was stopped, or couldn't begin. */
async function attempt(url: string, init: RequestInit, call: Call): Promise<Attempt> {
  const { deadline, settings } = call;
  const fetch = settings.fetch ?? globalThis.fetch;
  // Some runtimes have none, whatever the types say.
  if (typeof (fetch as unknown) !== "function")
    throw configError("there is no fetch here: pass one to createVeniceClient", call.attempts);
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
    if (deadline.isOwnError(error)) throw error;
    if (call.status !== undefined)
      return { error: toUnexpectedError(call, error), isRetryable: false, durationMs: durationMs() };
    const stage = connectFailureStage(error);
    const isRetryable = stage === "connect";
    return { error: toConnectionError(call, error, stage), isRetryable, durationMs: durationMs() };
  }
}

/** Keeps what is known from here on, and reports it. */
function noteResponse(response: Response, call: Call, durationMs: number): void {
  call.status = response.status;
  if (response.ok) call.deadline.setGracePeriod(call.grace);
  call.requestId = response.headers.get("cf-ray");
  call.serverVersion = response.headers.get("x-venice-version");
  reportResponse(response, call, durationMs);
}

/** Calls the hook. What it throws, or rejects with, must not fail the call. */
function reportResponse({ headers }: Response, call: Call, durationMs: number): void {
  const { settings, operation, label, status = 0, attempts: attempt } = call;
  const { onResponse } = settings;
  if (!onResponse) return;
  const { method, path } = operation;
  const { requestId, serverVersion } = call.errorFields();
  const rateLimit = readRateLimit(headers);
  const info = { method, path, status, attempt, durationMs, requestId, serverVersion, rateLimit };
  // An async function, though the type has none, may reject.
  const hook: (info: ResponseInfo) => unknown = onResponse;
  const report = async () => {
    await hook({ operation: label, ...info });
  };
  report().catch(() => {});
}

const INITIAL_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
/** The least time for an answer: a retry that isn't answered turns "not_created" into "unknown". */
const MIN_ANSWER_MS = 500;

/** How long to wait before the next attempt; `undefined` if there is to be none. */
function retryDelay(result: Attempt, call: Call): number | undefined {
  const { response, error } = result;
  const isRetryable = error ? result.isRetryable : response.status === 429;
  if (!isRetryable || call.attempts > call.maxRetries) return undefined;
  // Full jitter, so that many clients don't come back together.
  const backoff = Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (call.attempts - 1));
  const jitter = Math.random() * backoff;
  // A server that names no time, or 0, still isn't asked again at once.
  const delay = error ? jitter : readRetryDelay(response.headers) || (backoff + jitter) / 2;
  return hasTimeForAnswer(result, call, delay) ? delay : undefined;
}

/** Whether another attempt after `delay` is likely to be answered, as the last one was. */
function hasTimeForAnswer({ durationMs }: Attempt, { deadline }: Call, delay = 0): boolean {
  return delay + Math.max(MIN_ANSWER_MS, durationMs) < deadline.remaining();
}

/** The response with its body read, within bounds, and every key in it masked. */
async function readErrorBody(response: Response, call: Call): Promise<Response> {
  // A browser's opaque redirect: nothing to read, nothing to copy.
  if (response.status === 0) return response;
  const { text, fault } = await readBody(response, MAX_ERROR_BYTES, call.deadline);
  // An error may even hold the secret of a key.
  call.secrets.push(...findStrings(text, "apiKey"));
  // A text that was cut may end in half a key.
  const isWhole = !fault || fault === "bad_utf8";
  return copyResponse(response, isWhole ? redactJson(text, call.redact) : null, call.redact);
}
