import { RateLimiterMemory } from "rate-limiter-flexible";
import { describe, expect, it, vi } from "vitest";
import { BODY, client, rejection, SUCCESS } from "./venice.ts";

const success = () => vi.fn<typeof fetch>(() => Promise.resolve(new Response(SUCCESS)));

describe("a limiter", () => {
  it("of rate-limiter-flexible is taken as it is, and refuses unsent beyond its budget", async () => {
    const fetch = success();
    const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
    // Two clients with one limiter share one budget.
    const clients = [client({ fetch, limiter }), client({ fetch, limiter })];
    for (const venice of clients) await venice.createApiKey(BODY);
    const error = await rejection(() => clients[0]!.createApiKey(BODY));
    expect(error).toMatchObject({
      ...{ name: "VeniceRateLimitError", code: "RATE_LIMITED", outcome: "not_created", attempts: 0 },
      ...{ retryAt: expect.any(Date) as Date, retryAfterMs: expect.any(Number) as number },
    });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("is asked before every attempt", async () => {
    const consume = vi.fn(() => Promise.resolve());
    const fetch = success().mockImplementationOnce(() => Promise.resolve(new Response("", { status: 429 })));
    await client({ fetch, limiter: { consume } }).createApiKey(BODY);
    expect(consume).toHaveBeenCalledTimes(2);
  });

  it("that fails ends the call unsent, its error as the cause", async () => {
    const fetch = success();
    const limiter = { consume: () => Promise.reject(new Error("redis is down")) };
    const error = await rejection(() => client({ fetch, limiter }).createApiKey(BODY));
    expect(error).toMatchObject({ code: "LIMITER_FAILED", outcome: "not_created" });
    expect(error).not.toHaveProperty("retryAt");
    expect(String(error.cause)).toBe("Error: redis is down");
    expect(fetch).not.toHaveBeenCalled();
  });

  it("that never answers is under the timeout", async () => {
    const limiter = { consume: () => new Promise<never>(() => {}) };
    const error = await rejection(() => client({ limiter, timeout: 20 }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "not_created" });
  });
});
