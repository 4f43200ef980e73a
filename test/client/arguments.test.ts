/** Whatever a caller passes, each throw and rejection is a VeniceError that says whether something was sent. */
import { inspect } from "node:util";
import { describe, expect, it, test, vi } from "vitest";
import { createVeniceClient, type VeniceClientOptions } from "../../src/index.ts";
import { BODY, client, catchVeniceError, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
// JavaScript passes what no type allows.
type Untyped = Record<string, (...args: unknown[]) => unknown>;
const answering = (body: string, status = 200) =>
  vi.fn<Fetch>(() => Promise.resolve(new Response(body, { status })));
const untyped = (fetch: Fetch) => client({ fetch }).api as unknown as Untyped;
const throwing = () => {
  throw new RangeError("mine");
};
const CYCLE: { self?: object } = {};
CYCLE.self = CYCLE;
const ALREADY_READ = { message: expect.stringContaining("already been read") as string };

const REFUSED: [what: string, init: object][] = [
  ["params that are null", { params: null }],
  ["a query that is nested", { params: { query: { a: [{ b: 1 }] } } }],
  ["a query with a lone surrogate", { params: { query: { a: "\ud800" } } }],
  ["a query with a symbol", { params: { query: { a: Symbol("a") } } }],
  ["a path parameter that leads up", { params: { path: { id: ".." } } }],
  ["a path parameter that leads nowhere", { params: { path: { id: "." } } }],
  ["a path parameter that is empty", { params: { path: { id: "" } } }],
  ["a header's invalid name", { headers: { "a b": "1" } }],
  ["a header's invalid value", { headers: { a: "s3cret\n1" } }],
  ["a header parameter's invalid value", { params: { header: { a: "s3cret\0" } } }],
  ["a header that isn't Latin-1", { headers: { a: "中" } }],
  ["a querySerializer that throws", { querySerializer: throwing }],
  ["a querySerializer that throws null", { querySerializer: () => AbortSignal.abort(null).throwIfAborted() }],
  ["a querySerializer that returns no text", { querySerializer: () => 5 }],
  ["a pathSerializer that returns nothing", { params: { path: { id: "1" } }, pathSerializer: () => {} }],
  ["a parseAs that doesn't exist", { parseAs: "xml" }],
  ["a parseAs that is a method of Response", { parseAs: "clone" }],
  ["a mode that no request may have", { mode: "navigate" }],
  ["middleware that is no list", { middleware: {} }],
  ["a Request that is no class", { Request: 5 }],
  ["a Request of another kind", { Request: function () {} }],
  ["a signal that is none", { signal: "x" }],
  ["a fetch that is none", { fetch: 5 }],
  [
    "a getter that throws",
    {
      get signal() {
        return throwing();
      },
    },
  ],
  ["a middleware that returns no request", { middleware: [{ onRequest: () => 5 }] }],
  [
    "a middleware that reads the body itself",
    { middleware: [{ onRequest: ({ request }: { request: Request }) => request.text().then(() => {}) }] },
  ],
];

describe("venice.api sends nothing, and rejects with a VeniceError, for", () => {
  it.each(REFUSED)("%s", async (_what, init) => {
    const fetch = answering(SUCCESS);
    for (const path of ["/models", "/api_keys"]) {
      // A copy of descriptors: a spread would call the getter here.
      const options = Object.defineProperties({ body: BODY }, Object.getOwnPropertyDescriptors(init));
      const error = await catchVeniceError(() => untyped(fetch)["POST"]!(path, options));
      expect(error).toMatchObject({ outcome: "not_created", attempts: 0 });
      expect(inspect(error, { showHidden: true, depth: null })).not.toContain("s3cret");
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each<[what: string, method: string, args: unknown[]]>([
    ["a body that is a BigInt", "POST", ["/models", { body: 1n }]],
    ["a body with a cycle", "POST", ["/models", { body: CYCLE }]],
    ["a bodySerializer that throws", "POST", ["/models", { body: {}, bodySerializer: throwing }]],
    ["a body with a GET", "GET", ["/models", { body: {} }]],
    ["a path that is no text", "GET", [Symbol("path")]],
    ["no method", "request", [undefined, "/models"]],
    ["a method that fetch forbids", "request", ["connect", "/models"]],
  ])("%s", async (_what, method, args) => {
    const fetch = answering("{}");
    const error = await catchVeniceError(() => untyped(fetch)[method]!(...args));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created", attempts: 0 });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("a middleware that is none", async () => {
    const error = await catchVeniceError(() => untyped(answering("{}"))["use"]!(5));
    expect(error).toMatchObject({
      name: "VeniceConfigError",
      cause: { message: expect.stringContaining("Middleware must be") as string },
    });
  });
});

test("an error of a serializer is the cause, as it was thrown", async () => {
  const own = new RangeError("mine");
  const querySerializer = () => {
    throw own;
  };
  const error = await catchVeniceError(() =>
    untyped(answering("{}"))["GET"]!("/models", { querySerializer }),
  );
  expect(error).toMatchObject({ message: "an argument can't be used", cause: own });
  expect(error.cause).toBe(own);
});

const BROKEN_SUCCESS = { name: "VeniceResponseError", outcome: "unknown" };
const REFUSAL = { name: "VeniceApiError", status: 404, outcome: "not_created" };

describe("the error of a request that venice.api has sent has its status and attempts for", () => {
  it.each<[what: string, middleware: object, status: number, expected: object]>([
    ["a middleware that returns no response", { onResponse: () => 5 }, 200, BROKEN_SUCCESS],
    ["one about a refusal", { onResponse: () => 5 }, 404, REFUSAL],
    [
      "a middleware that reads the body of a success",
      { onResponse: ({ response }: { response: Response }) => response.text().then(() => {}) },
      200,
      { ...BROKEN_SUCCESS, cause: ALREADY_READ },
    ],
    [
      "a middleware that reads the body of a refusal",
      { onResponse: ({ response }: { response: Response }) => response.text().then(() => {}) },
      404,
      { ...REFUSAL, cause: ALREADY_READ },
    ],
    [
      "a middleware whose response isn't JSON",
      { onResponse: () => new Response("s3cret") },
      200,
      { ...BROKEN_SUCCESS, reason: "not_json" },
    ],
  ])("%s", async (_what, middleware, status, expected) => {
    const error = await catchVeniceError(() =>
      untyped(answering("{}", status))["GET"]!("/models", { middleware: [middleware] }),
    );
    expect(error).toMatchObject({ attempts: 1, ...expected });
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain("s3cret");
  });

  it("a middleware that ignores a lost connection", async () => {
    const fetch = vi.fn<Fetch>(() => Promise.reject(new TypeError("cut")));
    const error = await catchVeniceError(() =>
      untyped(fetch)["GET"]!("/models", { middleware: [{ onError: () => 5 }] }),
    );
    expect(error).toMatchObject({ name: "VeniceConnectionError", outcome: "unknown", sent: "maybe" });
  });
});

test.each(["validate", "timeout", "maxRetries", "signal"])(
  "createApiKey sends nothing if the getter of %s throws",
  async (name) => {
    const fetch = answering(SUCCESS);
    const options = Object.defineProperty({}, name, { get: throwing });
    const error = await catchVeniceError(() => client({ fetch }).createApiKey(BODY, options));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created" });
    expect(fetch).not.toHaveBeenCalled();
  },
);

test.each(["apiKey", "baseUrl", "fetch", "timeout", "limiter", "onResponse"])(
  "createVeniceClient throws an error of ours if the getter of %s does",
  async (name) => {
    const options = Object.defineProperty({}, name, { get: throwing });
    expect(await catchVeniceError(() => createVeniceClient(options))).toMatchObject({
      name: "VeniceConfigError",
    });
  },
);
