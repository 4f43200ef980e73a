import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createVeniceClient, SPEC_VERSION, VeniceResponseError } from "../../src/index.ts";
import { createFakeVenice, type FakeVenice, type Fault, type Listening } from "../../src/testing.ts";
import { SERVER_URL } from "../../src/schema.ts";
import { BODY, catchVeniceError } from "../support/venice.ts";

let listening: Listening | undefined;
afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

const overFetch = (fake: FakeVenice) => Promise.resolve({ fetch: fake.fetch });
const overSockets = async (fake: FakeVenice) => {
  listening = await fake.listen();
  return { baseUrl: listening.baseUrl };
};

type Carry = typeof overFetch | typeof overSockets;
interface Options {
  now?: () => number;
  onResponse?: () => void;
}

async function startOver(carry: Carry, { now, onResponse }: Options = {}) {
  const fake = createFakeVenice({ now });
  const settings = { ...(await carry(fake)), maxRetries: 0, onResponse };
  return { fake, settings, venice: createVeniceClient({ apiKey: fake.apiKey, ...settings }) };
}

describe.each([
  ["its fetch", overFetch],
  ["real sockets", overSockets],
])("the fake over %s", (_, carry) => {
  const start = (options?: Options) => startOver(carry, options);

  it("creates a key, and records it and the request, without the bearer", async () => {
    const { fake, venice } = await start();
    const created = await venice.createApiKey({ ...BODY, consumptionLimit: { usd: 50 } });
    expect(created).toMatchObject({ ...BODY, consumptionLimit: { usd: 50, diem: null } });
    expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual([created.apiKey]);
    expect(fake.requests).toMatchObject([
      { method: "POST", path: "/api_keys", body: { ...BODY, consumptionLimit: { usd: 50 } } },
    ]);
    expect(JSON.stringify(fake.requests)).not.toContain(fake.apiKey);
  });

  it("answers 401 to another key, with the headers of every response", async () => {
    const { fake, settings } = await start();
    const error = await catchVeniceError(() =>
      createVeniceClient({ apiKey: "other", ...settings }).createApiKey(BODY),
    );
    expect(error).toMatchObject({ status: 401, serverVersion: SPEC_VERSION });
    expect(error.requestId).toMatch(/^[0-9a-f]{16}-FAKE$/);
    expect(fake.keys).toHaveLength(0);
  });

  it("answers 400 with details to a body that breaks the spec", async () => {
    const { venice } = await start();
    const body = { ...BODY, description: 65 as unknown as string };
    const error = await catchVeniceError(() => venice.createApiKey(body, { validate: false }));
    expect(error).toMatchObject({
      status: 400,
      body: { details: { description: { _errors: ["must be string"] } } },
    });
  });

  it("answers 429 after 20 in a minute, until the minute has passed", async () => {
    let now = 1_800_000_000_000;
    const { fake, venice } = await start({ now: () => now });
    for (let count = 0; count < 20; count++) await venice.createApiKey(BODY);
    const error = await catchVeniceError(() => venice.createApiKey(BODY));
    expect(error).toMatchObject({
      ...{ status: 429, retryAfterMs: 60_000 },
      rateLimit: { limit: 20, remaining: 0, resetAt: new Date(now + 60_000) },
    });
    now += 60_000;
    await venice.createApiKey(BODY);
    expect(fake.keys).toHaveLength(21);
  });

  it("refuses beyond 500 keys", async () => {
    let now = 0;
    const { fake, venice } = await start({ now: () => (now += 60_000) });
    for (let count = 0; count < 500; count++) await venice.createApiKey(BODY);
    const error = await catchVeniceError(() => venice.createApiKey(BODY));
    expect(error).toMatchObject({ status: 400, outcome: "not_created" });
    expect(fake.keys).toHaveLength(500);
  });

  it.each<[Fault, string, string, number]>([
    [{ status: 503, headers: { "x-more": "1" } }, "VeniceApiError", "unknown", 0],
    [{ status: 402, body: { error: "Balance" } }, "VeniceApiError", "not_created", 0],
    [{ drop: "before-commit" }, "VeniceConnectionError", "unknown", 0],
    [{ drop: "after-commit" }, "VeniceConnectionError", "unknown", 1],
    [{ stall: "headers" }, "VeniceAbortError", "unknown", 1],
    [{ truncate: true }, "VeniceResponseError", "created", 1],
  ])("turns the fault %o into a %s, outcome %s and %i keys, once", async (fault, name, outcome, keys) => {
    const { fake, venice } = await start();
    fake.failNext(fault);
    const stop = new AbortController();
    const failed = catchVeniceError(() => venice.createApiKey(BODY, { signal: stop.signal }));
    if ("stall" in fault) {
      await vi.waitFor(() => expect(fake.keys).toHaveLength(keys), { timeout: 60_000 });
      stop.abort();
    }
    expect(await failed).toMatchObject({ name, outcome, attempts: 1 });
    expect(fake.keys).toHaveLength(keys);
    await venice.createApiKey(BODY);
    expect(fake.keys).toHaveLength(keys + 1);
  });

  it("answers with a fault's own headers, in capital or small letters", async () => {
    const { fake, venice } = await start();
    fake.failNext({ status: 503, headers: { "CF-RAY": "mine", "X-Venice-Version": "v9" }, body: "<html>" });
    expect(await catchVeniceError(() => venice.createApiKey(BODY))).toMatchObject({
      requestId: "mine",
      serverVersion: "v9",
      body: "<html>",
    });
  });
});

