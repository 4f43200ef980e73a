import { describe, expect, it, vi } from "vitest";
import {
  VeniceApiError,
  VeniceConnectionError,
  VeniceRateLimitError,
  type VeniceClientOptions,
} from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
const succeeding = () => vi.fn<Fetch>(() => Promise.resolve(new Response(SUCCESS)));
const tooMany = (headers: Record<string, string>) => () =>
  Promise.resolve(new Response("{}", { status: 429, headers }));

describe("a call that was aborted sends nothing", () => {
  it("if the abort is in the same tick as the call", async () => {
    const fetch = succeeding();
    const controller = new AbortController();
    const call = client({ fetch }).createApiKey(BODY, { signal: controller.signal });
    controller.abort();
    expect(await catchVeniceError(() => call)).toMatchObject({
      outcome: "not_created",
      sent: "no",
      attempts: 0,
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    "if the abort is %i ticks after the key function resolved",
    async (ticks) => {
      const fetch = succeeding();
      const controller = new AbortController();
      const abortSoon = async () => {
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        controller.abort();
      };
      const apiKey = () => {
        const key = Promise.resolve(BEARER);
        void key.then(abortSoon);
        return key;
      };
      const settled = await client({ apiKey, fetch })
        .createApiKey(BODY, { signal: controller.signal })
        .then(
          () => "created",
          (error: unknown) => VeniceConnectionError.is(error) && error.outcome,
        );
      await new Promise((resolve) => setTimeout(resolve));
      // Whatever was decided, the two agree.
      expect(settled === "not_created").toBe(fetch.mock.calls.length === 0);
    },
  );
});

describe("a stop in flight", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    "%i ticks after fetch proved that nothing was sent, agrees with one of them",
    async (ticks) => {
      const controller = new AbortController();
      const abortSoon = async () => {
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        controller.abort();
      };
      const fetch = async () => {
        await Promise.resolve();
        void abortSoon();
        throw Object.assign(new Error("refused"), { code: "CERT_HAS_EXPIRED" });
      };
      const error = await catchVeniceError(() =>
        client({ fetch }).createApiKey(BODY, { signal: controller.signal }),
      );
      const { code, outcome } = error;
      expect([
        { code: "ABORTED", outcome: "unknown" },
        { code: "CONNECTION_FAILED", outcome: "not_created" },
      ]).toContainEqual({ code, outcome });
    },
  );

  it("reaches fetch through its signal, with the call's own error", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: Fetch = (_url, init) => {
      signals.push(init?.signal);
      return new Promise(() => {});
    };
    const error = await catchVeniceError(() => client({ fetch, timeout: 20 }).createApiKey(BODY));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    expect(signals[0]?.reason).toBe(error);
  });

  it("frees the socket of a response that comes after it", async () => {
    const cancel = vi.fn();
    let respond: (response: Response) => void = () => {};
    const fetch = () => new Promise<Response>((resolve) => (respond = resolve));
    const controller = new AbortController();
    const onResponse = vi.fn();
    const call = client({ fetch, onResponse }).createApiKey(BODY, { signal: controller.signal });
    const settled = catchVeniceError(() => call);
    await new Promise((resolve) => setTimeout(resolve));
    controller.abort();
    await settled;
    respond(new Response(new ReadableStream({ cancel })));
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledTimes(1), { timeout: 60_000 });
    // The call has reported its end.
    expect(onResponse).not.toHaveBeenCalled();
  });

  it("while the call waits after a 429 keeps its proof that nothing was created", async () => {
    const controller = new AbortController();
    const fetch = vi.fn<Fetch>(() => {
      setTimeout(() => controller.abort(), 20);
      return tooMany({ "retry-after": "5" })();
    });
    const error = await catchVeniceError(() =>
      client({ fetch }).createApiKey(BODY, { signal: controller.signal }),
    );
    expect(error).toMatchObject({ code: "ABORTED", outcome: "not_created", attempts: 1 });
  });
});

