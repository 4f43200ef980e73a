import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import type { VeniceClientOptions } from "../../src/index.ts";
import { SERVER_URL } from "../../src/schema.ts";
import { startRawServer } from "../faults/raw-server.ts";
import { HEAD_WITH_TOO_LONG_LENGTH } from "../faults/wire.ts";
import { BEARER, BODY, client, catchVeniceError, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
type Answer = [status: number, body: BodyInit | null, headers?: Record<string, string>];
const answering = (...answers: Answer[]) =>
  vi.fn<Fetch>(() => {
    const [status, body, headers = {}] = answers.length > 1 ? answers.shift()! : answers[0]!;
    return Promise.resolve(new Response(body, { status, headers }));
  });

// The page's spec has one operation; openapi-fetch takes any path at run time, and so must the transport.
type Untyped = (
  path: string,
  init?: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const get = (options: VeniceClientOptions) => client(options).api.GET as unknown as Untyped;
const sentTo = (fetch: ReturnType<typeof answering>) =>
  fetch.mock.calls.map(([url, init]) => ({
    url,
    method: init?.method,
    redirect: init?.redirect,
    authorization: new Headers(init?.headers).get("authorization"),
  }));

/** A body of one chunk, or one that breaks. */
const streamOf = (content: string | Error) =>
  new ReadableStream({
    pull(controller) {
      if (content instanceof Error) {
        controller.error(content);
        return;
      }
      controller.enqueue(new TextEncoder().encode(content));
      controller.close();
    },
  });

describe("venice.api", () => {
  it("returns typed data through the client's own transport", async () => {
    const fetch = answering([200, SUCCESS]);
    const { data } = await client({ fetch }).api.POST("/api_keys", { body: BODY });
    expect(data?.data.description).toBe("fault");
    expect(sentTo(fetch)).toEqual([
      {
        url: `${SERVER_URL}/api_keys`,
        method: "POST",
        redirect: "manual",
        authorization: `Bearer ${BEARER}`,
      },
    ]);
  });

  it("masks the bearer in an error's body", async () => {
    const body = JSON.stringify({ error: `Bad key ${BEARER}` });
    const { error, response } = await client({
      fetch: answering([401, body, { "x-echo": BEARER }]),
    }).api.POST("/api_keys", { body: BODY });
    expect(response.status).toBe(401);
    expect(error).toEqual({ error: "Bad key [redacted]" });
    expect(
      `${inspect(response, { showHidden: true, depth: null })}${JSON.stringify([...response.headers])}`,
    ).not.toContain(BEARER);
  });

  it("never retries a POST that creates no key", async () => {
    const fetch = answering([429, "{}", { "retry-after": "0" }]);
    const { response } = await (client({ fetch }).api.POST as unknown as Untyped)("/models");
    expect(response.status).toBe(429);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("retries a GET after a 429", async () => {
    const fetch = answering([429, "{}"], [200, "[]"]);
    expect(await get({ fetch })("/models")).toMatchObject({ data: [] });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["of another host", "https://elsewhere.invalid"],
    ["of the same host", `${SERVER_URL}/beta`],
  ])("refuses a base URL for one request, and says why: one %s", async (_, baseUrl) => {
    const fetch = answering([200, "{}"]);
    const error = await catchVeniceError(() => get({ fetch })("/models", { baseUrl }));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created" });
    expect(error.message).toMatch(/the client's own baseUrl/);
    expect(fetch).not.toHaveBeenCalled();
  });

  it("refuses an unknown parseAs, and names those that it knows", async () => {
    const error = await catchVeniceError(() =>
      get({ fetch: answering([200, "{}"]) })("/models", { parseAs: "xml" }),
    );
    expect(error).toMatchObject({
      name: "VeniceConfigError",
      message: "parseAs must be one of json, text, blob, arrayBuffer, stream",
    });
  });

  it("accepts null as no options, as JavaScript may pass it", async () => {
    const fetch = answering([200, "[]"]);
    const { GET, request } = client({ fetch }).api as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    expect(await GET!("/models", null)).toMatchObject({ data: [] });
    expect(await request!("get", "/models", null)).toMatchObject({ data: [] });
    const error = await catchVeniceError(() => client({ fetch }).api.POST("/api_keys", null as never));
    expect(error).toMatchObject({ name: "VeniceValidationError", outcome: "not_created" });
  });

  it("accepts a fetch for one request, and follows no redirect through it", async () => {
    const fetch = answering([200, "{}"]);
    const own = answering([200, "{}"]);
    await get({ fetch })("/models", { fetch: own, redirect: "follow" });
    expect(fetch).not.toHaveBeenCalled();
    expect(sentTo(own)).toMatchObject([{ redirect: "manual" }]);
  });

  it.each([
    ["a refusal", 404, "mine"],
    ["a success", 200, "mine"],
    ["the words of openapi-fetch", 200, "mine: onResponse: must return"],
  ])("leaves a middleware's own error about %s as it is", async (_, status, message) => {
    const venice = client({ fetch: answering([status, "{}"]) });
    const own = new TypeError(message);
    venice.api.use({
      onResponse: () => {
        throw own;
      },
    });
    await expect((venice.api.GET as unknown as Untyped)("/models")).rejects.toBe(own);
  });

  it("sends the key to no other host, whatever a middleware asks for", async () => {
    const fetch = answering([200, "{}"]);
    const venice = client({ fetch });
    venice.api.use({ onRequest: ({ request }) => new Request("https://elsewhere.invalid/", request) });
    const error = await catchVeniceError(() => venice.api.POST("/api_keys", { body: BODY }));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created" });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("leaves a success as the server wrote it", async () => {
    const body = { models: ["test-model", BEARER] };
    const { data } = await get({ apiKey: "test", fetch: answering([200, JSON.stringify(body)]) })("/models");
    expect(data).toEqual(body);
  });

  it("leaves no listener on a signal that many calls share", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    for (let call = 0; call < 3; call++) await get({ fetch: answering([200, "{}"]) })("/models", { signal });
    expect(added).toHaveBeenCalledTimes(3);
    expect(removed).toHaveBeenCalledTimes(3);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("judges a lost connection as createApiKey does", async () => {
    const fetch = vi.fn<Fetch>(() => Promise.reject(new TypeError("Failed to fetch")));
    const error = await catchVeniceError(() => client({ fetch }).api.POST("/api_keys", { body: BODY }));
    expect(error).toMatchObject({ name: "VeniceConnectionError", outcome: "unknown", attempts: 1 });
    expect(error.message).toMatch(/^POST \/api_keys: /);
  });

  it("doesn't quote a success that isn't JSON", async () => {
    const error = await catchVeniceError(() => get({ fetch: answering([200, "s3cret-text"]) })("/models"));
    expect(error).toMatchObject({ name: "VeniceResponseError", reason: "not_json", outcome: "unknown" });
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain("s3cret-text");
  });

  it.each<[what: string, headers: Record<string, string>, hint: string]>([
    ["JSON", { "content-type": "application/json" }, "(not_json)."],
    ["text", { "content-type": "text/html" }, "(not_json): it is text/html, so set parseAs."],
  ])("names the type of a success that isn't JSON if it calls itself %s", async (_, headers, hint) => {
    const error = await catchVeniceError(() => get({ fetch: answering([200, "{", headers]) })("/models"));
    expect(error.message).toContain(hint);
  });

  it("names no type of a success that breaks", async () => {
    const headers = { "content-type": "text/html" };
    const fetch = answering([200, streamOf(new Error("cut")), headers]);
    const error = await catchVeniceError(() => get({ fetch })("/models"));
    expect(error).toMatchObject({ reason: "truncated" });
    expect(error.message).not.toContain("parseAs");
  });

  it("stops a creation when its timeout runs out", async () => {
    const fetch = vi.fn<Fetch>(() => new Promise(() => {}));
    const error = await catchVeniceError(() =>
      client({ fetch, timeout: 20 }).api.POST("/api_keys", { body: BODY }),
    );
    expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "unknown" });
  });

  it("leaves no timer when a key was created", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await client({ fetch: answering([200, SUCCESS]) }).api.POST("/api_keys", { body: BODY });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("reports drift of any operation", async () => {
    const onSpecDrift = vi.fn();
    const fetch = answering([200, "{}", { "x-venice-version": "v9" }]);
    await get({ fetch, onSpecDrift })("/models");
    expect(onSpecDrift).toHaveBeenCalledWith(expect.objectContaining({ serverVersion: "v9" }));
  });

  it("ends a stream when its signal aborts", async () => {
    const stop = new AbortController();
    const fetch = answering([200, new ReadableStream()]);
    const { data } = await get({ fetch })("/models", { parseAs: "stream", signal: stop.signal });
    // parseAs says what it is.
    const read = catchVeniceError(() => (data as ReadableStream).getReader().read());
    stop.abort();
    expect(await read).toMatchObject({ name: "VeniceAbortError", outcome: "unknown" });
  });

  it("rejects with the reason if there is nothing to stream", async () => {
    const fetch = vi.fn<Fetch>(() => Promise.reject(new TypeError("cut")));
    const error = await catchVeniceError(() =>
      get({ fetch, maxRetries: 0 })("/models", { parseAs: "stream" }),
    );
    expect(error).toMatchObject({ name: "VeniceConnectionError" });
  });

  it("limits each wait for a chunk of a stream by the timeout", async () => {
    const server = await startRawServer({
      onRequest: [[{ send: `${HEAD_WITH_TOO_LONG_LENGTH}{` }, "stall"]],
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { data } = await get({ baseUrl: server.baseUrl, timeout: 500 })("/models", { parseAs: "stream" });
      // parseAs says what it is.
      const reader = (data as ReadableStream<Uint8Array>).getReader();
      expect(await reader.read()).toEqual({ done: false, value: new TextEncoder().encode("{") });
      const stopped = vi.fn();
      const second = reader.read().catch(stopped);
      await vi.advanceTimersByTimeAsync(499);
      expect(stopped).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      await second;
      expect(String(stopped.mock.calls)).toContain("timeout");
    } finally {
      vi.useRealTimers();
      server.close();
    }
  });

  it("runs no clock over a stream while nobody waits for a chunk", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const pull = vi.fn((controller: ReadableStreamDefaultController) =>
        controller.enqueue(Uint8Array.of(97)),
      );
      const stream = new ReadableStream({ pull }, { highWaterMark: 0 });
      const { data } = await get({ fetch: answering([200, stream]) })("/models", { parseAs: "stream" });
      await new Promise((resolve) => setImmediate(resolve));
      expect({ timers: vi.getTimerCount(), pulls: pull.mock.calls.length }).toEqual({ timers: 0, pulls: 0 });
      // parseAs says what it is.
      expect(await (data as ReadableStream).getReader().read()).toEqual({
        done: false,
        value: Uint8Array.of(97),
      });
      expect({ timers: vi.getTimerCount(), pulls: pull.mock.calls.length }).toEqual({ timers: 0, pulls: 1 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("lets go of a signal when a stream is cancelled, and cancels the response for the same reason", async () => {
    const { signal } = new AbortController();
    const cancel = vi.fn();
    const fetch = answering([200, new ReadableStream({ cancel })]);
    const { data } = await get({ fetch })("/models", { parseAs: "stream", signal });
    // parseAs says what it is.
    await (data as ReadableStream).cancel("enough");
    expect(cancel).toHaveBeenCalledExactlyOnceWith("enough");
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("has no data if a success to stream has no body", async () => {
    const { data, response } = await get({ fetch: answering([200, null]) })("/models", { parseAs: "stream" });
    expect({ data, body: response.body }).toEqual({ data: null, body: null });
  });

  it("gives no more time to a success that creates nothing than the timeout", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const fetch = answering([200, new ReadableStream()]);
      const call = catchVeniceError(() => get({ fetch, timeout: 1_000 })("/models"));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(vi.getTimerCount()).toBe(0);
      expect(await call).toMatchObject({ name: "VeniceTimeoutError" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("judges a fetch that rejects with nothing as a lost connection", async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const fetch = vi.fn<Fetch>(() => Promise.reject());
    const error = await catchVeniceError(() => get({ fetch })("/models"));
    expect(error).toMatchObject({ name: "VeniceConnectionError", outcome: "unknown", attempts: 1 });
  });

  it.each<[how: string, stream: () => ReadableStream, use: (stream: ReadableStream) => Promise<unknown>]>([
    ["has been read", () => streamOf("{}"), (stream) => new Response(stream).text()],
    ["has been cancelled", () => streamOf("{}"), (stream) => stream.cancel()],
    ["has broken", () => streamOf(new Error("cut")), (stream) => new Response(stream).text().catch(() => {})],
  ])("leaves no timer when a stream %s", async (_, stream, use) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { data } = await get({ fetch: answering([200, stream()]) })("/models", { parseAs: "stream" });
      // parseAs says what it is.
      await use(data as ReadableStream);
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
    } finally {
      vi.useRealTimers();
    }
  });
});
