import type { Call } from "./call.ts";
import { VeniceConnectionError } from "../errors.ts";
import { connectionFailed, limiterRefused } from "./failures.ts";
import { readRetryDelay } from "./headers.ts";
import { connectFailureStage } from "./not-sent.ts";
import { PlainRequest } from "./plain-request.ts";
import { redactHead, redactJson } from "./redact.ts";
import { discard, readBody } from "./response-body.ts";
import { toNonReplayableBody } from "./sent-once.ts";
import { askForApiKey, configError, readApiKey, type Settings } from "../settings.ts";

/** The most that is read of an error's body. */
const MAX_ERROR_BYTES = 64 * 1024;
/** One for all: Venice counts for each user, so whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/** Sends a request until it is answered, as often as is safe; every rejection is a VeniceError. */
export type Send = (request: PlainRequest | Request, call: Call) => Promise<Response>;

/** What came of one request. */
type AttemptResult = { tookMs: number } & (
  | { response: Response; error?: undefined }
  | { response?: undefined; error: VeniceConnectionError; isRetryable: boolean }
);

export function createTransport(settings: Settings): Send {
  return async (request, call) => {
    const body = request instanceof PlainRequest ? request.body : await readRequestBody(request);
    let result: AttemptResult | undefined;
    for (;;) {
      await authorize(request.headers, settings, call);
      // The limiter or the key provider took so long that another attempt would end in doubt.
      if (result && !hasTimeForAnswer(result, call)) break;
      result = await attempt(request, body, settings, call);
      const delay = retryDelay(result, call);
      if (delay === undefined) break;
      // Proven: the attempt created nothing.
      call.sent = false;
      if (result.response) discard(result.response);
      await call.deadline.wait(delay);
    }
    if (result.error) throw result.error;
    return result.response.ok ? result.response : await readError(result.response, call);
  };
}

/** A Request's body as a Blob, which can be sent again and keeps the boundary of a form. */
async function readRequestBody(request: Request): Promise<Blob | undefined> {
  const blob = await request.blob();
  return blob.size ? blob : undefined;
}

/** Consumes the rate limiter and resolves the API key, once per attempt. */
async function authorize(headers: Headers, { limiter, apiKey }: Settings, call: Call): Promise<void> {
  // A call that is over before it began takes nothing from a shared budget.
  call.deadline.signal.throwIfAborted();
  const consume = async () => {
    try {
      await limiter?.consume(LIMITER_KEY);
    } catch (rejection) {
      throw limiterRefused(call, rejection);
    }
  };
  // Register a static key before the limiter runs, so that limiter errors are redacted.
  let key = typeof apiKey === "function" ? undefined : readApiKey(apiKey, call.attempts);
  if (key) call.secrets.push(key);
  if (limiter) await call.deadline.race(consume());
  if (typeof apiKey === "function") {
    key = await call.deadline.race(askForApiKey(apiKey, call.attempts));
    call.secrets.push(key);
  }
  headers.set("authorization", `Bearer ${key}`);
}

async function attempt(
  { url, method, headers }: PlainRequest | Request,
  body: string | Blob | undefined,
  settings: Settings,
  call: Call,
): Promise<AttemptResult> {
  const { deadline } = call;
  const { fetch = globalThis.fetch } = settings;
  // Not every runtime has one.
  if (typeof fetch !== "function")
    throw configError("this runtime has no fetch: pass one as the option fetch", call.attempts);
  const init: RequestInit = {
    method,
    // A record costs every fetch less than Headers, which may not even be its own.
    headers: Object.fromEntries(headers),
    redirect: "manual",
    signal: deadline.signal,
    ...(knowsCache() && { cache: "no-store" }),
    ...(body !== undefined && toNonReplayableBody(body, url)),
  };
  // Nothing is awaited between this and fetch: a call that was stopped sends nothing.
  deadline.signal.throwIfAborted();
  call.attempts++;
  call.sent = true;
  const startedAt = performance.now();
  const receive = async () => {
    const response = toUsableResponse(await fetch(url, init));
    // The call has already rejected: release the socket.
    if (deadline.signal.aborted) discard(response);
    else if (response.ok) deadline.setGracePeriod(call.grace);
    call.requestId = response.headers.get("cf-ray");
    call.serverVersion = response.headers.get("x-venice-version");
    return response;
  };
  try {
    const response = await deadline.race(receive());
    return { response, tookMs: performance.now() - startedAt };
  } catch (error) {
    // Rethrow only this call's deadline error, not one from another client inside a custom fetch.
    if (deadline.signal.aborted && error === deadline.signal.reason) throw error;
    const stage = connectFailureStage(error);
    return {
      error: connectionFailed(call, error, stage),
      isRetryable: stage === "connect",
      tookMs: performance.now() - startedAt,
    };
  }
}

/** Next.js caches the responses of a POST, too. Older Workers refuse the option. */
function knowsCache(): boolean {
  return typeof Request === "function" && "cache" in Request.prototype;
}

/** A custom fetch may return anything: what has a status is a response, even if all else of it is unusable. */
function toUsableResponse(response: Response): Response {
  const { status = NaN, statusText = "", ok, headers } = response as Partial<Response>;
  if (!Number.isInteger(status)) throw new TypeError("fetch returned no response");
  const isComplete = typeof ok === "boolean" && headers && Symbol.iterator in headers;
  if (isComplete && response.statusText === statusText) return response;
  // Inherits the body and the methods that read it.
  return Object.create(response, {
    ok: { value: status >= 200 && status < 300 },
    statusText: { value: statusText },
    headers: { value: isComplete ? headers : new Headers() },
  }) as Response;
}

const INITIAL_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
/** The least time for a request to be answered in; less would turn "not created" into "unknown". */
const MIN_ANSWER_MS = 1_000;

/** How long to wait before the next attempt; `undefined` if there is to be none. */
function retryDelay(result: AttemptResult, call: Call): number | undefined {
  const { response, error } = result;
  const isRetryable = error ? result.isRetryable : response.status === 429;
  if (!isRetryable || call.attempts > call.maxRetries) return undefined;
  // Full jitter, so that many clients don't come back together.
  const jitter = Math.random() * Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (call.attempts - 1));
  // A server that says nothing, or 0, still isn't asked again at once.
  const delay = error ? jitter : readRetryDelay(response.headers) || INITIAL_BACKOFF_MS + jitter;
  return hasTimeForAnswer(result, call, delay) ? delay : undefined;
}

/** Whether another attempt after `delay` is likely to be answered as the last one was. */
function hasTimeForAnswer({ tookMs }: AttemptResult, { deadline }: Call, delay = 0): boolean {
  return delay + Math.max(MIN_ANSWER_MS, tookMs) < deadline.remaining();
}

/** The response with its body read, within bounds, and the keys that were sent taken out of it. */
async function readError(response: Response, call: Call): Promise<Response> {
  // A browser's opaque redirect: nothing to read, nothing to copy.
  if (response.status === 0) return response;
  const { text, fault } = await readBody(response, MAX_ERROR_BYTES, call.deadline);
  // A text that was cut may end in half a key.
  const isWhole = !fault || fault === "bad_utf8";
  const { headers, statusText } = redactHead(response, call.redact);
  const copy = new Response(isWhole && response.status !== 304 ? redactJson(text, call.redact) : null, {
    // Response refuses statuses and reason phrases that servers send: 999, or one in another alphabet.
    status: response.status < 200 || response.status > 599 ? 599 : response.status,
    statusText: statusText.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?"),
    headers,
  });
  return Object.defineProperty(copy, "status", { value: response.status });
}