it("the fake over either stalls in the body, so that the secret is recoverable after the grace", async () => {
  const fail = async (carry: Carry) => {
    const stop = new AbortController();
    // The grace begins if the call is stopped once the headers are there.
    const { fake, venice } = await startOver(carry, { onResponse: () => stop.abort() });
    fake.failNext({ stall: "body" });
    const error = await catchVeniceError(() => venice.createApiKey(BODY, { signal: stop.signal }));
    expect(error).toMatchObject({ name: "VeniceResponseError", outcome: "created" });
    expect(error instanceof VeniceResponseError && error.takeApiKey()).toBe(fake.keys[0]?.apiKey);
  };
  // Both at once, as each waits for the whole grace.
  await Promise.all([fail(overFetch), fail(overSockets)]);
});

it("the fake answers a creation with the status that the spec documents", async () => {
  vi.resetModules();
  vi.doMock(import("../../generated/sample-create-api-key.ts"), async (importActual) => ({
    ...(await importActual()),
    // Of a spec to come: the type is the committed one's.
    SAMPLE_STATUS: 201 as never,
  }));
  try {
    const { createFakeVenice } = await import("../../src/testing.ts");
    const fake = createFakeVenice();
    const statuses: number[] = [];
    const onResponse = ({ status }: { status: number }) => void statuses.push(status);
    const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch, onResponse });
    expect(await venice.createApiKey(BODY)).toMatchObject(BODY);
    expect(statuses).toEqual([201]);
  } finally {
    vi.doUnmock("../../generated/sample-create-api-key.ts");
    vi.resetModules();
  }
});

describe("the fake", () => {
  it.each<[what: string, fault: unknown]>([
    ["a status that no response has", { status: 99 }],
    ["an informational status", { status: 101 }],
    ["a drop at no known moment", { drop: "later" }],
    ["nothing", {}],
    ["a header that can't be", { status: 500, headers: { "x-a": "1\n2" } }],
  ])("refuses the fault %s, which can't happen", (_, fault) => {
    // What JavaScript may hand in.
    expect(() => createFakeVenice().failNext(fault as Fault)).toThrow(TypeError);
  });

  it("commits nothing for a request that was aborted before it arrived", async () => {
    const fake = createFakeVenice();
    await expect(fake.fetch(SERVER_URL, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(fake.requests).toEqual([]);
  });

  it("gives every key its own object of limits", async () => {
    const fake = createFakeVenice();
    const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch });
    for (let key = 0; key < 2; key++) await venice.createApiKey(BODY);
    expect(fake.keys[0]?.consumptionLimit).not.toBe(fake.keys[1]?.consumptionLimit);
  });

  it("keeps working when a client drops its request", async () => {
    const fake = createFakeVenice();
    listening = await fake.listen();
    const { port } = new URL(listening.baseUrl);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write("POST /api/v1/api_keys HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{", () => {
          socket.destroy();
          resolve();
        });
      });
    });
    const venice = createVeniceClient({ apiKey: fake.apiKey, baseUrl: listening.baseUrl });
    await venice.createApiKey(BODY);
    expect(fake.keys).toHaveLength(1);
  });
});
