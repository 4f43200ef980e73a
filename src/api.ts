import createClient, { type Client } from "openapi-fetch";
import type { CreatedKey } from "./created-key.ts";
import { CREATE_API_KEY, createKey, serializeBody } from "./creation.ts";
import type { ReportDrift } from "./drift.ts";
import { VeniceError, VeniceResponseError } from "./errors.ts";
import type { paths } from "./schema.ts";
import { Call, type NextSteps, type Operation } from "./send/call.ts";
import { copyResponse } from "./send/copy-response.ts";
import { redactError } from "./send/redact.ts";
import type { OutgoingRequest } from "./send/attempt.ts";
import { send } from "./send/transport.ts";
import { configError, type Settings } from "./settings.ts";

/** The typed openapi-fetch client over every path of the spec: {@link VeniceClient.api}. */
// Named, so that a consumer's own declarations can refer to it.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface VeniceApi extends Client<paths> {}

const CHECK_BEFORE_RETRY = "The request may have taken effect: look before you send it again.";
const NEXT_STEPS: NextSteps = {
  not_created: "It had no effect.",
  unknown: CHECK_BEFORE_RETRY,
  created: CHECK_BEFORE_RETRY,
};

/** Sent again, these do what they did the first time. */
const IDEMPOTENT = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];
const METHODS = [...IDEMPOTENT, "POST", "PATCH"];
/** What isn't fetch's business: openapi-fetch's own options, and what this client decides. */
const NOT_FOR_FETCH = (
  "baseUrl fetch Request headers params parseAs querySerializer bodySerializer pathSerializer body middleware " +
  "method signal redirect"
).split(" ");

interface Init extends RequestInit {
  baseUrl?: string;
  fetch?: typeof fetch;
  parseAs?: string;
}
interface Result {
  data?: unknown;
  response: Response;
}
/** openapi-fetch's `request` without its generics, which serve its callers and not who wraps it. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<Result>;

/** The whole spec as an openapi-fetch client, every call over our transport. */
export function createApi(settings: Settings, reportDrift: ReportDrift): VeniceApi {
  const client = createClient<paths>({ baseUrl: settings.baseUrl });
  const clientRequest = client.request as unknown as UntypedRequest;
  const request = (method: string, path: string, init: Init = {}) =>
    performRequest(clientRequest, method.toUpperCase(), path, init, settings, reportDrift);
  const methods = METHODS.map((method) => [
    method,
    (path: string, init?: Init) => request(method, path, init),
  ]);
  // The same names and arguments as the client's own, so its types stay true.
  return { ...client, ...Object.fromEntries(methods), request } as VeniceApi;
}

async function performRequest(
  clientRequest: UntypedRequest,
  method: string,
  path: string,
  init: Init,
  settings: Settings,
  reportDrift: ReportDrift,
): Promise<Result> {
  if (init.baseUrl !== undefined)
    throw configError("baseUrl can't be set for one request: the key is for the client's own host");
  const operation = toOperation(method, path);
  const { creates } = operation;
  const json = creates ? serializeBody(init.body, settings.validate) : undefined;
  const fetch = init.fetch ?? settings.fetch;
  const call = new Call(operation, limitsOf(init, operation), { ...settings, fetch });
  const sendRequest = async (request: Request) => {
    if (new URL(request.url).origin !== new URL(settings.baseUrl).origin)
      throw configError("a middleware sent the request elsewhere: the key is for baseUrl's host alone");
    return send(await toOutgoing(request), call, toFetchInit(init, operation));
  };
  // The deadline already listens to the signal; a Request would add a listener per call.
  const post = (options: object) =>
    call.deadline.race(clientRequest(method, path, { ...init, signal: undefined, ...options }));
  let isStreaming = false;
  try {
    const result = creates
      ? await createKey(call, reportDrift, {
          post: (fetch) => post({ parseAs: "json", bodySerializer: () => json, fetch }),
          send: sendRequest,
          toResponse: toUnreadResponse,
        })
      : await performOther(init.parseAs, call, reportDrift, post, sendRequest);
    isStreaming = result.data instanceof ReadableStream;
    return result;
  } finally {
    if (!isStreaming) call.deadline.dispose();
  }
}

