/** A fetch of the caller's own, or one that was patched: no shape of it is to be trusted. */
import { created, notCreated, resolves, unknown, BEARER, type FaultCase, type Want } from "../fault-case.ts";
import { VeniceConnectionError } from "../../../src/index.ts";
import { SUCCESS } from "../wire.ts";

const CONNECTION = "VeniceConnectionError";
const lost = unknown(CONNECTION);
const fails = (error: unknown) => () => {
  // What a foreign fetch rejects with needn't be an Error.
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  return Promise.reject(error);
};
const withCause = (cause: object) =>
  fails(new TypeError("fetch failed", { cause: Object.assign(new Error("x"), cause) }));
/** As Node fails that has tried every address of a name. */
const severalFail = (...codes: string[]) => {
  const errors = codes.map((code) =>
    Object.assign(new Error(code), { code, syscall: code === "ECONNRESET" ? "read" : "connect" }),
  );
  return fails(new TypeError("fetch failed", { cause: new AggregateError(errors) }));
};
// The junk is the case: no type is true of it.
const gives = (value: unknown) => () => Promise.resolve(value as Response);
const locked = () => {
  const response = new Response(SUCCESS);
  response.body?.getReader();
  return Promise.resolve(response);
};
const breaking = () =>
  Promise.resolve(
    new Response(
      new ReadableStream({ pull: (controller) => controller.error(new Error(`Bearer ${BEARER}`)) }),
    ),
  );
const blank = () => {
  const chunks = [new Uint8Array(), new Uint8Array()];
  const pull = (controller: ReadableStreamDefaultController) => {
    const chunk = chunks.pop();
    if (chunk) controller.enqueue(chunk);
    else controller.close();
  };
  return Promise.resolve(new Response(new ReadableStream({ pull })));
};

/** As node-fetch gives it, whose body is a stream of Node's, or React Native, which has none. */
const withoutWebStream = (status: number, text: string, body?: object) => () =>
  Promise.resolve(Object.defineProperty(new Response(text, { status }), "body", { value: body }));

