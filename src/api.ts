import createClient, { type Client } from "openapi-fetch";
import { facts, sentence, type Advice, type Call } from "./send/call.ts";
import { VeniceError, VeniceResponseError } from "./errors.ts";
import type { ReportDrift } from "./drift.ts";
import type { paths } from "./schema.ts";
import { mapStrings, redactError, redactHead, type Redact } from "./send/redact.ts";
import { configError, type Settings } from "./settings.ts";
import { startCall } from "./send/start-call.ts";
import type { Send } from "./send/transport.ts";

const UNSEEN = "The request may have taken effect: look before you send it again.";
const ADVICE: Advice = { not_created: "It had no effect.", unknown: UNSEEN, created: UNSEEN };

/** Sent again, these do what they did the first time. */
const IDEMPOTENT = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];
const METHODS = [...IDEMPOTENT, "POST", "PATCH"] as const;

type Init = RequestInit & { parseAs?: string };
interface Result {
  data?: unknown;
  response: Response;
}
/** openapi-fetch's `request` without its generics, which serve its callers and not who wraps it. */
type UntypedRequest = (method: string, path: string, init: object) => Promise<Result>;

/** The whole spec as an openapi-fetch client, every call over our transport. */
export function createApi(settings: Settings, send: Send, reportDrift: ReportDrift): Client<paths> {
  const client = createClient<paths>({ baseUrl: settings.baseUrl });
  const clientRequest = client.request as unknown as UntypedRequest;
  const { origin } = new URL(settings.baseUrl);

  const request = async (method: string, path: string, init: Init = {}): Promise<Result> => {
    method = method.toUpperCase();
    const maxRetries = IDEMPOTENT.includes(method) ? settings.maxRetries : 0;
    const call = startCall(
      `${method} ${path}`,
      ADVICE,
      { signal: init.signal ?? undefined, maxRetries },
      settings,
    );
    let last: Response | undefined;
    const carried = {
      ...init,
      // The deadline follows it; on a Request of its own it would leave a listener with every call.
      signal: undefined,
      // The key goes to the client's own host, through its own fetch, and nowhere else.
      baseUrl: undefined,
      fetch: async (outgoing: Request) => {
        if (new URL(outgoing.url).origin !== origin)
          throw configError("a middleware sent the request elsewhere: the key is for baseUrl's host alone");
        return (last = withoutEcho(await send(outgoing, call), call.redact));
      },
    };
    let streams = false;
    try {
      const result = await call.deadline.race(clientRequest(method, path, carried));
      reportDrift(call, []);
      const { data } = result;
      streams = data instanceof ReadableStream;
      if (data instanceof ReadableStream) result.data = endingWith(data, call);
      else if (data !== undefined) result.data = cleaned(data, call.redact);
      return result;
    } catch (error) {
      throw isBrokenOff(last) ? explained(error, call) : error;
    } finally {
      if (!streams) call.deadline.dispose();
    }
  };

  const methods = METHODS.map((method) => [
    method,
    (path: string, init?: Init) => request(method, path, init),
  ]);
  // The same names and arguments as the client's own, so its types stay true.
  return { ...client, ...Object.fromEntries(methods), request } as Client<paths>;
}

/** A streamed body counts against the timeout until it has been read, has broken or isn't wanted any more. */
function endingWith(stream: ReadableStream, call: Call): ReadableStream {
  const { readable, writable } = new TransformStream();
  const end = () => call.deadline.dispose();
  // Who reads is told of a fault by what is read.
  stream.pipeTo(writable).then(end, end);
  return readable;
}

/** A response whose headers repeat the key, without it; any other as it is. */
function withoutEcho(response: Response, redact: Redact): Response {
  const { body, status, headers } = response;
  const isEchoed = [...headers].some(([, value]) => redact(value) !== value);
  return isEchoed ? new Response(body, { status, ...redactHead(response, redact) }) : response;
}

/** JSON or a text that repeats the key, without it; any other data as it is. */
function cleaned(data: unknown, redact: Redact): unknown {
  const isBinary = data instanceof Blob || data instanceof ArrayBuffer;
  const text = isBinary ? "" : JSON.stringify(data);
  return redact(text) === text ? data : mapStrings(data, redact);
}

/** Whether a success was being read; before that, an error is a middleware's own. */
function isBrokenOff(response: Response | undefined): boolean {
  return response?.ok === true && response.bodyUsed;
}

/** The errors of a platform that breaks off a body, or of its parser, which quotes it; others are a middleware's. */
function explained(error: unknown, call: Call): unknown {
  const name = String((error as Partial<Error> | undefined)?.name);
  if (VeniceError.is(error) || !/^(SyntaxError|TypeError|AbortError)$/.test(name)) return error;
  const reason = name === "SyntaxError" ? "not_json" : "truncated";
  return new VeniceResponseError(
    sentence(call, `a success whose body can't be read (${reason})`, "unknown"),
    {
      ...facts(call),
      code: "INVALID_RESPONSE",
      outcome: "unknown",
      reason,
      cause: name === "SyntaxError" ? undefined : redactError(error, call.redact),
    },
  );
}