describe("the body of an error", () => {
  const broken = () => {
    const rest = ['{"error":"half'].values();
    return new ReadableStream({
      pull(controller) {
        const { done, value } = rest.next();
        if (done) controller.error(new Error("reset"));
        else controller.enqueue(new TextEncoder().encode(value));
      },
    });
  };
  it.each<[what: string, body: () => BodyInit, kept: unknown]>([
    ["is kept if it isn't JSON", () => "<html>", "<html>"],
    ["is kept if it isn't UTF-8", () => Uint8Array.of(0x61, 0xff), "a\ufffd"],
    ["is dropped if it breaks off, as it may end in half a key", broken, undefined],
    ["is dropped beyond 64 KiB, as it may end in half a key", () => "a".repeat(64 * 1024 + 1), undefined],
  ])("%s", async (_what, body, kept) => {
    const fetch = () => Promise.resolve(new Response(body(), { status: 400 }));
    const error = await catchVeniceError(() => client({ fetch }).createApiKey(BODY));
    expect(VeniceApiError.is(error) && error.body).toEqual(kept);
  });

  it("is waited for no longer than the timeout, as it holds no key", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const fetch = () => Promise.resolve(new Response(new ReadableStream(), { status: 400 }));
      const call = catchVeniceError(() => client({ fetch, timeout: 1_000 }).createApiKey(BODY));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(vi.getTimerCount()).toBe(0);
      expect(await call).toMatchObject({ status: 400, outcome: "not_created" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("of an opaque redirect, which a browser doesn't let anybody read, is left alone", async () => {
    const text = () => Promise.resolve("");
    const opaque = { status: 0, ok: false, headers: new Headers(), body: null, text } as Response;
    const get = client({ fetch: () => Promise.resolve(opaque) }).api.GET as unknown as (
      path: string,
    ) => Promise<{ response: Response }>;
    expect((await get("/models")).response).toBe(opaque);
  });
});

describe("a call that fails before fetch created nothing", () => {
  it.each<[what: string, name: string, value: unknown]>([
    ["no fetch", "fetch", undefined],
    ["a fetch that is none", "fetch", {}],
    ["no Headers", "Headers", undefined],
  ])("with %s", async (_what, name, value) => {
    vi.stubGlobal(name, value);
    try {
      const error = await catchVeniceError(() => client().createApiKey(BODY));
      expect(error).toMatchObject({ outcome: "not_created", attempts: 0 });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("a request", () => {
  it("needs no global Request or Response", async () => {
    const answer = new Response(SUCCESS);
    for (const name of ["Request", "Response"]) vi.stubGlobal(name, undefined);
    try {
      const created = await client({ fetch: () => Promise.resolve(answer) }).createApiKey(BODY);
      expect(created.apiKey).toBe(SECRET);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("asks for no caching, which some fetches do for POSTs", async () => {
    const fetch = succeeding();
    await client({ fetch }).createApiKey(BODY);
    expect(fetch.mock.calls[0]![1]).toMatchObject({ cache: "no-store" });
  });

  it("has no cache option in a runtime whose Request knows none", async () => {
    vi.stubGlobal("Request", function Request() {});
    try {
      const fetch = succeeding();
      await client({ fetch }).createApiKey(BODY);
      expect(fetch.mock.calls[0]![1]).not.toHaveProperty("cache");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("over a signal that twenty others share prints no warning", async () => {
    const warnings: unknown[] = [];
    const warn = (warning: unknown) => warnings.push(warning);
    process.on("warning", warn);
    const { signal } = new AbortController();
    const venice = client({ fetch: succeeding() });
    await Promise.all(Array.from({ length: 20 }, () => venice.createApiKey(BODY, { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });
});

describe("a 429", () => {
  it("stays the proof that nothing was created, if a retry would have no time for an answer", async () => {
    const fetch = vi.fn<Fetch>(tooMany({ "retry-after": "1" }));
    const error = await catchVeniceError(() => client({ fetch, timeout: 1_100 }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceRateLimitError", outcome: "not_created", attempts: 1 });
  });

  it("with a time beyond any date rejects at once, without a retryAt", async () => {
    const fetch = vi.fn<Fetch>(tooMany({ "retry-after": "999999999999999999999" }));
    const error = await catchVeniceError(() => client({ fetch }).createApiKey(BODY));
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(VeniceRateLimitError.is(error) && error.retryAt).toBeUndefined();
  });

  it.each([{}, { "retry-after": "0" }, { "retry-after": "soon" }])(
    "with %o is never followed by a wait near 0",
    async (headers) => {
      vi.spyOn(Math, "random").mockReturnValue(0);
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
      try {
        const fetch = vi.fn<Fetch>(tooMany(headers));
        fetch.mockImplementationOnce(tooMany(headers));
        const call = client({ fetch, maxRetries: 1 })
          .createApiKey(BODY)
          .catch(() => {});
        await vi.advanceTimersByTimeAsync(200);
        expect(fetch).toHaveBeenCalledTimes(1);
        await vi.advanceTimersByTimeAsync(100);
        expect(fetch).toHaveBeenCalledTimes(2);
        await call;
      } finally {
        vi.useRealTimers();
        vi.restoreAllMocks();
      }
    },
  );
});

describe("a status is never forgotten", () => {
  it("if the reason phrase is one that Response refuses", async () => {
    const answer = new Response('{"error":"no"}', { status: 401 });
    Object.defineProperty(answer, "statusText", { value: "未授权" });
    const error = await catchVeniceError(() =>
      client({ fetch: () => Promise.resolve(answer) }).createApiKey(BODY),
    );
    expect(error).toMatchObject({ name: "VeniceAuthenticationError", status: 401, body: { error: "no" } });
  });

  it.each([
    [0, "VeniceApiError", "unknown"],
    [199, "VeniceApiError", "not_created"],
    [299, "VeniceResponseError", "created"],
    [300, "VeniceApiError", "not_created"],
    [401, "VeniceAuthenticationError", "not_created"],
    [503, "VeniceApiError", "unknown"],
    [200, "VeniceResponseError", "created"],
  ])("if everything else of a response with %i can't be read", async (status, name, outcome) => {
    const odd = { status, ok: status >= 200 && status < 300 } as Response;
    const error = await catchVeniceError(() =>
      client({ fetch: () => Promise.resolve(odd) }).createApiKey(BODY),
    );
    expect(error).toMatchObject({ name, outcome, attempts: 1 });
  });

  it("if what can't be read of it looks like a connection that was refused", async () => {
    const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });
    const odd = {
      status: 200,
      ok: true,
      get headers(): Headers {
        throw refused;
      },
    } as Response;
    const fetch = vi.fn<Fetch>(() => Promise.resolve(odd));
    const error = await catchVeniceError(() => client({ fetch }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceResponseError", outcome: "created", attempts: 1 });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("nor is the URL of its response", async () => {
    const answer = new Response("{}", { status: 404 });
    Object.defineProperty(answer, "url", { value: "https://api.venice.ai/api/v1/models" });
    const get = client({ fetch: () => Promise.resolve(answer) }).api.GET as unknown as (
      path: string,
    ) => Promise<{ response: Response }>;
    expect((await get("/models")).response.url).toBe("https://api.venice.ai/api/v1/models");
  });
});

describe("a runtime without streams, TextEncoder and TextDecoder, such as Jest's jsdom,", () => {
  const GLOBALS = ["TextEncoder", "TextDecoder", "ReadableStream", "Request", "Response", "structuredClone"];

  it.each([
    ["a Response", () => new Response(SUCCESS)],
    [
      "a stand-in with text() alone",
      () =>
        ({ ok: true, status: 200, headers: new Headers(), text: () => Promise.resolve(SUCCESS) }) as Response,
    ],
  ])("lets createApiKey return the key of %s", async (_what, answer) => {
    const response = answer();
    for (const name of GLOBALS) vi.stubGlobal(name, undefined);
    try {
      const created = await client({ fetch: () => Promise.resolve(response) }).createApiKey(BODY);
      expect(created.apiKey).toBe(SECRET);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
