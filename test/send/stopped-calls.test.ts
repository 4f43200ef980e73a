import { describe, expect, it, vi } from "vitest";
import type { VeniceClientOptions } from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

/** Long enough for every await that stands between a call and its request. */
const MICROTASKS = 60;

describe("a call that is stopped before fetch", () => {
  const pending = () => new Promise<never>(() => {});

  async function abortAfter(microtasks: number, options: VeniceClientOptions) {
    let isAborted: boolean | undefined;
    const fetch = vi.fn<typeof globalThis.fetch>((_url, init) => {
      isAborted = init?.signal?.aborted;
      return pending();
    });
    const controller = new AbortController();
    const call = catchVeniceError(() => client({ ...options, fetch }).createApiKey(BODY, controller));
    for (let passed = 0; passed < microtasks; passed++) await Promise.resolve();
    controller.abort();
    const { outcome, attempts } = await call;
    return { outcome, attempts, requests: fetch.mock.calls.length, isAborted };
  }

  it.each<[string, VeniceClientOptions]>([
    ["a static key", {}],
    ["a key function", { apiKey: () => Promise.resolve(BEARER) }],
    ["a limiter", { limiter: { consume: () => Promise.resolve() } }],
  ])("sends nothing, at whichever await it is stopped, with %s", async (_, options) => {
    const seen = new Set<string>();
    for (let microtasks = 0; microtasks < MICROTASKS; microtasks++) {
      const { outcome, attempts, requests, isAborted } = await abortAfter(microtasks, options);
      expect({ microtasks, outcome, attempts, isAborted }).toEqual({
        microtasks,
        isAborted: requests ? false : undefined,
        outcome: requests ? "unknown" : "not_created",
        attempts: requests,
      });
      seen.add(outcome);
    }
    expect([...seen].sort()).toEqual(["not_created", "unknown"]);
  });

  it("sends nothing if the timeout runs out in the tick in which the key function resolves", async () => {
    vi.useFakeTimers();
    try {
      const fetch = vi.fn<typeof globalThis.fetch>(pending);
      const apiKey = () => new Promise<string>((resolve) => setTimeout(resolve, 1_000, BEARER));
      const call = catchVeniceError(() => client({ apiKey, fetch, timeout: 1_000 }).createApiKey(BODY));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await call).toMatchObject({ code: "TIMEOUT", outcome: "not_created", attempts: 0 });
      expect(fetch).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});

it("a call whose timeout runs out while a created key arrives waits for the rest of the key", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    const body = new ReadableStream({
      async start(controller) {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        controller.enqueue(new TextEncoder().encode(SUCCESS));
        controller.close();
      },
    });
    const fetch = () => Promise.resolve(new Response(body));
    const call = client({ fetch, timeout: 1_000 }).createApiKey(BODY);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await call).apiKey).toBe(SECRET);
  } finally {
    vi.useRealTimers();
  }
});
