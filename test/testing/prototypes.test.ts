/** Names that reach a prototype if they are assigned carelessly, in everything that the fake is sent. */
import { describe, expect, it } from "vitest";
import { createFakeVenice, type FakeVenice, type Fault } from "../../src/testing.ts";

const NAMES = ["__proto__", "constructor", "prototype", "_errors", "toString", "length"];
const PROTOTYPES = [Object, Array, Function, String, Number].map(({ prototype }): object => prototype);
const ownKeys = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype));

interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

async function ask(fake: FakeVenice, fetch: typeof globalThis.fetch, base: string, sent: Sent) {
  const headers = {
    "content-type": "application/json",
    ...sent.headers,
    authorization: `Bearer ${fake.apiKey}`,
  };
  // Entries: a record with an own __proto__ may be copied without it.
  const init = { ...sent, headers: Object.entries<string>(headers) };
  const response = await fetch(`${base}${sent.path}`, init);
  return { status: response.status, body: await response.text() };
}

/** An object with a property of its own, also if it is called `__proto__`. */
const withOwn = (name: string, value: unknown): Record<string, never> =>
  JSON.parse(JSON.stringify({ placeholder: value }).replace("placeholder", name)) as Record<string, never>;

const create = (body: object): Sent => ({ method: "POST", path: "/api_keys", body: JSON.stringify(body) });
const LIST: Sent = { method: "GET", path: "/api_keys" };

const REQUESTS: [where: string, sent: (name: string) => Sent, status: number][] = [
  ["a body", (name) => create(withOwn(name, { polluted: 1 })), 400],
  ["a body, before a dot", (name) => create(withOwn(`${name}.polluted`, 1)), 400],
  ["a body, behind a dot", (name) => create(withOwn(`polluted.${name}`, 1)), 400],
  ["a part of a body", (name) => create({ consumptionLimit: withOwn(name, { polluted: 1 }) }), 400],
  ["a query", (name) => ({ method: "DELETE", path: `/api_keys?${name}=polluted` }), 400],
  ["a nested query", (name) => ({ method: "DELETE", path: `/api_keys?${name}[polluted]=1&id=1` }), 404],
  ["an id in a query", (name) => ({ method: "DELETE", path: `/api_keys?id=${name}` }), 404],
  ["an id in a path", (name) => ({ method: "GET", path: `/api_keys/${name}` }), 404],
  ["a path", (name) => ({ method: "GET", path: `/${name}` }), 404],
  ["a header", (name) => ({ ...LIST, headers: withOwn(name, "polluted") }), 200],
];

const FAULTS: [where: string, fault: (name: string) => Fault][] = [
  ["the body of a fault", (name) => ({ status: 503, body: withOwn(name, { polluted: 1 }) })],
  ["the headers of a fault", (name) => ({ status: 503, headers: withOwn(`x-${name}`, "polluted") })],
  ["the bare headers of a fault", (name) => ({ status: 503, headers: withOwn(name, "1") })],
  ["a fault itself", (name) => Object.assign(withOwn(name, { polluted: 1 }), { status: 503 })],
];

describe.each(["fetch", "listen"])("the fake's %s", (way) => {
  const run = async (fake: FakeVenice, sent: Sent) => {
    const before = ownKeys();
    const listening = way === "listen" ? await fake.listen() : undefined;
    try {
      const base = listening?.baseUrl ?? "https://api.venice.ai/api/v1";
      return await ask(fake, listening ? globalThis.fetch : fake.fetch, base, sent);
    } finally {
      await listening?.close();
      expect(ownKeys()).toEqual(before);
      expect({}).not.toHaveProperty("polluted");
    }
  };

  describe.each(NAMES)("given the name %s", (name) => {
    it.each(REQUESTS)("returns it in %s and changes no prototype", async (_where, sent, status) => {
      const fake = createFakeVenice();
      expect((await run(fake, sent(name))).status).toBe(status);
      expect(fake.requests).toHaveLength(1);
      expect(fake.keys).toEqual([]);
    });

    it.each(FAULTS)("accepts it in %s and changes no prototype", async (_where, fault) => {
      const fake = createFakeVenice();
      const given = fault(name);
      fake.failNext(given);
      const { status, body } = await run(fake, LIST);
      expect(status).toBe(503);
      if ("body" in given) expect(body).toBe(JSON.stringify(given.body));
    });
  });
});
