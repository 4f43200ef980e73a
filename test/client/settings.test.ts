import { afterEach, describe, expect, it, vi } from "vitest";
import { createVeniceClient, type ApiKeySource } from "../../src/index.ts";
import { SERVER_URL } from "../../src/schema.ts";
import { BEARER, BODY, client, post, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const PRIVATE = "pr1vate-part";

describe("a base URL", () => {
  it.each([
    `https://user:${PRIVATE}@api.example.com/v1`,
    `https://api.example.com/v1?key=${PRIVATE}`,
    `https://api.example.com/v1#${PRIVATE}`,
    `https://api.example.com/v1?`,
    `http://${PRIVATE}.example.com/v1`,
    `http://127.0.0.1.${PRIVATE}.example.com/v1`,
    `ftp://${PRIVATE}.example.com`,
    `${PRIVATE}/v1`,
    "",
  ])("such as %j is refused, and not repeated in the error", async (baseUrl) => {
    const error = await catchVeniceError(() => client({ baseUrl }));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created", attempts: 0 });
    expect(error.message).toMatch(/^baseUrl /);
    expect(`${error.message}${String(error.stack)}`).not.toContain(PRIVATE);
  });

  it.each([
    ["http://localhost:8080/v1", "http://localhost:8080/v1/api_keys"],
    ["http://127.0.0.1/", "http://127.0.0.1/api_keys"],
    ["http://127.10.20.30", "http://127.10.20.30/api_keys"],
    ["http://[::1]:3/x", "http://[::1]:3/x/api_keys"],
    ["https://example.com/v1///", "https://example.com/v1/api_keys"],
  ])("such as %s is accepted, and requests go there", async (baseUrl, url) => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(SUCCESS)));
    await client({ baseUrl, fetch }).createApiKey(BODY);
    await client({ baseUrl, fetch }).api.POST("/api_keys", { body: BODY });
    expect(fetch.mock.calls.map(([sentTo]) => sentTo)).toEqual([url, url]);
  });
});