const stubs: [name: string, stub: typeof fetch, want: Want][] = [
  ["throws a bare TypeError", fails(new TypeError("Failed to fetch")), lost],
  ["throws a string", fails("no"), lost],
  ["throws undefined", fails(undefined), lost],
  [
    "throws before it returns a promise",
    () => {
      throw new Error("sync");
    },
    lost,
  ],
  ["throws an error that quotes the bearer", fails(new Error(`bad header Bearer ${BEARER}`)), lost],
  [
    "throws an error that holds the request",
    fails(Object.assign(new Error("x"), { config: { authorization: `Bearer ${BEARER}` } })),
    lost,
  ],
  ["throws an error whose cause goes in a circle", fails(circular()), lost],
  ["throws ECONNRESET", withCause({ code: "ECONNRESET", syscall: "read" }), lost],
  ["throws EPIPE", withCause({ code: "EPIPE", syscall: "write" }), lost],
  ["throws UND_ERR_SOCKET", withCause({ code: "UND_ERR_SOCKET" }), lost],
  ["throws UND_ERR_HEADERS_TIMEOUT", withCause({ code: "UND_ERR_HEADERS_TIMEOUT" }), lost],
  ["throws HPE_INVALID_CONSTANT", withCause({ code: "HPE_INVALID_CONSTANT" }), lost],
  ["throws an AbortError of its own", fails(new DOMException("Aborted", "AbortError")), lost],
  [
    "throws errors of which one was sent",
    fails(new AggregateError([Object.assign(new Error("a"), { syscall: "connect" }), new Error("b")])),
    lost,
  ],
  [
    "throws errors of all of its addresses",
    severalFail("ECONNREFUSED", "ENETUNREACH", "ECONNREFUSED"),
    notCreated(CONNECTION, 3),
  ],
  [
    "throws errors of addresses of which the middle one was sent to",
    severalFail("ECONNREFUSED", "ECONNRESET", "ECONNREFUSED"),
    lost,
  ],
  [
    "throws the alert that a client certificate is required",
    withCause({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }),
    lost,
  ],
  [
    "throws UND_ERR_CONNECT_TIMEOUT",
    withCause({ code: "UND_ERR_CONNECT_TIMEOUT" }),
    notCreated(CONNECTION, 3),
  ],
  ["throws ENOTFOUND", withCause({ code: "ENOTFOUND", syscall: "getaddrinfo" }), notCreated(CONNECTION, 3)],
  [
    "throws ERR_SSL_WRONG_VERSION_NUMBER",
    withCause({ code: "ERR_SSL_WRONG_VERSION_NUMBER" }),
    notCreated(CONNECTION),
  ],
  [
    "throws ERR_SSL_WRONG_VERSION_NUMBER itself, as node:https does after the request too",
    fails(Object.assign(new Error("x"), { code: "ERR_SSL_WRONG_VERSION_NUMBER" })),
    lost,
  ],
  [
    "throws ECONNRESET for a reason that alone would prove something",
    fails(Object.assign(new Error("x", { cause: { syscall: "connect" } }), { code: "ECONNRESET" })),
    lost,
  ],
  [
    "throws what throws when it is looked at",
    fails({
      get code() {
        throw new Error(`Bearer ${BEARER}`);
      },
    }),
    lost,
  ],
  [
    "throws the error of another client",
    fails(
      new VeniceConnectionError(`no ${BEARER}`, {
        code: "API_ERROR",
        outcome: "not_created",
        attempts: 0,
        sent: "no",
      }),
    ),
    lost,
  ],
  ["throws CERT_HAS_EXPIRED", withCause({ code: "CERT_HAS_EXPIRED" }), notCreated(CONNECTION)],
  ["gives undefined", gives(undefined), lost],
  ["gives a string", gives("no"), lost],
  ["gives an empty object", gives({}), lost],
  ["gives a locked body", locked, created(false)],
  ["gives a body that breaks and quotes the bearer", breaking, created(false)],
  ["gives a body of nothing but empty chunks", blank, unknown("VeniceResponseError")],
  [
    "gives headers that are none",
    gives({ ok: false, status: 400, headers: { get: () => null } }),
    notCreated("VeniceApiError"),
  ],
  ["gives Response.error()", () => Promise.resolve(Response.error()), unknown("VeniceApiError")],
  ["gives a good answer whose body is no web stream", withoutWebStream(200, SUCCESS, {}), resolves()],
  ["gives a good answer without a body to stream", withoutWebStream(200, SUCCESS), resolves()],
  ["gives 429 without a web stream", withoutWebStream(429, "{}", {}), notCreated("VeniceRateLimitError", 3)],
  ["gives a good answer", () => Promise.resolve(new Response(SUCCESS)), resolves()],
];

function circular(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}

const ABORTS = {
  before: "before the call",
  after: "in the same tick as the call",
  "with the key": "in the same tick in which the key function resolves",
};

export const STUB_CASES: FaultCase[] = [
  ...stubs.map(([name, fetch, want]) => ({ name: `a fetch that ${name}`, fetch, want })),
  ...(["before", "after", "with the key"] as const).map((abort) => ({
    name: `a fetch that ignores the signal, which fires ${ABORTS[abort]}`,
    fetch: () => Promise.resolve(new Response(SUCCESS)),
    abort,
    want: notCreated("VeniceAbortError", 0),
  })),
  {
    name: "a fetch that ignores the signal, past the timeout",
    fetch: () => new Promise(() => {}),
    timeout: 300,
    want: unknown("VeniceTimeoutError"),
  },
  {
    name: "a fetch that ignores the signal, aborted",
    fetch: () => new Promise(() => {}),
    abortAfter: 300,
    want: unknown("VeniceAbortError"),
  },
];
