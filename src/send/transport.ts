import type { VeniceError } from "../errors.ts";
import { callApiKeyProvider, configError, resolveStaticApiKey, type ResponseInfo } from "../settings.ts";
import type { Call } from "./call.ts";
import { copyResponse } from "./copy-response.ts";
import { toConnectionError, toLimiterError, toUnexpectedError } from "./failures.ts";
import { readRateLimit, readRetryDelay } from "./headers.ts";
import { toNonReplayableBody } from "./non-replayable-body.ts";
import { connectFailureStage } from "./not-sent.ts";
import { PlainRequest } from "./plain-request.ts";
import { redactJson } from "./redact.ts";
import { discard, findStrings, readBody } from "./response-body.ts";

/** The most that is read of an error's body. */
const MAX_ERROR_BYTES = 64 * 1024;
/** One for all: Venice counts for each user, so that whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/**
 * Sends a request until it is answered, as often as is safe. `init` is what else fetch takes.
 * Every rejection is a VeniceError.
 */
export async function send(
  request: PlainRequest | Request,
  call: Call,
  init: RequestInit = {},
): Promise<Response> {
  const body = request instanceof PlainRequest ? request.body : await readRequestBody(request);
  let result: Attempt | undefined;
  for (;;) {
    const headers = await authorize(request.headers, call);
    // The limiter or the key function took so long that another attempt would end in doubt.
    if (result && !hasTimeForAnswer(result, call)) break;
    result = await attempt(createInit(request, init, headers, body, call), request.url, call);
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

/** As a Blob, which can be sent again and has the form's own boundary. */
async function readRequestBody(request: Request): Promise<Blob | undefined> {
  const blob = await request.blob();
  return blob.size ? blob : undefined;
}

/** Consumes the rate limiter and resolves the API key, once per attempt. Returns a copy: nobody else sees the key. */
async function authorize(headers: Headers, call: Call): Promise<Record<string, string>> {
  const { settings, deadline, secrets, attempts } = call;
  const { apiKey, limiter } = settings;
  // A call that is over before it began takes nothing from a shared budget.
  deadline.throwIfStopped();
  // A record costs every fetch less than Headers, which may not even be its own.
  const authorized = Object.fromEntries(headers);
  let key = typeof apiKey === "function" ? undefined : resolveStaticApiKey(apiKey, attempts);
  // Register a static key before the limiter runs, so that limiter errors are redacted.
  if (key) secrets.push(key);
  if (limiter && call.operation.creates) await deadline.race(consume(call));
  if (typeof apiKey === "function") {
    key = await deadline.race(callApiKeyProvider(apiKey, attempts));
    secrets.push(key);
  }
  return { ...authorized, authorization: `Bearer ${key}` };
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
  { method, url }: PlainRequest | Request,
  init: RequestInit,
  headers: Record<string, string>,
  body: string | Blob | undefined,
  { deadline }: Call,
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

/** Sends one request. Rejects only if the call was stopped. */
async function attempt(init: RequestInit, url: string, call: Call): Promise<Attempt> {
  const { deadline, settings } = call;
  const fetch = settings.fetch ?? globalThis.fetch;
  // Some runtimes have none, whatever the types say.
  if (typeof (fetch as unknown) !== "function")
    throw configError("there is no fetch here: pass one to createVeniceClient", call.attempts);
  // It may have been stopped since the last await: after that, nothing is sent.
  deadline.throwIfStopped();
  call.startAttempt();
  const startedAt = performance.now();
  const outcome = async () => {
    try {
      return { response: await deadline.race(receive(fetch, url, init, call)) };
    } catch (error) {
      if (deadline.isOwnError(error)) throw error;
      if (call.status !== undefined) return { error: toUnexpectedError(call, error), isRetryable: false };
      const stage = connectFailureStage(error);
      return { error: toConnectionError(call, error, stage), isRetryable: stage === "connect" };
    }
  };
  return { ...(await outcome()), durationMs: performance.now() - startedAt };
}

async function receive(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  call: Call,
): Promise<Response> {
  const { deadline } = call;
  const attempt = call.attempts;
  const startedAt = performance.now();
  const response = await fetch(url, init);
  if (deadline.stopError) {
    // The call has already rejected: release the socket.
    discard(response);
    return response;
  }
  call.status = response.status;
  if (response.ok) deadline.setGracePeriod(call.grace);
  call.requestId = response.headers.get("cf-ray");
  call.serverVersion = response.headers.get("x-venice-version");
  reportResponse(response, call, attempt, performance.now() - startedAt);
  return response;
}

/** Calls the hook. What it throws, or rejects with, must not fail the call. */
function reportResponse({ headers }: Response, call: Call, attempt: number, durationMs: number): void {
  const { settings, operation, label, status = 0 } = call;
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
