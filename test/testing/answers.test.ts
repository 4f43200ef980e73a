/** What the fake answers, byte by byte, as a client in any language sees it. */
import { describe, expect, it } from "vitest";
import { SPEC_VERSION } from "../../src/index.ts";
import { createFakeVenice, type FakeVenice, type Fault } from "../../src/testing.ts";
import { SAMPLE_RESPONSE, SAMPLE_STATUS, SERVER_URL } from "../../src/schema.ts";
import { BODY } from "../support/venice.ts";

interface Sent extends RequestInit {
  headers?: Record<string, string>;
}

function ask(fake: FakeVenice, method: string, path: string, { headers, ...init }: Sent = {}) {
  const all = { authorization: `Bearer ${fake.apiKey}`, "content-type": "application/json", ...headers };
  return fake.fetch(`${SERVER_URL}${path}`, { method, headers: all, ...init });
}
const create = (fake: FakeVenice, body: object = BODY) =>
  ask(fake, "POST", "/api_keys", { body: JSON.stringify(body) });

describe("the fake refuses", () => {
  it.each<[what: string, method: string, path: string, init: Sent, status: number, error: string]>([
    ["a path that it doesn't know", "GET", "/models", {}, 404, "Not found"],
    ["a path below a key", "GET", "/api_keys/1/2", {}, 404, "Not found"],
    ["a path that ends as a key's does", "GET", "/x/api_keys/1", {}, 404, "Not found"],
    ["a change of all keys", "PUT", "/api_keys", {}, 404, "Not found"],
    ["a creation at a key", "POST", "/api_keys/1", {}, 404, "Not found"],
    ["a deletion at a key", "DELETE", "/api_keys/1", {}, 404, "Not found"],
    [
      "another key",
      "GET",
      "/api_keys",
      { headers: { authorization: "Bearer x" } },
      401,
      "Authentication failed",
    ],
    ["a deletion without an id", "DELETE", "/api_keys", {}, 400, "Give the id of a key"],
    ["a deletion of no key", "DELETE", "/api_keys?id=1", {}, 404, "API key not found"],
    ["a key that it doesn't have", "GET", "/api_keys/1", {}, 404, "API key not found"],
    [
      "a form",
      "POST",
      "/api_keys",
      { body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "Send application/json",
    ],
  ])("%s", async (_what, method, path, init, status, error) => {
    const response = await ask(createFakeVenice(), method, path, init);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
  });

  it("a body without a media type", async () => {
    const fake = createFakeVenice();
    const headers = { authorization: `Bearer ${fake.apiKey}` };
    const body = new TextEncoder().encode(JSON.stringify(BODY));
    const { status } = await fake.fetch(`${SERVER_URL}/api_keys`, { method: "POST", headers, body });
    expect(status).toBe(415);
  });

  it("a body that breaks the spec, with the places as a tree", async () => {
    const response = await create(createFakeVenice(), {
      apiKeyType: "INFERENCE",
      consumptionLimit: { usd: -1 },
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        error: "Invalid request parameters",
        details: {
          _errors: [],
          description: { _errors: ["is required"] },
          consumptionLimit: { _errors: [], usd: { _errors: ["must be >= 0"] } },
        },
      },
    ]);
  });

  it("a body that is no object, with the body's own place", async () => {
    expect(await (await create(createFakeVenice(), [])).json()).toMatchObject({
      details: { _errors: [expect.any(String)] },
    });
  });

  it("the 501st key, and says why", async () => {
    let now = 0;
    const fake = createFakeVenice({ now: () => (now += 60_000) });
    for (let count = 0; count < 500; count++) await create(fake);
    expect(await (await create(fake)).json()).toEqual({ error: "At most 500 active API keys are allowed" });
  });
});

it("the fake states its rate limit with every creation", async () => {
  let now = 1_800_000_000_500;
  const fake = createFakeVenice({ now: () => now });
  const limits = async () => {
    const { status, headers } = await create(fake);
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
      headers.get(`x-ratelimit-${name}-requests`),
    );
    return [status, limit, remaining, reset, headers.get("retry-after")];
  };
  expect(await limits()).toEqual([SAMPLE_STATUS, "20", "19", "1800000061", null]);
  now += 30_000;
  expect(await limits()).toEqual([SAMPLE_STATUS, "20", "18", "1800000061", null]);
  now += 30_000;
  expect(await limits()).toEqual([SAMPLE_STATUS, "20", "18", "1800000091", null]);
  for (let count = 0; count < 18; count++) await create(fake);
  now += 28_500;
  expect(await limits()).toEqual([429, "20", "0", "1800000091", "2"]);
  expect(await (await create(fake)).json()).toEqual({ error: "Rate limit exceeded" });
});

it("the fake puts its version, an id, the date and the media type on everything", async () => {
  const { headers } = await ask(createFakeVenice(), "GET", "/models");
  expect(Object.fromEntries(headers)).toEqual({
    "cf-ray": expect.stringMatching(/^[0-9a-f]{16}-FAKE$/) as string,
    "content-type": "application/json; charset=utf-8",
    date: new Date(headers.get("date") ?? "").toUTCString(),
    "x-venice-version": SPEC_VERSION,
  });
  expect(Math.abs(Date.parse(headers.get("date") ?? "") - Date.now())).toBeLessThan(86_400_000);
});

it("a key that the fake creates has a secret and an id of its own, over the sample's other fields", async () => {
  const fake = createFakeVenice();
  const { data, ...rest } = (await (await create(fake)).json()) as typeof SAMPLE_RESPONSE;
  const { data: sample, ...restOfSample } = SAMPLE_RESPONSE;
  expect(rest).toEqual(restOfSample);
  expect(data).toEqual({
    ...sample,
    ...BODY,
    apiKey: expect.stringMatching(/^venice-fake-[0-9a-f]{48}$/) as string,
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
  });
});

