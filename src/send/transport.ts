import type { Call } from "./call.ts";
import { VeniceConnectionError } from "../errors.ts";
import { connectionFailed, limiterRefused } from "./failures.ts";
import { readRetryDelay } from "./headers.ts";
import { provesNotSent } from "./not-sent.ts";
import { PlainRequest } from "./plain-request.ts";
import { redactHead, redactJson } from "./redact.ts";
import { discard, readBody } from "./response-body.ts";
import { sentOnce } from "./sent-once.ts";
import { askForApiKey, readApiKey, type Settings } from "../settings.ts";

/** The most that is read of an error's body. */
const MAX_ERROR_BYTES = 64 * 1024;
/** One for all: Venice counts for each user, so whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/** Sends a request until it is answered, as often as is safe; every rejection is a VeniceError. */
export type Send = (request: PlainRequest | Request, call: Call) => Promise<Response>;

export function createTransport(settings: Settings): Send {
  return async (request, call) => {
    const body = request instanceof PlainRequest ? request.body : await bodyOf(request);
    for (;;) {
      await authorize(request.headers, settings, call);
      const answer = await attempt(request, body, settings, call);
      const failed = answer instanceof VeniceConnectionError;
      const delay = retryDelay(answer, call);
      if (delay === undefined) {
        if (failed) throw answer;
        return answer.ok ? answer : await readError(answer, call);
      }
      // Proven: the attempt created nothing.
      call.sent = false;
      if (!failed) discard(answer);
      await call.deadline.wait(delay);
    }
  };
}

/** A Request's body as a Blob, which can be sent again and has what was a form's own boundary. */
async function bodyOf(request: Request): Promise<Blob | undefined> {
  const blob = await request.blob();
  return blob.size ? blob : undefined;
}

/** The limiter's leave and the key, anew for each attempt. */
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
  // What is known needs no leave, and is a secret of whatever the limiter says.
  let key = typeof apiKey === "function" ? undefined : readApiKey(apiKey, call.attempts);
  if (key) call.secrets.push(key);
  if (limiter) await call.deadline.race(consume());
  if (typeof apiKey === "function") {
    key = await call.deadline.race(askForApiKey(apiKey, call.attempts));
    call.secrets.push(key);
  }
  headers.set("authorization", `Bearer ${key}`);
}

/** One request: its response, or the error that proves that it wasn't sent and can be sent again. */
async function attempt(
  request: PlainRequest | Request,
  body: string | Blob | undefined,
  settings: Settings,
  call: Call,
): Promise<Response | VeniceConnectionError> {
  const { deadline } = call;
  const { url, method, headers } = request;
  const receive = async () => {
    const fetch = settings.fetch ?? globalThis.fetch;
    const init: RequestInit = {
      method,
      // A record costs every fetch less than Headers, which may not even be its own.
      headers: Object.fromEntries(headers),
      redirect: "manual",
      signal: deadline.signal,
    };
    if (body !== undefined) Object.assign(init, sentOnce(body, url));
    const response = await fetch(url, init);
    // Too late for the caller, who has been told.
    if (deadline.signal.aborted) discard(response);
    else if (response.ok) deadline.allow(call.grace);
    call.requestId = response.headers.get("cf-ray");
    call.serverVersion = response.headers.get("x-venice-version");
    return response;
  };
  call.attempts++;
  call.sent = true;
  try {
    return await deadline.race(receive());
  } catch (error) {
    // The deadline's own, made when it struck; not one that a fetch of the caller's has from another client.
    if (deadline.signal.aborted && error === deadline.signal.reason) throw error;
    const step = provesNotSent(error);
    const failure = connectionFailed(call, error, step);
    if (step === "connect") return failure;
    throw failure;
  }
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/** How long to wait before the next attempt; `undefined` where there is to be none. */
function retryDelay(answer: Response | VeniceConnectionError, call: Call): number | undefined {
  const failed = answer instanceof VeniceConnectionError;
  if (!(failed || answer.status === 429) || call.attempts > call.maxRetries) return undefined;
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (call.attempts - 1));
  const asked = failed ? undefined : readRetryDelay(answer.headers);
  // Full jitter, so that many clients don't come back together; 0 from a server isn't leave to hammer it.
  const delay = asked || Math.random() * backoff;
  return delay < call.deadline.remaining() ? delay : undefined;
}

/** The response with its body read, within bounds, and the keys that were sent taken out of it. */
async function readError(response: Response, call: Call): Promise<Response> {
  // A browser's opaque redirect: nothing to read, nothing to copy.
  if (response.status === 0) return response;
  const { text, fault } = await readBody(response, MAX_ERROR_BYTES, call.deadline);
  // A text that was cut may end in half a key.
  const isWhole = !fault || fault === "bad_utf8";
  const copy = new Response(isWhole && response.status !== 304 ? redactJson(text, call.redact) : null, {
    status: Math.min(response.status, 599),
    ...redactHead(response, call.redact),
  });
  // Response allows 599 at most, servers 999.
  return Object.defineProperty(copy, "status", { value: response.status });
}
