import { describe, expect, it, vi } from "vitest";
import type { VeniceClientOptions } from "../../src/index.ts";
import { BODY, client, catchVeniceError, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
const answers =
  (status: number, body: string, headers = {}): Fetch =>
  () =>
    Promise.resolve(new Response(body, { status, headers }));
const fails =
  (cause: object): Fetch =>
  () =>
    Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), cause) }));
const silent: Fetch = () => new Promise(() => {});

/** Every sentence that a caller may read; a change of one shows here as a whole. */
const calls: [name: string, options: VeniceClientOptions, signal?: AbortSignal][] = [
  ["400", { fetch: answers(400, '{"error":"Invalid request parameters"}') }],
  ["401", { fetch: answers(401, '{"error":"Authentication failed"}') }],
  ["429", { fetch: answers(429, '{"error":"Rate limit exceeded"}'), maxRetries: 0 }],
  ["429 with a time", { fetch: answers(429, '{"error":null}', { "retry-after": "90" }), maxRetries: 0 }],
  ["503 with a time", { fetch: answers(503, "", { "retry-after": "90" }) }],
  ["long", { fetch: answers(400, JSON.stringify({ error: { message: "a".repeat(301) } })) }],
  ["299 that can't be read", { fetch: () => Promise.resolve({ status: 299, ok: true } as Response) }],
  ["500", { fetch: answers(500, '{"error":"An unknown error occurred"}') }],
  ["303", { fetch: answers(303, "") }],
  ["empty", { fetch: answers(200, "") }],
  ["not_json", { fetch: answers(200, "<html>") }],
  ["no_api_key", { fetch: answers(200, "{}") }],
  ["cut off", { fetch: answers(200, SUCCESS.slice(0, 90)) }],
  ["not connected", { fetch: fails({ syscall: "connect" }), maxRetries: 0 }],
  ["certificate", { fetch: fails({ code: "CERT_HAS_EXPIRED" }) }],
  ["reset", { fetch: fails({ code: "ECONNRESET", syscall: "read" }) }],
  ["timeout in flight", { fetch: silent, timeout: 10 }],
  ["timeout before", { apiKey: () => new Promise(() => {}), timeout: 10 }],
  ["aborted before", { fetch: silent }, AbortSignal.abort()],
  ["provider failed", { apiKey: () => Promise.reject(new RangeError("x")) }],
  [
    "limiter spent",
    { limiter: { consume: () => Promise.reject(Object.assign(new Error(), { msBeforeNext: 1234 })) } },
  ],
  [
    "limiter spent for ever",
    { limiter: { consume: () => Promise.reject(Object.assign(new Error(), { msBeforeNext: -1 })) } },
  ],
  ["limiter broken", { limiter: { consume: () => Promise.reject(new Error("redis is down")) } }],
];

describe("an error's message says what happened, and what to do now", () => {
  it.each(calls)("%s", async (_, options, signal) => {
    const error = await catchVeniceError(() => client(options).createApiKey(BODY, { signal }));
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });

  it.each([
    ["had no effect", fails({ syscall: "connect" })],
    ["may have had one", fails({ code: "ECONNRESET", syscall: "read" })],
  ])("a request of venice.api that %s", async (_, fetch) => {
    // openapi-fetch takes any path at run time.
    const get = client({ fetch, maxRetries: 0 }).api.GET as unknown as (path: string) => Promise<unknown>;
    const error = await catchVeniceError(() => get("/models"));
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });

  it.each<[what: string, init: object]>([
    ["leads to another operation", { params: { path: { id: ".." } } }],
    [
      "a middleware reads",
      { middleware: [{ onRequest: ({ request }: { request: Request }) => request.text().then(() => {}) }] },
    ],
  ])("a request of venice.api that %s", async (_, init) => {
    const error = await catchVeniceError(() =>
      client({ fetch: silent }).api.POST("/api_keys", { body: BODY, ...init }),
    );
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });

  it.each(["fetch", "Headers"])("no %s", async (name) => {
    vi.stubGlobal(name, undefined);
    const error = await catchVeniceError(() => client().createApiKey(BODY)).finally(() =>
      vi.unstubAllGlobals(),
    );
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });

  it("body", async () => {
    // Without a description, and with a type that there isn't.
    const error = await catchVeniceError(() => client().createApiKey({ apiKeyType: "x" } as never));
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });

  it.each([
    ["baseUrl no URL", { baseUrl: "x" }],
    ["baseUrl in the clear", { baseUrl: "http://example.com" }],
    ["baseUrl with a query", { baseUrl: "https://example.com?x" }],
    ["key missing", { apiKey: "" }],
    ["key with Bearer", { apiKey: "Bearer x" }],
    ["key with a space", { apiKey: "x y" }],
    ["timeout", { timeout: 0 }],
    ["maxRetries", { maxRetries: -1 }],
  ])("%s", async (_, options) => {
    const error = await catchVeniceError(() => client(options));
    expect(`${error.name} (${error.code}, ${error.outcome}): ${error.message}`).toMatchSnapshot();
  });
});
