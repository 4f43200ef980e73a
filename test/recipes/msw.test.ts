/** README's recipe for testing a service with MSW. */
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import nock from "nock";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createVeniceClient } from "../../src/index.ts";
import { createFakeVenice } from "../../src/testing.ts";
import { provision } from "./service.ts";

const API_KEYS = "https://api.venice.ai/api/v1/api_keys";
const server = setupServer();

beforeAll(() => {
  // Both catch fetch, and nock, which every other test here needs, would be the first.
  nock.restore();
  server.listen({ onUnhandledRequest: "error" });
});
afterEach(() => server.resetHandlers());
afterAll(() => {
  server.close();
  nock.activate();
});

test("the fake answers what MSW catches", async () => {
  const fake = createFakeVenice();
  server.use(http.post(API_KEYS, ({ request }) => fake.fetch(request)));
  const stored: string[] = [];

  const venice = createVeniceClient({ apiKey: fake.apiKey });
  expect(await provision(venice, (secret) => stored.push(secret))).toBe(false);

  expect(stored).toEqual([fake.keys[0]?.apiKey]);
});

test.each([
  [402, false],
  [503, true],
])("the service asks somebody to look after status %i: %s", async (status, asks) => {
  server.use(http.post(API_KEYS, () => HttpResponse.json({ error: "No" }, { status })));
  expect(await provision(createVeniceClient({ apiKey: "fake-admin-key" }), () => {})).toBe(asks);
});
