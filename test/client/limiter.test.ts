import { RateLimiterMemory, RateLimiterUnion } from "rate-limiter-flexible";
import { describe, expect, it, vi } from "vitest";
import { VeniceLimiterError } from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SUCCESS } from "../support/venice.ts";

const success = () => vi.fn<typeof fetch>(() => Promise.resolve(new Response(SUCCESS)));

describe("a limiter", () => {
  it("of rate-limiter-flexible is used as it is, and beyond its budget nothing is sent", async () => {
    const fetch = success();
    const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
    // Two clients with one limiter share one budget.
    const clients = [client({ fetch, limiter }), client({ fetch, limiter })];
    for (const venice of clients) await venice.createApiKey(BODY);
    const error = await catchVeniceError(() => clients[0]!.createApiKey(BODY));
    expect(error).toMatchObject({
      ...{ name: "VeniceLimiterError", code: "LIMITER_REFUSED", outcome: "not_created", attempts: 0 },
      ...{ retryAt: expect.any(Date) as Date, retryAfterMs: expect.any(Number) as number },
    });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("is asked for creations only, also through venice.api", async () => {
    const consume = vi.fn(() => Promise.resolve());
    const venice = client({ fetch: success(), limiter: { consume } });
    const get = venice.api.GET as unknown as (path: string) => Promise<unknown>;
    await get("/api_keys");
    expect(consume).not.toHaveBeenCalled();
    await venice.api.POST("/api_keys", { body: BODY });
    expect(consume).toHaveBeenCalledTimes(1);
  });

  it("whose rejection throws when it is read ends the call, and nothing is sent", async () => {
    const unreadable = new Proxy(new Error("x"), {
      get: () => {
        throw new Error("unreadable");
      },
    });
    const fetch = success();
    const limiter = { consume: () => Promise.reject(unreadable) };
    const error = await catchVeniceError(() => client({ fetch, limiter }).createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_FAILED", outcome: "not_created", attempts: 0 });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("loses nothing to a call that is over before it began", async () => {
    const consume = vi.fn(() => Promise.resolve());
    const signal = AbortSignal.abort();
    await catchVeniceError(() => client({ limiter: { consume } }).createApiKey(BODY, { signal }));
    expect(consume).not.toHaveBeenCalled();
  });

  it.each([null, undefined, { first: null, second: undefined }])(
    "that rejects with %o has failed",
    async (thrown) => {
      // A limiter may reject with anything.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      const limiter = { consume: () => Promise.reject(thrown) };
      const error = await catchVeniceError(() => client({ limiter }).createApiKey(BODY));
      expect(error).toMatchObject({ code: "LIMITER_FAILED", outcome: "not_created" });
    },
  );

  it("counts all calls by one name, and says when the budget comes back", async () => {
    const consume = vi.fn<(key: string) => Promise<never>>(() =>
      Promise.reject(Object.assign(new Error(), { msBeforeNext: 60_000 })),
    );
    const before = Date.now();
    const error = await catchVeniceError(() => client({ limiter: { consume } }).createApiKey(BODY));
    expect(consume).toHaveBeenCalledWith("venice-api-client");
    expect(VeniceLimiterError.is(error) && error.retryAt?.getTime()).toBeGreaterThanOrEqual(before + 60_000);
  });

  it("is asked before every attempt", async () => {
    const consume = vi.fn(() => Promise.resolve());
    const fetch = success().mockImplementationOnce(() => Promise.resolve(new Response("", { status: 429 })));
    await client({ fetch, limiter: { consume } }).createApiKey(BODY);
    expect(consume).toHaveBeenCalledTimes(2);
  });

  it("that fails ends the call, its error as the cause, and nothing is sent", async () => {
    const fetch = success();
    const limiter = { consume: () => Promise.reject(new Error("redis is down")) };
    const error = await catchVeniceError(() => client({ fetch, limiter }).createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_FAILED", outcome: "not_created" });
    expect(VeniceLimiterError.is(error) && error.retryAt).toBe(undefined);
    expect(String(error.cause)).toBe("Error: redis is down");
    expect(fetch).not.toHaveBeenCalled();
  });

  it("whose error names the key doesn't leak it", async () => {
    const limiter = { consume: () => Promise.reject(new Error(`no budget for ${BEARER}`)) };
    const error = await catchVeniceError(() => client({ limiter }).createApiKey(BODY));
    expect(String(error.cause)).toBe("Error: no budget for [redacted]");
  });

  it("that is a union of limiters reports the longest wait", async () => {
    const limiters = [60, 3_600].map(
      (duration) => new RateLimiterMemory({ points: 1, duration, keyPrefix: String(duration) }),
    );
    const venice = client({ fetch: success(), limiter: new RateLimiterUnion(...limiters) });
    await venice.createApiKey(BODY);
    const error = await catchVeniceError(() => venice.createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_REFUSED", outcome: "not_created" });
    expect(VeniceLimiterError.is(error) && error.retryAfterMs).toBeGreaterThan(3_500_000);
  });

  it("that refuses with more than its time is still understood", async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const limiter = { consume: () => Promise.reject({ key: null, rest: undefined, msBeforeNext: 5 }) };
    const error = await catchVeniceError(() => client({ limiter }).createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_REFUSED", retryAfterMs: 5 });
  });

  it.each([-1, Infinity, 1e18])("whose budget comes back after %s ms gives no time", async (msBeforeNext) => {
    // As rate-limiter-flexible rejects: with a result, which is no Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const limiter = { consume: () => Promise.reject({ msBeforeNext }) };
    const error = await catchVeniceError(() => client({ limiter }).createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_REFUSED", outcome: "not_created" });
    expect(VeniceLimiterError.is(error) && error.retryAt).toBe(undefined);
  });

  it("that never answers is stopped by the timeout", async () => {
    const limiter = { consume: () => new Promise<never>(() => {}) };
    const error = await catchVeniceError(() => client({ limiter, timeout: 20 }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "not_created" });
  });
});
