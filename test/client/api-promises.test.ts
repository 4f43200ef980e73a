/** What venice.api adds to openapi-fetch. */
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import {
  VeniceResponseError,
  VeniceValidationError,
  type VeniceApi,
  type VeniceClientOptions,
} from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
const answering = (body: BodyInit | null, init?: ResponseInit) =>
  vi.fn<Fetch>(() => Promise.resolve(new Response(body, init)));
// The page's spec has one operation; openapi-fetch takes any path at run time, and so must the transport.
type Get = (path: string, init?: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const get = (options: VeniceClientOptions) => client(options).api.GET as unknown as Get;
const create = (fetch: Fetch, prepare: (api: VeniceApi) => void = () => {}) => {
  const { api } = client({ fetch });
  prepare(api);
  return api.POST("/api_keys", { body: BODY });
};

describe("creating a key through venice.api", () => {
  it("sends the body, checked against the spec", async () => {
    const fetch = answering(SUCCESS);
    await create(fetch);
    expect(JSON.parse(await new Response(fetch.mock.calls[0]![1]!.body).text())).toEqual(BODY);
    const body = { ...BODY, consumptionLimit: { usd: -1 } };
    const error = await catchVeniceError(() => client({ fetch }).api.POST("/api_keys", { body }));
    expect(VeniceValidationError.is(error) && error.issues.map(({ path }) => path)).toEqual([
      "consumptionLimit.usd",
    ]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("returns a key that no inspection shows", async () => {
    const { data } = await create(answering(SUCCESS));
    expect(data?.data.apiKey).toBe(SECRET);
    expect(inspect(data, { depth: null, showHidden: true })).not.toContain(SECRET);
  });

  it.each<[parseAs: "text" | "blob" | "arrayBuffer" | "stream"]>([
    ["text"],
    ["blob"],
    ["arrayBuffer"],
    ["stream"],
  ])("returns the JSON as %s if parseAs asks for it", async (parseAs) => {
    const { api } = client({ fetch: answering(SUCCESS) });
    const { data } = await api.POST("/api_keys", { body: BODY, parseAs });
    expect(typeof data === "string" ? "text" : data?.constructor.name.toLowerCase()).toBe(
      { text: "text", blob: "blob", arrayBuffer: "arraybuffer", stream: "readablestream" }[parseAs],
    );
    expect(await new Response(data).json()).toEqual(JSON.parse(SUCCESS));
  });

  it("recovers the secret of a success that was cut off, whatever parseAs asks for", async () => {
    const { api } = client({ fetch: answering(SUCCESS.slice(0, -5)) });
    const error = await catchVeniceError(() => api.POST("/api_keys", { body: BODY, parseAs: "stream" }));
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
  });

  it("recovers the secret of a success that was cut off", async () => {
    const error = await catchVeniceError(() => create(answering(SUCCESS.slice(0, -5))));
    expect(error).toMatchObject({ name: "VeniceResponseError", outcome: "created" });
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
  });

  it("keeps the secret if a middleware fails after the key was created", async () => {
    const error = await catchVeniceError(() =>
      create(answering(SUCCESS), (api) =>
        api.use({
          onResponse: () => {
            throw new Error("mine");
          },
        }),
      ),
    );
    expect(error).toMatchObject({
      name: "VeniceResponseError",
      outcome: "created",
      cause: { message: "mine" },
    });
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
  });

  it.each([
    ["an empty success", () => new Response(null, { status: 204 })],
    ["an error", () => new Response("{}", { status: 500 })],
    ["a success without a key", () => new Response("{}")],
    ["a success with an empty key", () => new Response('{"data":{"apiKey":""}}')],
  ])("keeps the secret if a middleware returns %s instead", async (_what, onResponse) => {
    const error = await catchVeniceError(() => create(answering(SUCCESS), (api) => api.use({ onResponse })));
    expect(error).toMatchObject({
      ...{ name: "VeniceResponseError", outcome: "created", reason: "no_api_key" },
      message: expect.stringContaining("A key exists") as string,
      cause: { message: "the response holds no key any more" },
    });
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
  });

  it("keeps the secret if a middleware returns something else than the text that parseAs asks for", async () => {
    const { api } = client({ fetch: answering(SUCCESS) });
    api.use({ onResponse: () => new Response("mine") });
    const error = await catchVeniceError(() => api.POST("/api_keys", { body: BODY, parseAs: "text" }));
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
  });

  it("returns the key of a body whose length the headers get wrong", async () => {
    const { data } = await create(answering(SUCCESS, { headers: { "content-length": "0" } }));
    expect(data?.data.apiKey).toBe(SECRET);
  });

  it("gives a middleware the response, which it may read and replace", async () => {
    const seen: unknown[] = [];
    const { data } = await create(answering(SUCCESS), (api) =>
      api.use({
        onResponse: async ({ response }) => {
          seen.push(await response.clone().json());
          return undefined;
        },
      }),
    );
    expect(seen).toEqual([JSON.parse(SUCCESS)]);
    expect(data?.data.apiKey).toBe(SECRET);
  });
});

describe("a middleware", () => {
  it("never sees the bearer, in the request of any hook", async () => {
    const seen: (string | null)[] = [];
    const look = ({ request }: { request: Request }) =>
      void seen.push(request.headers.get("authorization"), inspect(request));
    const broken = vi.fn<Fetch>(() => Promise.reject(new TypeError("cut")));
    for (const fetch of [answering("[]"), broken]) {
      const { api } = client({ fetch });
      api.use({ onRequest: look, onResponse: look, onError: look });
      await (api.GET as unknown as Get)("/models").catch(() => {});
      expect(new Headers(fetch.mock.calls[0]![1]!.headers).get("authorization")).toBe(`Bearer ${BEARER}`);
    }
    expect(seen).toHaveLength(8);
    expect(seen.filter((each) => each?.includes("Bearer"))).toEqual([]);
  });

  it("keeps the authorization that it sets itself", async () => {
    const seen: (string | null)[] = [];
    const { api } = client({ fetch: answering("[]") });
    api.use({
      onRequest: ({ request }) => request.headers.set("authorization", "Basic mine"),
      onResponse: ({ request }) => void seen.push(request.headers.get("authorization")),
    });
    await (api.GET as unknown as Get)("/models");
    expect(seen).toEqual(["Basic mine"]);
  });
});

it("venice.api passes the options of fetch itself on to fetch", async () => {
  const fetch = answering("[]");
  const more = {
    ...{ cache: "force-cache", credentials: "include", integrity: "sha256-x", keepalive: true, mode: "cors" },
    ...{ referrerPolicy: "origin", priority: "low", next: { revalidate: 1 }, dispatcher: {}, cf: { x: 1 } },
  };
  await get({ fetch })("/models", { ...more, params: {}, parseAs: "json" });
  expect(fetch.mock.calls[0]![1]).toMatchObject(more);
  expect(Object.keys(fetch.mock.calls[0]![1]!).sort()).toEqual(
    [...Object.keys(more), "headers", "method", "redirect", "signal"].sort(),
  );
});

it("venice.api asks for no-store if the caller asks for no cache of its own", async () => {
  const fetch = answering("[]");
  await get({ fetch })("/models");
  expect(fetch.mock.calls[0]![1]).toMatchObject({ cache: "no-store" });
});

it("creating a key through venice.api asks for no-store, whatever cache the caller asks for", async () => {
  const fetch = answering(SUCCESS);
  await client({ fetch }).api.POST("/api_keys", { body: BODY, cache: "force-cache" });
  expect(fetch.mock.calls[0]![1]).toMatchObject({ cache: "no-store" });
});

describe("a stream", () => {
  /** A chunk each `ms`. */
  const slowly = (chunks: string[], ms: number) => {
    const rest = [...chunks];
    return new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        const chunk = rest.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
  };

  it("may take longer than the timeout, if no chunk does", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const fetch = answering(slowly(["a", "b", "c", "d"], 800));
      const { data } = await get({ fetch, timeout: 1_000 })("/models", { parseAs: "stream" });
      const text = new Response(data as ReadableStream).text();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await text).toBe("abcd");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("isn't cut off while its reader is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const fetch = answering(slowly(["a", "b"], 0));
      const { data } = await get({ fetch, timeout: 1_000 })("/models", { parseAs: "stream" });
      const reader = (data as ReadableStream).getReader();
      for (let read = 0; read < 2; read++) {
        await vi.advanceTimersByTimeAsync(60_000);
        const next = reader.read();
        await vi.advanceTimersByTimeAsync(1);
        expect((await next).done).toBe(false);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it("is the body of the response, which isn't locked", async () => {
    const { data, response } = await get({ fetch: answering("text") })("/models", { parseAs: "stream" });
    expect(response.body).toBe(data);
    expect(response.bodyUsed || response.body!.locked).toBe(false);
  });

  it.each([new TypeError("terminated"), null])(
    "that breaks with %s rejects with a VeniceError",
    async (reason) => {
      const broken = new ReadableStream({ pull: (controller) => controller.error(reason) });
      const { data } = await get({ fetch: answering(broken) })("/models", { parseAs: "stream" });
      const error = await catchVeniceError(() => (data as ReadableStream).getReader().read());
      expect(error).toMatchObject({ name: "VeniceResponseError", reason: "truncated", outcome: "unknown" });
    },
  );
});

it("the error for a binary success that is read as JSON says to set parseAs", async () => {
  const fetch = answering(Uint8Array.of(137, 80, 78, 71), { headers: { "content-type": "image/png" } });
  const { message } = await catchVeniceError(() => get({ fetch })("/image"));
  expect(message).toContain("it is image/png, so set parseAs");
});

it("the error for a success that isn't JSON, and doesn't say what it is, names no media type", async () => {
  const { message } = await catchVeniceError(() => get({ fetch: answering(Uint8Array.of(137)) })("/image"));
  expect(message).toContain("can't be read (not_json). It may");
});