async function performOther(
  parseAs: string | undefined,
  call: Call,
  reportDrift: ReportDrift,
  post: (options: object) => Promise<Result>,
  sendRequest: (request: Request) => Promise<Response>,
): Promise<Result> {
  let response: Response | undefined;
  const fetch = async (request: Request) => {
    response = await sendRequest(request);
    if (response.ok && parseAs === "stream") response = limitChunks(response, call);
    return response;
  };
  try {
    const result = await post({ fetch });
    reportDrift(call);
    return result;
  } catch (error) {
    throw toRequestError(error, call, response);
  }
}

/** The response as a middleware may read it once more. */
function toUnreadResponse(response: Response, { text }: CreatedKey): Response {
  const copy = copyResponse(response, text);
  // openapi-fetch believes a length of 0, whatever the body holds.
  copy.headers.delete("content-length");
  return copy;
}

/** The body as a Blob, which can be sent again and has the form's own boundary. */
async function toOutgoing(request: Request): Promise<OutgoingRequest> {
  const { url, method, headers } = request;
  const body = await request.blob();
  return { url, method, headers: Object.fromEntries(headers), body: body.size ? body : undefined };
}

function toOperation(method: string, path: string): Operation {
  const isCreation = method === CREATE_API_KEY.method && path === CREATE_API_KEY.path;
  return isCreation ? CREATE_API_KEY : { method, path, creates: false, nextSteps: NEXT_STEPS };
}

function limitsOf({ signal }: Init, { method, creates }: Operation) {
  const mayRetry = creates || IDEMPOTENT.includes(method);
  return { signal: signal ?? undefined, ...(!mayRetry && { maxRetries: 0 }) };
}

/** What fetch takes besides, such as `credentials`, `dispatcher`, `cf` and `next`. */
function toFetchInit(init: Init, { creates }: Operation): RequestInit {
  const isForFetch = ([name]: [string, unknown]) =>
    !NOT_FOR_FETCH.includes(name) && !(creates && name === "cache");
  return Object.fromEntries(Object.entries(init).filter(isForFetch));
}

/** A streamed success: the timeout bounds each wait for a chunk, not the whole. */
function limitChunks(response: Response, call: Call): Response {
  const { deadline, settings } = call;
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return response;
  deadline.pause();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        deadline.restart(settings.timeout);
        try {
          const { done, value } = await deadline.race(reader.read());
          deadline.pause();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          deadline.dispose();
          controller.close();
        } catch (error) {
          deadline.dispose();
          throw VeniceError.is(error) ? error : toUnreadableError(error, call, response);
        }
      },
      cancel(reason) {
        deadline.dispose();
        return reader.cancel(reason);
      },
    },
    // A chunk is awaited only when it is asked for.
    { highWaterMark: 0 },
  );
  return copyResponse(response, body);
}

/** What a middleware threw stays its own. */
function toRequestError(error: unknown, call: Call, last: Response | undefined): unknown {
  // Before a success was being read, an error is a middleware's own.
  const wasReadingBody = last?.ok === true && last.bodyUsed;
  const name = String((error as Partial<Error> | undefined)?.name);
  const isPlatformError = /^(SyntaxError|TypeError|AbortError)$/.test(name);
  return wasReadingBody && isPlatformError && !VeniceError.is(error)
    ? toUnreadableError(error, call, last)
    : error;
}

/** From the errors of a platform that breaks off a body, or of its parser, which quotes it. */
function toUnreadableError(error: unknown, call: Call, response: Response): VeniceResponseError {
  const isNotJson = (error as Partial<Error> | undefined)?.name === "SyntaxError";
  const reason = isNotJson ? "not_json" : "truncated";
  const type = call.redact(response.headers.get("content-type") ?? "");
  const isJsonType = !type || /\bjson\b/i.test(type);
  const hint = isNotJson && !isJsonType ? `: it is ${type}, so set parseAs` : "";
  return new VeniceResponseError(
    call.errorMessage(`a success whose body can't be read (${reason})${hint}`, "unknown"),
    {
      ...call.errorFields(),
      code: "INVALID_RESPONSE",
      outcome: "unknown",
      reason,
      cause: isNotJson ? undefined : redactError(error, call.redact),
    },
  );
}
