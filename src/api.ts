import createClient, { type Client } from "openapi-fetch";
import type { CreatedKey } from "./created-key.ts";
import { CREATE_API_KEY, createKey, serializeBody, type Result } from "./creation.ts";
import type { ReportDrift } from "./drift.ts";
import { configError, VeniceError } from "./errors.ts";
import type { paths } from "./schema.ts";
import type { OutgoingRequest } from "./send/attempt.ts";
import { Call, type NextSteps, type Operation } from "./send/call.ts";
import { copyResponse } from "./send/copy-response.ts";
import { toResponseError } from "./send/failures.ts";
import { limitChunks } from "./send/limit-chunks.ts";
import { send } from "./send/transport.ts";
import type { Settings } from "./settings.ts";

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
/** openapi-fetch's own options; everything else is fetch's. */
const NOT_FOR_FETCH =
  "fetch Request params parseAs querySerializer bodySerializer pathSerializer body middleware".split(" ");

interface Init extends RequestInit {
  baseUrl?: string;
  fetch?: typeof fetch;
  parseAs?: "json" | "text" | "blob" | "arrayBuffer" | "stream";
}
/** openapi-fetch's `request` without its generics, which serve its callers and not who wraps it. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<Result>;

/** One call through openapi-fetch: by `request`, which gets a fetch that ends in `send`. */
interface Exchange {
  call: Call;
  init: Init;
  request: (options: object) => Promise<Result>;
  send: (request: Request) => Promise<Response>;
}

/** The whole spec as an openapi-fetch client, every call over our transport. */
export function createApi(settings: Settings, reportDrift: ReportDrift): VeniceApi {
  const client = createClient<paths>({ baseUrl: settings.baseUrl });
  const clientRequest = client.request as unknown as UntypedRequest;
  const request = async (method: string, path: string, init?: Init | null): Promise<Result> => {
    // JavaScript may pass null.
    const exchange = startExchange(clientRequest, method.toUpperCase(), path, init ?? {}, settings);
    return exchange.call.operation.creates
      ? createThrough(exchange, reportDrift)
      : passThrough(exchange, reportDrift);
  };
  const methods = METHODS.map((method) => [
    method,
    (path: string, init?: Init) => request(method, path, init),
  ]);
  // The same names and arguments as the client's own, so its types stay true.
  return { ...client, ...Object.fromEntries(methods), request } as VeniceApi;
}

function startExchange(
  clientRequest: UntypedRequest,
  method: string,
  path: string,
  init: Init,
  settings: Settings,
): Exchange {
  if (init.baseUrl !== undefined)
    throw configError("baseUrl can't be set for one request: the key is for the client's own host");
  const isCreation = method === CREATE_API_KEY.method && path === CREATE_API_KEY.path;
  const operation: Operation = isCreation
    ? CREATE_API_KEY
    : { method, path, creates: false, nextSteps: NEXT_STEPS };
  const json = isCreation ? serializeBody(init.body, settings.validate) : undefined;
  const limits = { signal: init.signal ?? undefined, ...(!mayRetry(operation) && { maxRetries: 0 }) };
  const call = new Call(operation, limits, { ...settings, fetch: init.fetch ?? settings.fetch });
  return {
    ...{ call, init },
    request: (options) => {
      const creation = isCreation && { parseAs: "json", bodySerializer: () => json };
      // The deadline already listens to the signal; a Request would add a listener per call.
      const all = { ...init, signal: undefined, ...creation, ...options };
      return call.deadline.race(clientRequest(method, path, all));
    },
    send: async (request) => {
      if (new URL(request.url).origin !== new URL(settings.baseUrl).origin)
        throw configError("a middleware changed the host: the key is for the client's own host");
      return send(await toOutgoing(request), call, toFetchInit(init, operation));
    },
  };
}

function mayRetry({ creates, method }: Operation): boolean {
  return creates || IDEMPOTENT.includes(method);
}

/** The body as a Blob, which can be sent again and has the form's own boundary. */
async function toOutgoing(request: Request): Promise<OutgoingRequest> {
  const { url, method, headers } = request;
  const body = await request.blob();
  return { url, method, headers: Object.fromEntries(headers), body: body.size ? body : undefined };
}

/** What fetch takes besides, such as `credentials`, `dispatcher`, `cf` and `next`. */
function toFetchInit(init: Init, { creates }: Operation): RequestInit {
  const isForFetch = ([name]: [string, unknown]) =>
    !NOT_FOR_FETCH.includes(name) && !(creates && name === "cache");
  return Object.fromEntries(Object.entries(init).filter(isForFetch));
}

async function createThrough(
  { call, init, ...exchange }: Exchange,
  reportDrift: ReportDrift,
): Promise<Result> {
  try {
    return await createKey(call, reportDrift, {
      post: (fetch) => exchange.request({ fetch }),
      send: exchange.send,
      toResponse: toUnreadResponse,
      toResult: (result) => parseResultAs(result, init.parseAs),
    });
  } finally {
    call.deadline.dispose();
  }
}

/** The response as a middleware may read it once more. */
function toUnreadResponse(response: Response, { text }: CreatedKey): Response {
  const copy = copyResponse(response, text);
  // openapi-fetch believes a length of 0, whatever the body holds.
  copy.headers.delete("content-length");
  return copy;
}

/** The JSON of a created key, once it is checked, in the form that the caller asked for. */
async function parseResultAs(result: Result, parseAs: Init["parseAs"] = "json"): Promise<Result> {
  if (parseAs === "json") return result;
  const { response } = result;
  const json = new Response(JSON.stringify(result.data), { headers: { "content-type": "application/json" } });
  return { response, data: parseAs === "stream" ? json.body : await json[parseAs]() };
}

async function passThrough({ call, init, ...exchange }: Exchange, reportDrift: ReportDrift): Promise<Result> {
  const isStream = init.parseAs === "stream";
  let response: Response | undefined;
  let result: Result | undefined;
  const fetch = async (request: Request) => {
    const received = await exchange.send(request);
    const toError = (error: unknown) => toReadError(error, call, received);
    return (response = isStream && received.ok ? limitChunks(received, call, toError) : received);
  };
  try {
    result = await exchange.request({ fetch });
    reportDrift(call);
    return result;
  } catch (error) {
    // Before a success was being read, an error is a middleware's own.
    throw response?.ok && response.bodyUsed && PLATFORM_ERROR.test(nameOf(error))
      ? toReadError(error, call, response)
      : error;
  } finally {
    // A stream is read after the call, and ends its deadline.
    if (!(isStream && result?.data)) call.deadline.dispose();
  }
}

/** What a platform throws if a body breaks off, or isn't JSON. */
const PLATFORM_ERROR = /^(SyntaxError|TypeError|AbortError)$/;

function nameOf(error: unknown): string {
  return String((error as Partial<Error> | null | undefined)?.name);
}

/** The parser's own error quotes the body, so it goes no further. */
function toReadError(error: unknown, call: Call, response: Response): unknown {
  if (VeniceError.is(error)) return error;
  const isNotJson = nameOf(error) === "SyntaxError";
  const reason = isNotJson ? "not_json" : "truncated";
  const type = call.redact(response.headers.get("content-type") ?? "");
  const isJsonType = !type || /\bjson\b/i.test(type);
  const hint = isNotJson && !isJsonType ? `: it is ${type}, so set parseAs` : "";
  const what = `a success whose body can't be read (${reason})${hint}`;
  return toResponseError(call, what, { reason, cause: isNotJson ? undefined : error });
}
