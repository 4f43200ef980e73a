import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BODY, client } from "../support/venice.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const CHROMIUM = {
  userAgent: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};

/** What fetch is handed for a call that is answered 429 once. */
async function bodiesSent(baseUrl: string): Promise<{ kind: string; duplex: unknown; text: string }[]> {
  const inits: (RequestInit & { duplex?: unknown })[] = [];
  const fetch = (_url: unknown, init: RequestInit = {}) =>
    Promise.resolve(
      inits.push(init) === 1
        ? new Response("{}", { status: 429 })
        : Response.json({ data: { apiKey: "k" }, success: true }),
    );
  const call = client({ fetch, baseUrl }).createApiKey(BODY);
  await vi.runAllTimersAsync();
  await call;
  return Promise.all(
    inits.map(async ({ body, duplex }) => ({
      kind: Object.prototype.toString.call(body).slice(8, -1),
      duplex,
      text: await new Response(body ?? null).text(),
    })),
  );
}

const text = JSON.stringify(BODY);

it.each([
  ["Node, as a string", {}, "https://venice.test/v1", "String", undefined],
  [
    "Deno, as a Blob, since a string is sent again",
    { Deno: {} },
    "https://venice.test/v1",
    "Blob",
    undefined,
  ],
  [
    "Chromium, as a stream, since all else is sent again",
    { navigator: CHROMIUM },
    "https://venice.test/v1",
    "ReadableStream",
    "half",
  ],
  [
    "Firefox, as a string, since it takes no stream",
    { navigator: { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" } },
    "https://venice.test/v1",
    "String",
    undefined,
  ],
  [
    "a runtime without a user agent, as a string",
    { navigator: {} },
    "https://venice.test/v1",
    "String",
    undefined,
  ],
  [
    "Chromium without HTTP/2, as a string, since it takes no stream there",
    { navigator: CHROMIUM },
    "http://127.0.0.1:1/v1",
    "String",
    undefined,
  ],
])(
  "a body is sent on %s, with all its bytes at each attempt",
  async (_what, globals, baseUrl, kind, duplex) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    expect(await bodiesSent(baseUrl)).toEqual([
      { kind, duplex, text },
      { kind, duplex, text },
    ]);
  },
);
