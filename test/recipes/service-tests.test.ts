/** README's recipes for testing a service that creates keys. */
import nock from "nock";
import { expect, test } from "vitest";
import { createVeniceClient } from "../../src/index.ts";
import { createFakeVenice } from "../../src/testing.ts";
import { BODY } from "../faults/fault-case.ts";
import { provision } from "./service.ts";

test("the service asks somebody to look after the fake drops a connection", async () => {
  const fake = createFakeVenice();
  const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch });
  const stored: string[] = [];

  fake.failNext({ drop: "after-commit" });
  expect(await provision(venice, (secret) => stored.push(secret))).toBe(true);
  expect(await provision(venice, (secret) => stored.push(secret))).toBe(false);

  expect(stored).toEqual([fake.keys[1]?.apiKey]);
});

test("a client that was created before nock gets nock's answer", async () => {
  const venice = createVeniceClient({ apiKey: "fake-admin-key" });
  nock("https://api.venice.ai", { reqheaders: { authorization: "Bearer fake-admin-key" } })
    .post("/api/v1/api_keys", { ...BODY })
    .reply(503, "<html>Bad gateway</html>");

  expect(await provision(venice, () => {})).toBe(true);
});
