import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { VeniceResponseError } from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

const answering = (body: string) => client({ fetch: () => Promise.resolve(new Response(body)) });

async function responseErrorFor(body: string): Promise<VeniceResponseError> {
  const error = await catchVeniceError(() => answering(body).createApiKey(BODY));
  if (!VeniceResponseError.is(error)) throw error;
  return error;
}

describe("a created key", () => {
  it("can be overwritten, by assignment and by Object.assign, and stays masked", async () => {
    const created = await answering(SUCCESS).createApiKey(BODY);
    created.apiKey = "encrypted-secret";
    expect({ ...created }.apiKey).toBe("encrypted-secret");
    Object.assign(created, { apiKey: "encrypted again", note: "x" });
    expect(JSON.parse(JSON.stringify(created))).toMatchObject({ apiKey: "encrypted again", note: "x" });
    expect(inspect(created)).not.toMatch(/encrypted/);
  });

  it.each([50_000, 200_000])(
    "with a field nested %i levels deep is returned, and can be printed",
    async (depth) => {
      const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
      const body = `{"data":{"apiKey":"${SECRET}","id":"key-1","odd":${nested}}}`;
      const drifts: unknown[] = [];
      const venice = client({
        fetch: () => Promise.resolve(new Response(body)),
        onSpecDrift: (drift) => drifts.push(drift),
      });
      const created = await venice.createApiKey(BODY);
      expect(created.apiKey).toBe(SECRET);
      expect(inspect(created)).toBe("[created API key]");
    },
  );

  it("is masked by the consoles of runtimes that don't know Node's inspect symbol", async () => {
    const created = await answering(SUCCESS).createApiKey(BODY);
    expect(inspect(created, { customInspect: false, showHidden: true })).not.toContain(SECRET);
  });
});

describe("the id of a key that can't be read", () => {
  it.each([
    ["a user before the data", `{"user":{"id":"user-1"},"data":{"id":"key-1","apiKey":5}}`, "key-1"],
    ["a user inside the data", `{"data":{"user":{"id":"user-1"},"id":"key-1"}}`, "key-1"],
    ["a cut after the id", `{"user":{"id":"user-1"},"data":{"id":"key-1","apiKey":"ab`, "key-1"],
    ["a cut inside the id", `{"user":{"id":"user-1"},"data":{"id":"key-`, undefined],
    ["an empty key", `{"data":{"id":"key-1","apiKey":""}}`, "key-1"],
    ["no data", `{"id":"user-1"}`, undefined],
    ["text that is no JSON", `id: {"id":"user-1"`, undefined],
  ])("with %s is that of data or none", async (_what, body, id) => {
    expect((await responseErrorFor(body)).apiKeyId).toBe(id);
  });
});

it.each([
  ["a comma", `{"a":[1,["]},\\""],{"id":"no"}],"data":{"list":[{"id":"no"}],"id":"key-1","apiKey":5}}`, ","],
  ["a bracket", `{"data":{"apiKey":5,"list":[[],{"id":"no"}],"id":"key-1"},"z":["[{\\"",{}]}`, "}"],
])("a truncated body gives the id if %s shows that it is whole", async (_what, body, next) => {
  const id = '"key-1"';
  const whole = body.indexOf(id) + id.length + next.length;
  for (let length = 0; length <= body.length; length++) {
    const { apiKeyId } = await responseErrorFor(body.slice(0, length));
    expect([length, apiKeyId]).toEqual([length, length < whole ? undefined : "key-1"]);
  }
});

it("takeApiKey never returns the caller's own key", async () => {
  const echoed = JSON.stringify({ request: { apiKey: BEARER } }).slice(0, -1);
  expect((await responseErrorFor(echoed)).takeApiKey()).toBeUndefined();
  const both = `${echoed},"data":{"apiKey":"${SECRET}",`;
  expect((await responseErrorFor(both)).takeApiKey()).toBe(SECRET);
});
