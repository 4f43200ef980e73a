import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { SPEC_VERSION, type SpecDrift } from "../../src/index.ts";
import { SAMPLE_RESPONSE } from "../../src/schema.ts";
import { BEARER, BODY, client, catchVeniceError, SECRET } from "../support/venice.ts";

// Made from the spec, so that a property which the spec gains is no drift here either.
const data = { ...SAMPLE_RESPONSE.data, apiKey: SECRET };

/** The events of calls that meet these answers in turn. */
async function driftsOf(
  ...answers: [body: unknown, version?: string, status?: number][]
): Promise<SpecDrift[]> {
  const drifts: SpecDrift[] = [];
  const queue = answers.values();
  const fetch = () => {
    const [body, version = SPEC_VERSION, status = 200] = queue.next().value ?? [];
    const headers = { "x-venice-version": version };
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  };
  const venice = client({ fetch, onSpecDrift: (drift) => drifts.push(drift) });
  for (let call = 0; call < answers.length; call++) await venice.createApiKey(BODY).catch(() => undefined);
  return drifts;
}

const SAME = { data, success: true };

describe("drift", () => {
  it("isn't reported if the service matches the spec", async () => {
    expect(await driftsOf([SAME])).toEqual([]);
  });

  it("of the version is reported once for each version, also from a refusal", async () => {
    const drifts = await driftsOf([SAME, "v1"], [SAME, "v1"], [{ error: "x" }, "v2", 400]);
    expect(drifts).toEqual([
      { kind: "version", specVersion: SPEC_VERSION, serverVersion: "v1", differences: [] },
      { kind: "version", specVersion: SPEC_VERSION, serverVersion: "v2", differences: [] },
    ]);
  });

  it("is reported 98 times at most, as what was reported is kept", async () => {
    const answers = Array.from({ length: 120 }, (_, index): [unknown, string] => [SAME, `v${index}`]);
    expect(await driftsOf(...answers)).toHaveLength(98);
  });

  it("whose report fails doesn't fail the call", async () => {
    const answer = new Response(JSON.stringify(SAME));
    // What a fetch of the caller's own may have for headers.
    Object.defineProperty(answer, "headers", { value: { get: () => 7 } });
    const venice = client({ fetch: () => Promise.resolve(answer), onSpecDrift: () => {} });
    expect((await venice.createApiKey(BODY)).apiKey).toBe(SECRET);
  });

  it("that overflows the validator's stack doesn't fail the call", async () => {
    vi.resetModules();
    vi.doMock("../../src/schema.ts", async (importOriginal) => ({
      ...(await importOriginal<object>()),
      // As a recursive schema does with a response nested deep enough.
      validateResponse: function overflow(value: unknown): boolean {
        return overflow(value) && overflow(value);
      },
    }));
    const { createVeniceClient } = await import("../../src/index.ts");
    vi.doUnmock("../../src/schema.ts");
    // The next file in this process imports modules without it.
    vi.resetModules();
    const fetch = () => Promise.resolve(new Response(JSON.stringify(SAME)));
    const venice = createVeniceClient({ apiKey: BEARER, fetch, onSpecDrift: () => {} });
    expect((await venice.createApiKey(BODY)).apiKey).toBe(SECRET);
    const { data: success } = await venice.api.POST("/api_keys", { body: BODY });
    expect(success?.data.apiKey).toBe(SECRET);
  });

  it("of version and shape is reported when either is new", async () => {
    const odd = { data: { ...data, id: 1 }, success: true };
    const drifts = await driftsOf([odd, "v1"], [SAME, "v1"], [odd, SPEC_VERSION], [SAME, "v2"], [odd, "v3"]);
    expect(
      drifts.map(({ kind, serverVersion, differences }) => [kind, serverVersion, differences.length]),
    ).toEqual([
      ["shape", "v1", 1],
      ["version", "v2", 0],
      ["version", "v3", 1],
    ]);
  });

  it("of the shape says where, and never a value", async () => {
    const changed = { data: { ...data, id: 777_777, apiKeyType: { _777777: 777_777 } }, success: true };
    const drifts = await driftsOf([changed], [changed]);
    expect(drifts.map(({ differences }) => differences.map(({ path }) => path).sort())).toEqual([
      ["data.apiKeyType", "data.id"],
    ]);
    expect(JSON.stringify(drifts)).not.toContain("777777");
  });

  it("shows no secret, even if a property is named like one", async () => {
    const changed = {
      data: { ...data, consumptionLimit: { [SECRET]: {}, [BEARER]: {}, usd: SECRET } },
      success: "x",
    };
    const shown = JSON.stringify(await driftsOf([changed, BEARER]));
    expect(shown).toContain("data.consumptionLimit");
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(JSON.stringify(BEARER).slice(1, -1));
  });

  it("shows no new secret that a header echoes, nor does the error of a broken body", async () => {
    const headers = { "x-venice-version": `v-${SECRET}`, "cf-ray": SECRET };
    const drifts: SpecDrift[] = [];
    const answers = [JSON.stringify(SAME), JSON.stringify(SAME).slice(0, -3)];
    const fetch = () => Promise.resolve(new Response(answers.shift(), { headers }));
    const venice = client({ fetch, onSpecDrift: (drift) => drifts.push(drift) });
    await venice.createApiKey(BODY);
    const error = await catchVeniceError(() => venice.createApiKey(BODY));
    expect(error.serverVersion).toBe("v-[redacted]");
    expect(inspect([drifts, error], { depth: null, showHidden: true })).not.toContain(SECRET);
    expect(drifts).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("hook");
      },
    ],
    // A JavaScript caller's hook may be async.
    ["rejects", () => Promise.reject(new Error("hook"))],
  ])("doesn't fail the call if the hook %s", async (_, onSpecDrift) => {
    const fetch = () =>
      Promise.resolve(new Response(JSON.stringify(SAME), { headers: { "x-venice-version": "v1" } }));
    expect((await client({ fetch, onSpecDrift }).createApiKey(BODY)).apiKey).toBe(SECRET);
  });
});
