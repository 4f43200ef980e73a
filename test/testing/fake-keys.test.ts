import { describe, expect, it } from "vitest";
import { createVeniceClient } from "../../src/index.ts";
import { createFakeVenice } from "../../src/testing.ts";
import { BODY } from "../support/venice.ts";

interface Key {
  id: string;
  last6Chars: string;
}
type Call = (
  path: string,
  init?: object,
) => Promise<{ data?: { data: Key & Key[]; success?: boolean }; response: Response }>;

function start(options: { now?: () => number } = {}) {
  const fake = createFakeVenice(options);
  const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch, maxRetries: 0 });
  // The page's spec has one operation.
  const { GET, DELETE } = venice.api as unknown as { GET: Call; DELETE: Call };
  return { fake, venice, GET, DELETE };
}

describe("the fake", () => {
  it("lists the keys, newest first, and never a secret", async () => {
    const { fake, venice, GET } = start({ now: () => 0 });
    const [first, second] = [
      await venice.createApiKey(BODY),
      await venice.createApiKey({ ...BODY, consumptionLimit: { usd: 5 } }),
    ];
    const { data } = await GET("/api_keys");
    expect(data?.data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(data?.data[0]).toMatchObject({
      ...{
        apiKeyType: "INFERENCE",
        description: BODY.description,
        consumptionLimits: { usd: 5, diem: null },
      },
      ...{ createdAt: "1970-01-01T00:00:00.000Z", lastUsedAt: null, last6Chars: second.apiKey.slice(-6) },
    });
    expect(JSON.stringify(data)).not.toContain(fake.keys[0]!.apiKey);
    expect(Object.keys(data!.data[0]!)).not.toContain("apiKey");
  });

  it("reads one key, and answers 404 for one that doesn't exist", async () => {
    const { venice, GET } = start();
    const { id } = await venice.createApiKey(BODY);
    expect((await GET("/api_keys/{id}", { params: { path: { id } } })).data?.data.id).toBe(id);
    expect((await GET("/api_keys/{id}", { params: { path: { id: "other" } } })).response.status).toBe(404);
  });

  it("deletes a key, once, which frees one of the 500", async () => {
    let now = 0;
    const { fake, venice, DELETE } = start({ now: () => (now += 60_000) });
    for (let count = 0; count < 500; count++) await venice.createApiKey(BODY);
    await expect(venice.createApiKey(BODY)).rejects.toMatchObject({ status: 400 });
    const { id } = fake.keys[7]!;
    const remove = () => DELETE("/api_keys", { params: { query: { id } } });
    expect((await remove()).data).toEqual({ success: true });
    expect((await remove()).response.status).toBe(404);
    await venice.createApiKey(BODY);
    expect(fake.keys).toHaveLength(500);
  });

  it("requires the bearer for listing, reading and deleting, too", async () => {
    const { fake } = start();
    for (const [method, path] of [
      ["GET", "/api_keys"],
      ["GET", "/api_keys/1"],
      ["DELETE", "/api_keys?id=1"],
    ])
      expect((await fake.fetch(`https://api.venice.ai/api/v1${path}`, { method: method! })).status).toBe(401);
  });

  it.each([
    '{"__proto__.polluted":1}',
    '{"__proto__":{"polluted":1}}',
    '{"constructor.prototype.polluted":1}',
  ])("changes no prototype when it gets %s", async (body) => {
    const { fake } = start();
    const headers = { authorization: `Bearer ${fake.apiKey}`, "content-type": "application/json" };
    const { status } = await fake.fetch("https://api.venice.ai/api/v1/api_keys", {
      method: "POST",
      headers,
      body,
    });
    expect(status).toBe(400);
    expect({}).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("_errors");
  });
});
