import { createVeniceClient, VeniceRateLimitError, type SpecDrift } from "venice-api-client";
import { createFakeVenice } from "venice-api-client/testing";
import { expect, test, vi } from "vitest";
import { createExactlyOne } from "./resolve-unknown.ts";

let now = Date.now();
const sleep = vi.fn((ms: number) => void (now += ms));
const onSpecDrift = vi.fn((_: SpecDrift) => {});
const fake = createFakeVenice({ now: () => now });
const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch, onSpecDrift });

/** The service under test: it waits if the creations of this minute are used up. */
async function provision(description: string): Promise<string> {
  try {
    return await createExactlyOne(venice, { apiKeyType: "INFERENCE", description }, 0);
  } catch (error) {
    if (!VeniceRateLimitError.is(error)) throw error;
    sleep(error.retryAfterMs ?? 60_000);
    return provision(description);
  }
}

test("provision creates a key, and deletes the orphan of a dropped connection", async () => {
  fake.failNext({ drop: "after-commit" });
  const secret = await provision("worker-1");
  expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual([secret]);
  expect(fake.requests.map(({ method }) => method)).toEqual(["POST", "GET", "DELETE", "POST"]);
});

test("provision waits for the next minute before the 21st creation", async () => {
  for (let creation = 3; creation <= 21; creation++) await provision(`worker-${creation}`);
  expect(sleep.mock.calls).toEqual([[60_000]]);
});

test("provision uses a key whose response has another shape, and the drift is reported", async () => {
  fake.failNext({ status: 200, body: { data: { apiKey: "secret" } } });
  expect(await provision("worker-22")).toBe("secret");
  expect(onSpecDrift.mock.calls).toMatchObject([[{ kind: "shape" }]]);
});