it("the fake lists keys as the service does", async () => {
  const fake = createFakeVenice();
  await create(fake);
  expect(await (await ask(fake, "GET", "/api_keys")).json()).toEqual({
    data: [expect.objectContaining({ modelPrivacy: "ALL" }) as object],
    object: "list",
  });
});

it("the fake records a body that isn't JSON as its text", async () => {
  const fake = createFakeVenice();
  await ask(fake, "POST", "/api_keys", { body: "a=1" });
  expect(fake.requests.map(({ body }) => body)).toEqual(["a=1"]);
});

it.each([
  ["https://proxy.example/api_keys?a=1", "/api_keys?a=1"],
  ["https://proxy.example/api/v1/api_keys", "/api_keys"],
  ["https://proxy.example/api/v1beta/api_keys", "/api/v1beta/api_keys"],
])("the fake takes %s for a request to %s", async (url, path) => {
  const fake = createFakeVenice();
  await fake.fetch(url);
  expect(fake.requests.map((request) => request.path)).toEqual([path]);
});

it("a truncated success of the fake is cut off half-way", async () => {
  const fake = createFakeVenice();
  fake.failNext({ truncate: true });
  const reader = (await create(fake)).body!.getReader();
  const { value } = (await reader.read()) as { value: Uint8Array };
  const whole = JSON.stringify({ ...SAMPLE_RESPONSE, data: fake.keys[0] });
  expect(new TextDecoder().decode(value)).toBe(whole.slice(0, whole.length / 2));
  await expect(reader.read()).rejects.toThrow(new TypeError("terminated"));
});

it.each<[fault: { status: number; body?: unknown }, text: string]>([
  [{ status: 503 }, '{"error":"Rehearsed status 503"}'],
  [{ status: 503, body: "<html>" }, "<html>"],
  [{ status: 503, body: null }, "null"],
  [{ status: 204 }, ""],
  [{ status: 205 }, ""],
  [{ status: 304 }, ""],
])("the fake answers the fault %j with the text %j", async (fault, text) => {
  const fake = createFakeVenice();
  fake.failNext(fault);
  const response = await create(fake);
  expect([response.status, await response.text()]).toEqual([fault.status, text]);
  expect(response.body === null).toBe(text === "");
});

it.each([
  ["before-commit", 0],
  ["after-commit", 1],
] as const)(
  "a fake that drops the connection %s rejects as undici does, with %i keys",
  async (drop, keys) => {
    const fake = createFakeVenice();
    fake.failNext({ drop });
    await expect(create(fake)).rejects.toMatchObject({
      ...{ name: "TypeError", message: "fetch failed" },
      cause: { message: "other side closed", code: "UND_ERR_SOCKET" },
    });
    expect(fake.keys).toHaveLength(keys);
  },
);

it.each(["headers", "body"] as const)(
  "a fake that stalls in the %s ends with the signal's reason",
  async (stall) => {
    const fake = createFakeVenice();
    fake.failNext({ stall });
    const stop = new AbortController();
    const text = ask(fake, "GET", "/api_keys", { signal: stop.signal }).then((response) => response.text());
    setImmediate(() => stop.abort(new RangeError("mine")));
    await expect(text).rejects.toThrow(new RangeError("mine"));
  },
);

it("a fake that is aborted once it has the request commits it, and ends with the signal's reason", async () => {
  const fake = createFakeVenice();
  const stop = new AbortController();
  const answer = ask(fake, "POST", "/api_keys", { body: JSON.stringify(BODY), signal: stop.signal });
  stop.abort(new RangeError("mine"));
  await expect(answer).rejects.toThrow(new RangeError("mine"));
  expect(fake.keys).toHaveLength(1);
});

it("a fake whose fetch gets a Request of its own takes the Request's signal", async () => {
  const fake = createFakeVenice();
  fake.failNext({ stall: "headers" });
  const stop = new AbortController();
  const answer = fake.fetch(new Request(`${SERVER_URL}/api_keys`, { signal: stop.signal }));
  setImmediate(() => stop.abort(new RangeError("mine")));
  await expect(answer).rejects.toThrow(new RangeError("mine"));
});

it("a fake without a key of its own accepts fake-admin-key, and with one only that", async () => {
  expect(createFakeVenice().apiKey).toBe("fake-admin-key");
  const fake = createFakeVenice({ apiKey: "mine" });
  expect((await ask(fake, "GET", "/api_keys")).status).toBe(200);
  const headers = { authorization: "Bearer fake-admin-key" };
  expect((await ask(fake, "GET", "/api_keys", { headers })).status).toBe(401);
});

describe("the fake takes the fault", () => {
  it.each([
    { status: 200 },
    { status: 599 },
    { drop: "after-commit" },
    { stall: "body" },
    { truncate: true },
  ])("%j", (fault) => {
    expect(() => createFakeVenice().failNext(fault as Fault)).not.toThrow();
  });

  it.each([
    { status: 199 },
    { status: 600 },
    { status: 200.5 },
    { status: "200" },
    { drop: "" },
    { stall: "trailers" },
    { truncate: false },
  ])("unless it is %j", (fault) => {
    expect(() => createFakeVenice().failNext(fault as Fault)).toThrow(
      new TypeError("failNext: give { status: 200 to 599 }, { drop }, { stall } or { truncate: true }"),
    );
  });
});