describe("an admin key", () => {
  it.each([
    ["is empty", "", "is missing"],
    ["is white space", "  \n", "is missing"],
    ["begins with Bearer", `Bearer ${PRIVATE}`, "without"],
    ["begins with bearer", `bearer ${PRIVATE}`, "without"],
    ["has a line break", `${PRIVATE}\nx: y`, "a header can't"],
    ["has a null character", `${PRIVATE}\u0000`, "a header can't"],
    ["has an accent", `${PRIVATE}\u00e9`, "a header can't"],
    ["has a space", `${PRIVATE} two`, "a header can't"],
  ])("that %s is refused, and not repeated in the error", async (_what, apiKey, why) => {
    const error = await catchVeniceError(() => client({ apiKey }));
    expect(error).toMatchObject({ name: "VeniceConfigError", code: "INVALID_CONFIG" });
    expect(error.message).toContain(why);
    expect(`${error.message}${String(error.stack)}`).not.toContain(PRIVATE);
  });

  it("loses its outer white space", async () => {
    post().matchHeader("authorization", `Bearer ${BEARER}`).reply(200, SUCCESS);
    await client({ apiKey: ` ${BEARER}\n` }).createApiKey(BODY);
  });

  it("comes from the environment, read at each call", async () => {
    const venice = createVeniceClient();
    vi.stubEnv("VENICE_API_KEY", BEARER);
    post().matchHeader("authorization", `Bearer ${BEARER}`).reply(200, SUCCESS);
    await venice.createApiKey(BODY);
  });

  it("comes from its provider before every attempt", async () => {
    const keys = ["first-key", "second-key"];
    post().matchHeader("authorization", "Bearer first-key").reply(429, "", { "retry-after": "1" });
    post().matchHeader("authorization", "Bearer second-key").reply(200, SUCCESS);
    await client({ apiKey: () => Promise.resolve(keys.shift() ?? "") }).createApiKey(BODY);
    expect(keys).toEqual([]);
  });

  // A JavaScript caller's provider may give anything.
  const wrong = (value: unknown) => (() => value) as () => string;
  it.each<[string, ApiKeySource]>([
    [
      "throws",
      () => {
        throw new RangeError(PRIVATE);
      },
    ],
    ["rejects", () => Promise.reject(new RangeError(PRIVATE))],
    ["gives undefined", wrong(undefined)],
    ["gives a number", wrong(7)],
    ["gives a key with a line break", wrong(`${PRIVATE}\n.`)],
  ])("whose provider %s ends the call, and nothing is sent", async (_, apiKey) => {
    const error = await catchVeniceError(() => client({ apiKey }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created", attempts: 0 });
    expect(`${error.message}${String(error.stack)}${String(error.cause)}`).not.toContain(PRIVATE);
  });
});

describe("call options", () => {
  it.each([
    { timeout: 0 },
    { timeout: -1 },
    { timeout: NaN },
    // JavaScript may pass these.
    { timeout: "50" as unknown as number },
    { timeout: 5n as unknown as number },
    { maxRetries: -1 },
    { maxRetries: 1.5 },
    { maxRetries: NaN },
  ])("such as %o are rejected, for a client and for a call", async (limits) => {
    const [name] = Object.keys(limits);
    const errors = [
      await catchVeniceError(() => client(limits)),
      await catchVeniceError(() => client().createApiKey(BODY, limits)),
    ];
    for (const error of errors) expect(error.message).toContain(name);
  });

  it("reject a `signal` that is not an AbortSignal", async () => {
    const timer = vi.spyOn(globalThis, "setTimeout");
    const error = await catchVeniceError(() => client().createApiKey(BODY, { signal: {} as AbortSignal }));
    expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created" });
    // It would keep the process alive.
    expect(timer).not.toHaveBeenCalled();
    timer.mockRestore();
  });

  it("may be null", async () => {
    const venice = client({ fetch: () => Promise.resolve(new Response(SUCCESS)) });
    expect((await venice.createApiKey(BODY, null as unknown as undefined)).apiKey).toBe(SECRET);
  });

  it("override the client's", async () => {
    post().reply(429);
    const error = await catchVeniceError(() =>
      client({ maxRetries: 5 }).createApiKey(BODY, { maxRetries: 0 }),
    );
    expect(error.attempts).toBe(1);
  });

  it("may have a timeout longer than any timer", async () => {
    post().reply(200, SUCCESS);
    const created = await client({ timeout: Infinity }).createApiKey(BODY);
    expect(created.apiKey).toBe(SECRET);
  });
});

describe("an option that should be a function", () => {
  it.each<[name: string, options: object]>([
    ["fetch", { fetch: {} }],
    ["limiter.consume", { limiter: {} }],
    ["onSpecDrift", { onSpecDrift: "x" }],
  ])("such as %s is rejected if it is anything else", async (name, options) => {
    const error = await catchVeniceError(() => client(options));
    expect(error).toMatchObject({
      name: "VeniceConfigError",
      message: expect.stringMatching(`^${name} must `) as string,
    });
  });
});

describe("fetch", () => {
  it("is looked up at each call", async () => {
    const venice = client();
    const patched = vi.fn(() => Promise.resolve(new Response(SUCCESS)));
    vi.stubGlobal("fetch", patched);
    await venice.createApiKey(BODY);
    expect(patched).toHaveBeenCalledTimes(1);
  });

  it("of the options overrides the global one, and is asked not to follow redirects", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(SUCCESS)));
    await client({ fetch }).createApiKey(BODY);
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: "POST", redirect: "manual" });
  });
});

