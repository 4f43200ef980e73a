import createClient, { type Client } from "openapi-fetch";
import { facts, sentence, type Advice, type Call } from "./call.ts";
import { VeniceError, VeniceResponseError } from "./errors.ts";
import type { ReportDrift } from "./drift.ts";
import type { paths } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { startCall } from "./start-call.ts";
import type { Send } from "./transport.ts";

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

  const request = async (method: string, path: string, init: Init = {}): Promise<Result> => {
    method = method.toUpperCase();
    const maxRetries = IDEMPOTENT.includes(method) ? settings.maxRetries : 0;
    const call = startCall(
      `${method} ${path}`,
      ADVICE,
      { signal: init.signal ?? undefined, maxRetries },
      settings,
    );
    const carried = {
      ...init,
      // The key goes to the client's own host, through its own fetch, and nowhere else.
      baseUrl: undefined,
      fetch: (outgoing: Request) => send(outgoing, call),
    };
    let streams = false;
    try {
      const result = await call.deadline.race(clientRequest(method, path, carried));
      reportDrift(call, []);
      streams = result.data instanceof ReadableStream;
      return streams ? { ...result, data: endingWith(result.data as ReadableStream, call) } : result;
    } catch (error) {
      throw explained(error, call);
    } finally {
      if (!streams) call.deadline.end();
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
  const end = () => call.deadline.end();
  // Who reads is told of a fault by what is read.
  stream.pipeTo(writable).then(end, end);
  return readable;
}

/** openapi-fetch reads successes with the platform's parser, whose errors quote the body. */
function explained(error: unknown, call: Call): unknown {
  // Before a request was made, the fault is in the arguments, and their error says so best.
  if (VeniceError.is(error) || call.attempts === 0) return error;
  const reason = error instanceof SyntaxError ? "not_json" : "truncated";
  return new VeniceResponseError(
    sentence(call, `a success whose body can't be read (${reason})`, "unknown"),
    {
      ...facts(call),
      code: "INVALID_RESPONSE",
      outcome: "unknown",
      reason,
    },
  );
}
