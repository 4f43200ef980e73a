/** README's recipes about what carries the requests. */
import { createServer } from "node:http";
import { connect } from "node:net";
import { ProxyAgent, fetch as undiciFetch, type Dispatcher } from "undici";
import { expect, test } from "vitest";
import { createVeniceClient, VeniceError } from "../../src/index.ts";
import { createFakeVenice } from "../../src/testing.ts";
import { listen } from "../support/listen.ts";
import { BODY } from "../faults/fault-case.ts";
import { createUndiciFetch } from "./undici-request.ts";

test("a function as apiKey asks the secret store before every attempt, so a rotated key is taken", async () => {
  const fake = createFakeVenice({ apiKey: "rotated" });
  const versions = ["stale", "rotated"];
  const secretStore = { read: () => Promise.resolve(versions.shift() ?? "") };

  const venice = createVeniceClient({ apiKey: () => secretStore.read(), fetch: fake.fetch });
  fake.failNext({ status: 429, headers: { "retry-after": "0" } });

  expect((await venice.createApiKey(BODY)).apiKey).toBe(fake.keys[0]?.apiKey);
  expect(versions).toEqual([]);
});

const undiciFetchWith = (dispatcher: Dispatcher) =>
  // undici's types and Node's own describe the same functions and differ in name only.
  ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;

test.each([
  ["request, as a recipe wraps it", createUndiciFetch],
  ["own fetch", undiciFetchWith],
])("undici's %s carries the requests through a proxy", async (_, fetchThrough) => {
  const fake = createFakeVenice();
  const server = await fake.listen();
  const tunnels: string[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    const target = new URL(`http://${request.url ?? ""}`);
    tunnels.push(target.host);
    const upstream = connect(Number(target.port), target.hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const port = await listen(proxy);
  const dispatcher = new ProxyAgent({ uri: `http://127.0.0.1:${port}`, proxyTunnel: true });

  const venice = createVeniceClient({
    apiKey: fake.apiKey,
    baseUrl: server.baseUrl,
    fetch: fetchThrough(dispatcher),
  });

  try {
    expect((await venice.createApiKey(BODY)).apiKey).toBe(fake.keys[0]?.apiKey);
    expect(tunnels).toEqual([new URL(server.baseUrl).host]);
  } finally {
    await dispatcher.destroy();
    await server.close();
    proxy.close();
  }
});

test("two clients that share a limiter share one budget", async () => {
  const fake = createFakeVenice();
  const { RateLimiterMemory } = await import("rate-limiter-flexible");
  const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
  const [first, second] = [1, 2].map(() =>
    createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch, limiter }),
  );

  await first?.createApiKey(BODY);
  const refused: unknown = await second?.createApiKey(BODY).catch((error: unknown) => error);

  expect(VeniceError.is(refused) && [refused.code, refused.outcome]).toEqual([
    "LIMITER_REFUSED",
    "not_created",
  ]);
  expect(fake.requests).toHaveLength(1);
});