describe("a call", () => {
  const silent = () => vi.fn<typeof globalThis.fetch>(() => new Promise(() => {}));

  it("whose signal has fired sends nothing, and the error's cause is the signal's reason", async () => {
    const fetch = silent();
    const reason = new Error("shutting down");
    const error = await catchVeniceError(() =>
      client({ fetch }).createApiKey(BODY, { signal: AbortSignal.abort(reason) }),
    );
    expect(error).toMatchObject({
      name: "VeniceAbortError",
      outcome: "not_created",
      sent: "no",
      cause: reason,
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("whose signal fires in flight has an unknown outcome", async () => {
    const controller = new AbortController();
    const fetch = silent().mockImplementation(() => {
      controller.abort();
      return new Promise(() => {});
    });
    const error = await catchVeniceError(() =>
      client({ fetch }).createApiKey(BODY, { signal: controller.signal }),
    );
    expect(error).toMatchObject({ name: "VeniceAbortError", outcome: "unknown", sent: "maybe" });
  });

  it("whose signal fires between two attempts rejects at once: nothing was created", async () => {
    const controller = new AbortController();
    post().reply(
      429,
      () => {
        setTimeout(() => controller.abort(), 50);
        return "";
      },
      { "retry-after": "20" },
    );
    const error = await catchVeniceError(() => client().createApiKey(BODY, { signal: controller.signal }));
    expect(error).toMatchObject({ name: "VeniceAbortError", outcome: "not_created", attempts: 1 });
  });

  it("whose timeout runs out during the key provider sends nothing", async () => {
    const fetch = silent();
    const venice = client({ fetch, apiKey: () => new Promise<string>(() => {}), timeout: 20 });
    const error = await catchVeniceError(() => venice.createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "not_created", sent: "no" });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("whose timeout runs out in flight has an unknown outcome", async () => {
    const error = await catchVeniceError(() => client({ fetch: silent(), timeout: 20 }).createApiKey(BODY));
    expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "unknown", sent: "maybe" });
  });
});

describe("options", () => {
  it("of a class with getters are read once each, so that the value that is checked is the one that is used", async () => {
    const reads: string[] = [];
    class Options {
      get apiKey() {
        reads.push("apiKey");
        return BEARER;
      }
      get baseUrl() {
        reads.push("baseUrl");
        return reads.includes("baseUrl", reads.indexOf("baseUrl") + 1) ? "http://evil.invalid" : SERVER_URL;
      }
      get fetch() {
        reads.push("fetch");
        return (url: unknown, init?: RequestInit) => {
          sent.push([String(url), new Headers(init?.headers).get("authorization")]);
          return Promise.resolve(new Response(SUCCESS));
        };
      }
      get timeout() {
        reads.push("timeout");
        return 1_000;
      }
    }
    const sent: unknown[] = [];
    vi.stubEnv("VENICE_API_KEY", "another-key-of-the-environment");
    await createVeniceClient(new Options()).createApiKey(BODY);
    vi.unstubAllEnvs();
    expect(sent).toEqual([[`${SERVER_URL}/api_keys`, `Bearer ${BEARER}`]]);
    expect(reads.sort()).toEqual(["apiKey", "baseUrl", "fetch", "timeout"]);
  });
});

it.each([null, "text", 5])("the options %j are refused", async (options) => {
  const error = await catchVeniceError(() => createVeniceClient(options as unknown as object));
  expect(error).toMatchObject({ name: "VeniceConfigError", message: "options must be an object" });
});

it.each([
  "http://evillocalhost/v1",
  "http://localhost.evil.example/v1",
  "ftp://localhost/v1",
  "https://user@api.venice.ai/api/v1",
])("the base URL %s is refused", async (baseUrl) => {
  expect(await catchVeniceError(() => client({ baseUrl }))).toMatchObject({ name: "VeniceConfigError" });
});

it("a key that a function returns is masked in errors", async () => {
  const fetch = () =>
    Promise.resolve(new Response(JSON.stringify({ error: `bad ${BEARER}` }), { status: 403 }));
  const error = await catchVeniceError(() => client({ apiKey: () => BEARER, fetch }).createApiKey(BODY));
  expect(error.message).toContain("bad [redacted]");
});
