import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VeniceRateLimitError, type VeniceClientOptions } from "../../src/index.ts";
import { BODY, BEARER, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

const answerWith = (...responses: (() => Response)[]) => {
  const queue = responses.values();
  // A request beyond the list is the fault that the test looks for.
  return vi.fn<typeof fetch>(() => Promise.resolve(queue.next().value?.() ?? Response.error()));
};
const ok = () => new Response(SUCCESS);
const tooMany = (headers: Record<string, string> = {}) => new Response("{}", { status: 429, headers });

describe("a retry", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function settle(options: VeniceClientOptions) {
    const startedAt = performance.now();
    const call = client(options)
      .createApiKey(BODY)
      .then(
        ({ apiKey }) => ({ apiKey, error: undefined, ms: performance.now() - startedAt }),
        (error: unknown) => ({ apiKey: undefined, error, ms: performance.now() - startedAt }),
      );
    await vi.runAllTimersAsync();
    return call;
  }

  it("is made if the time left is enough for its answer", async () => {
    const fetch = answerWith(() => tooMany({ "retry-after": "1" }), ok);
    const { apiKey, ms } = await settle({ fetch, timeout: 1_501 });
    expect({ apiKey, ms }).toEqual({ apiKey: SECRET, ms: 1_000 });
  });

  it("isn't made if the time left isn't enough for its answer, which keeps what the first answer proved", async () => {
    const fetch = answerWith(() => tooMany({ "retry-after": "1" }), ok);
    const { error, ms } = await settle({ fetch, timeout: 1_500 });
    expect({ ms, requests: fetch.mock.calls.length }).toEqual({ ms: 0, requests: 1 });
    expect(error).toMatchObject({ code: "RATE_LIMITED", outcome: "not_created", retryAfterMs: 1_000 });
  });

  it("that breaks is in doubt, whatever the answer before it proved", async () => {
    const fetch = vi
      .fn<typeof globalThis.fetch>(() => Promise.reject(new TypeError("cut")))
      .mockResolvedValueOnce(tooMany({ "retry-after": "1" }));
    const { error } = await settle({ fetch });
    expect(error).toMatchObject({
      name: "VeniceConnectionError",
      outcome: "unknown",
      attempts: 2,
      sent: "maybe",
    });
  });

  it("isn't in doubt while it is waited for", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(tooMany({ "retry-after": "5" })));
    const stop = new AbortController();
    const call = catchVeniceError(() => client({ fetch }).createApiKey(BODY, { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    stop.abort();
    expect(await call).toMatchObject({
      name: "VeniceAbortError",
      outcome: "not_created",
      attempts: 1,
      sent: "no",
    });
  });

  it("isn't made if the last answer took longer than the time left", async () => {
    const slow = vi.fn<typeof fetch>(
      () => new Promise((resolve) => setTimeout(resolve, 3_000, tooMany({ "retry-after": "1" }))),
    );
    const { error, ms } = await settle({ fetch: slow, timeout: 6_500 });
    expect({ ms, requests: slow.mock.calls.length }).toEqual({ ms: 3_000, requests: 1 });
    expect(error).toMatchObject({ code: "RATE_LIMITED", outcome: "not_created" });
  });

  it("isn't made if the connection took longer to be refused than the time left", async () => {
    const refused = Object.assign(new TypeError("fetch failed"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    const fetch = vi.fn<typeof globalThis.fetch>(
      () => new Promise((_, reject) => setTimeout(reject, 3_000, refused)),
    );
    const { error, ms } = await settle({ fetch, timeout: 5_900 });
    expect({ ms, requests: fetch.mock.calls.length }).toEqual({ ms: 3_000, requests: 1 });
    expect(error).toMatchObject({ code: "CONNECTION_FAILED", outcome: "not_created" });
  });

  it("isn't made if the key function leaves no time for its answer", async () => {
    const fetch = answerWith(() => tooMany({ "retry-after": "1" }), ok);
    let asked = 0;
    const apiKey = () => new Promise<string>((resolve) => setTimeout(resolve, asked++ * 5_000, BEARER));
    const { error } = await settle({ fetch, apiKey, timeout: 6_500 });
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(error).toMatchObject({ code: "RATE_LIMITED", outcome: "not_created", attempts: 1 });
  });

  it.each([
    ["without any time", {}],
    ["with Retry-After: 0", { "retry-after": "0" }],
    ["with a malformed Retry-After", { "retry-after": "soon" }],
  ])("after a 429 %s never comes at once", async (_, headers) => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const fetch = answerWith(
      () => tooMany(headers),
      () => tooMany(headers),
      ok,
    );
    const { apiKey, ms } = await settle({ fetch });
    expect({ apiKey, ms }).toEqual({ apiKey: SECRET, ms: 750 });
  });

  it.each([
    [0, 750],
    [0.5, 1_125],
    [1, 1_500],
  ])("after 429s without any time waits longer each time, by a random part: %d", async (random, waited) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const { ms } = await settle({ fetch: answerWith(tooMany, tooMany, ok) });
    expect(ms).toBe(waited);
  });

  it("after connections that were refused waits a random part of a time that doubles", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });
    const fetch = vi
      .fn<typeof globalThis.fetch>()
      .mockRejectedValueOnce(new TypeError("fetch failed", { cause }))
      .mockRejectedValueOnce(new TypeError("fetch failed", { cause }))
      .mockResolvedValueOnce(ok());
    expect(await settle({ fetch })).toMatchObject({ apiKey: SECRET, ms: 250 + 500 });
  });

  it("frees the socket of the answer before it", async () => {
    const cancel = vi.fn();
    const first = () => new Response(new ReadableStream({ cancel }), { status: 429 });
    await settle({ fetch: answerWith(first, ok) });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it.each([15, 21, 400])(
    "after a 429 with a Retry-After of %i digits isn't made, and the error has no date",
    async (digits) => {
      const fetch = answerWith(() => tooMany({ "retry-after": "9".repeat(digits) }), ok);
      const { error, ms } = await settle({ fetch });
      expect({ ms, requests: fetch.mock.calls.length }).toEqual({ ms: 0, requests: 1 });
      expect(error).toMatchObject({ code: "RATE_LIMITED", outcome: "not_created" });
      expect(VeniceRateLimitError.is(error) && error.retryAt).toBeUndefined();
      expect(VeniceRateLimitError.is(error) && error.message).toBe(
        "POST /api_keys: status 429. No key was created.",
      );
    },
  );
});
