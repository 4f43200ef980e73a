import { describe, expect, it, vi } from "vitest";
import type { ResponseInfo, VeniceClientOptions } from "../../src/index.ts";
import { BEARER, BODY, client, SECRET, SUCCESS } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;

describe("onResponse", () => {
  it("is called for every response of every call, without headers and bodies", async () => {
    const infos: ResponseInfo[] = [];
    const headers = {
      ...{ "cf-ray": `ray-${BEARER}`, "x-venice-version": "v1", "retry-after": "0" },
      ...{ "x-ratelimit-limit-requests": "20", "x-ratelimit-remaining-requests": "7" },
    };
    const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response(SUCCESS, { headers })));
    fetch.mockImplementationOnce(() => Promise.resolve(new Response("{}", { status: 429, headers })));
    const venice = client({ fetch, onResponse: (info) => infos.push(info) });
    await venice.createApiKey(BODY);
    await (venice.api.GET as unknown as (path: string, init: object) => Promise<unknown>)("/api_keys/{id}", {
      params: { path: { id: "private" } },
    });
    const common = {
      ...{ durationMs: expect.any(Number) as number, requestId: "ray-[redacted]", serverVersion: "v1" },
      rateLimit: { limit: 20, remaining: 7 },
    };
    const post = { operation: "POST /api_keys", method: "POST", path: "/api_keys", ...common };
    expect(infos).toEqual([
      { ...post, status: 429, attempt: 1 },
      { ...post, status: 200, attempt: 2 },
      {
        ...{ operation: "GET /api_keys/{id}", method: "GET", path: "/api_keys/{id}", ...common },
        ...{ status: 200, attempt: 1 },
      },
    ]);
    expect(JSON.stringify(infos)).not.toMatch(new RegExp(`${SECRET}|private`));
  });

  it("says how long the headers of each response took", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const durations: number[] = [];
      const responses = [new Response("{}", { status: 429 }), new Response(SUCCESS)];
      const fetch = () => new Promise<Response>((resolve) => setTimeout(resolve, 3_000, responses.shift()));
      const call = client({ fetch, onResponse: ({ durationMs }) => durations.push(durationMs) }).createApiKey(
        BODY,
      );
      await vi.advanceTimersByTimeAsync(10_000);
      await call;
      expect(durations).toEqual([3_000, 3_000]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("hook");
      },
    ],
    ["rejects", () => Promise.reject(new Error("hook"))],
  ])("doesn't fail a call if it %s", async (_what, hook) => {
    // A JavaScript caller's hook may be async.
    const onResponse = hook as () => void;
    const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response(SUCCESS)));
    expect((await client({ fetch, onResponse }).createApiKey(BODY)).apiKey).toBe(SECRET);
  });
});
