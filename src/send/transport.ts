import { attempt, createInit, type Attempt, type OutgoingRequest } from "./attempt.ts";
import { authorize } from "./authorize.ts";
import type { Call } from "./call.ts";
import { copyResponse } from "./copy-response.ts";
import { redactJson } from "./redact.ts";
import { discard, findApiKeys, readBody } from "./response-body.ts";
import { hasTimeForAnswer, retryDelay } from "./retry.ts";

/** The most that is read of an error's body. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Sends a request until it is answered, as often as is safe. `init` is what else fetch takes.
 * Every rejection is a VeniceError.
 */
export async function send(request: OutgoingRequest, call: Call, init?: RequestInit): Promise<Response> {
  let result: Attempt | undefined;
  for (;;) {
    const headers = await authorize(request.headers, call);
    // The limiter or the key function took so long that another attempt would end in doubt.
    if (result && !hasTimeForAnswer(call)) break;
    result = await attempt(request.url, createInit(request, headers, call, init), call);
    const delay = retryDelay(result, call);
    if (delay === undefined) break;
    // Proven: the attempt created nothing.
    call.sent = false;
    if (result.response) discard(result.response);
    await call.deadline.wait(delay);
  }
  if (result.error) throw result.error;
  const { response } = result;
  return response.ok ? response : readErrorBody(response, call);
}

/** The response with its body read, within bounds, and every key in it masked. */
async function readErrorBody(response: Response, call: Call): Promise<Response> {
  // A browser's opaque redirect: nothing to read, nothing to copy.
  if (response.status === 0) return response;
  const { text, fault } = await readBody(response, MAX_ERROR_BYTES, call.deadline);
  // An error may even hold the secret of a key.
  call.secrets.push(...findApiKeys(text));
  // A text that was cut may end in half a key.
  const isWhole = !fault || fault === "bad_utf8";
  return copyResponse(response, isWhole ? redactJson(text, call.redact) : null, call.redact);
}
