import { mergeHeaders, type Client, type Middleware } from "openapi-fetch";
import { CREATE_API_KEY, serializeBody, type FetchRequest, type Result } from "./creation.ts";
import { configError, messageOf, toConfigError, VeniceError } from "./errors.ts";
import { CREATE_API_KEY_MEDIA_TYPE, REQUEST_SERIALIZERS, type paths } from "./schema.ts";
import type { OutgoingRequest } from "./send/attempt.ts";
import { Call, type NextSteps } from "./send/call.ts";
import { toResponseError, toUnexpectedError } from "./send/failures.ts";
import { send } from "./send/transport.ts";
import type { Settings } from "./settings.ts";

const NEXT_STEPS: NextSteps = {
  not_created: "It had no effect.",
  unknown: "It may have had an effect: look before trying again.",
};

const WRONG_HOST = "the key is for the client's own baseUrl";

/** Sent again, these do what they did the first time. */
export const IDEMPOTENT_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];
/** openapi-fetch's own options; everything else is fetch's. */
const NOT_FOR_FETCH =
  "fetch Request params parseAs querySerializer bodySerializer pathSerializer body middleware".split(" ");
const PARSE_AS = ["json", "text", "blob", "arrayBuffer", "stream"] as const;
type ParseAs = (typeof PARSE_AS)[number];

/** What a method of venice.api takes. */
export interface Init extends Omit<RequestInit, "signal"> {
  signal?: AbortSignal;
  baseUrl?: string;
  fetch?: typeof fetch;
  parseAs?: ParseAs;
  params?: { path?: Record<string, string> } | null;
}

/** openapi-fetch's `request` without its generics, which serve its callers and not who wraps it. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<Result>;

/** One call through openapi-fetch: by `request`, which gets a fetch that ends in `send`. */
export interface Exchange {
  call: Call;
  parseAs: ParseAs;
  request: (fetch: FetchRequest) => Promise<Result>;
  send: FetchRequest;
}

export function startExchange(
  client: Client<paths>,
  settings: Settings,
  method: string,
  path: string,
  init: Init,
): Exchange {
  const { baseUrl, parseAs = "json", signal, body, headers, fetch = settings.fetch } = init;
  if (baseUrl !== undefined) throw configError(WRONG_HOST);
  if (!PARSE_AS.includes(parseAs)) throw configError(`parseAs must be one of ${PARSE_AS.join(", ")}`);
  // fetch would take them for steps of the path, and call another operation.
  if (Object.values(init.params?.path ?? {}).some((value) => /^\.{0,2}$/.test(value)))
    throw configError("a path parameter must not be empty, . or ..");
  const isCreation = method === CREATE_API_KEY.method && path === CREATE_API_KEY.path;
  const operation = isCreation ? CREATE_API_KEY : { method, path, creates: false, nextSteps: NEXT_STEPS };
  const maxRetries = isCreation || IDEMPOTENT_METHODS.includes(method) ? undefined : 0;
  const json = isCreation ? serializeBody(body, settings.validate) : undefined;
  // The deadline listens to the signal; a Request would add a listener per call.
  const options = { ...(REQUEST_SERIALIZERS[`${method} ${path}`]?.(init) ?? init), signal: undefined };
  // Last, as its deadline begins.
  const call = new Call(operation, { signal, maxRetries }, { ...settings, fetch });
  const request = client.request as unknown as UntypedRequest;
  return {
    ...{ call, parseAs },
    request: async (fetch) => {
      try {
        const ofCreation = isCreation && {
          headers: mergeHeaders({ "content-type": CREATE_API_KEY_MEDIA_TYPE }, headers),
          bodySerializer: () => json,
        };
        return await call.deadline.race(request(method, path, { ...options, ...ofCreation, fetch }));
      } catch (error) {
        throw toCallerError(error, call, fetch as Progress);
      }
    },
    send: async (request) => {
      let outgoing: OutgoingRequest;
      try {
        outgoing = await toOutgoing(request, settings.baseUrl);
      } catch (error) {
        throw toConfigError(error, "a middleware read the request's body");
      }
      return send(outgoing, call, toFetchInit(init));
    },
  };
}

/** The body as a Blob, which can be sent again and has the form's own boundary. */
async function toOutgoing(request: Request, baseUrl: string): Promise<OutgoingRequest> {
  const { url, method, headers } = request;
  if (new URL(url).origin !== new URL(baseUrl).origin) throw configError(WRONG_HOST);
  const body = await request.blob();
  return { url, method, headers: Object.fromEntries(headers), body: body.size ? body : undefined };
}

/** What fetch takes besides, such as `credentials`, `dispatcher`, `cf` and `next`. */
function toFetchInit(init: Init): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([name]) => !NOT_FOR_FETCH.includes(name)));
}

/** The fetch that a request got, and how far openapi-fetch has come with it: it is built, and then maybe answered. */
interface Progress {
  isBuilt?: boolean;
  response?: Response;
}

/** Registered before any other, so it is the first to see a built request, and the last to see the response. */
export const PROGRESS_MIDDLEWARE: Middleware = {
  onRequest({ options }) {
    (options.fetch as Progress).isBuilt = true;
  },
  onResponse({ options, response }) {
    (options.fetch as Progress).response = response;
  },
};

/** What a middleware throws is the caller's own, and stays as it is. Everything else becomes an error of ours. */
function toCallerError(error: unknown, call: Call, { isBuilt, response }: Progress): unknown {
  if (!isBuilt) return toConfigError(error);
  if (response) return toReadError(error, call, response);
  // openapi-fetch's words for what a middleware may not return.
  return /^on\w+: must return/.test(messageOf(error)) ? toUnexpectedError(call, error) : error;
}

/** The parser's own error quotes the body, so it goes no further. */
export function toReadError(error: unknown, call: Call, response: Response): VeniceError {
  if (VeniceError.is(error)) return error;
  if (!response.ok) return toUnexpectedError(call, error);
  const isNotJson = (error as Partial<Error> | null | undefined)?.name === "SyntaxError";
  const reason = isNotJson ? "not_json" : "truncated";
  const type = call.redact(response.headers.get("content-type") ?? "");
  const hint = isNotJson && !/\bjson\b|^$/i.test(type) ? `: it is ${type}, so set parseAs` : "";
  return toResponseError(call, { reason, hint, cause: isNotJson ? undefined : error });
}
