import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { VeniceClientOptions } from "../../src/index.ts";
import { BEARER, client, catchVeniceError } from "../support/venice.ts";

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;

/** Any method, on any path: the committed spec has one operation. */
const call = (method: string, fetch: Fetch) =>
  (client({ fetch }).api as unknown as Record<string, (path: string) => Promise<unknown>>)[method]!(
    "/models",
  );

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

it.each([
  ["GET", 2],
  ["HEAD", 2],
  ["OPTIONS", 2],
  ["PUT", 2],
  ["DELETE", 2],
  ["POST", 1],
  ["PATCH", 1],
])(
  "venice.api.%s carries the admin key; requests that it sends if the first meets a 429: %i",
  async (method, times) => {
    const sent: unknown[] = [];
    const result = call(method, (_url, init) => {
      sent.push([init?.method, new Headers(init?.headers).get("authorization")]);
      return Promise.resolve(new Response(null, { status: sent.length === 1 ? 429 : 204 }));
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await result;
    expect(sent).toEqual(Array.from({ length: times }, () => [method, `Bearer ${BEARER}`]));
  },
);

it("venice.api.TRACE, which no Request takes, rejects with an error of this package", async () => {
  const fetch = vi.fn<Fetch>();
  expect(await catchVeniceError(() => call("TRACE", fetch))).toMatchObject({ code: "INVALID_CONFIG" });
  expect(fetch).not.toHaveBeenCalled();
});
