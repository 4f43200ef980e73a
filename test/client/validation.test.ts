import { describe, expect, it, vi } from "vitest";
import { VeniceValidationError, type CreateApiKeyRequest } from "../../src/index.ts";
import { BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

const cycle: Record<string, unknown> = { ...BODY };
cycle["self"] = cycle;

/**
 * What a JavaScript caller may hand in, and the lines that say why it is refused. Limits that an update of the
 * spec may loosen are in create-api-key-validator.test.ts.
 */
const refused: [name: string, body: unknown, lines: string[]][] = [
  ["no body", undefined, ["body must be object"]],
  ["null", null, ["body must be object"]],
  ["a wrong type", { ...BODY, description: 1 }, ["description must be string"]],
  [
    "a limit as text",
    { ...BODY, consumptionLimit: { usd: "50" } },
    ["consumptionLimit.usd must be number or null"],
  ],
  ["NaN", { ...BODY, consumptionLimit: { usd: NaN } }, ["consumptionLimit.usd must be number or null"]],
  [
    "Infinity",
    { ...BODY, consumptionLimit: { diem: Infinity } },
    ["consumptionLimit.diem must be number or null"],
  ],
  ["a misspelt property", { ...BODY, desription: "x" }, ["desription is not a property that the spec knows"]],
  ["a BigInt", { ...BODY, consumptionLimit: { usd: 1n } }, ["body must be JSON without cycles"]],
  ["a cycle", cycle, ["body must be JSON without cycles"]],
];

// A JavaScript caller's body may be anything.
const typed = (body: unknown) => body as CreateApiKeyRequest;

describe("a body", () => {
  it.each(refused)("that is %s is rejected line by line, and nothing is sent", async (_, body, lines) => {
    const fetch = vi.fn<typeof globalThis.fetch>();
    const error = await catchVeniceError(() => client({ fetch }).createApiKey(typed(body)));
    expect(error).toMatchObject({ name: "VeniceValidationError", outcome: "not_created", attempts: 0 });
    const issues = VeniceValidationError.is(error) ? error.issues : [];
    expect(issues.map(({ path, message }) => `${path || "body"} ${message}`)).toEqual(lines);
    expect(error.message.split("\n- ").slice(1)).toEqual(lines);
    expect(fetch).not.toHaveBeenCalled();
  });

  it("that the spec allows is sent", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(SUCCESS)));
    const body: CreateApiKeyRequest = { ...BODY, consumptionLimit: { usd: null } };
    await client({ fetch }).createApiKey(body);
    expect(JSON.parse(await new Response(fetch.mock.calls[0]?.[1]?.body).text())).toEqual(body);
  });

  it("isn't checked if validate is false for the client or the call", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(SUCCESS)));
    const body = typed({ ...BODY, newInTheService: true });
    expect((await client({ fetch, validate: false }).createApiKey(body)).apiKey).toBe(SECRET);
    expect((await client({ fetch }).createApiKey(body, { validate: false })).apiKey).toBe(SECRET);
    const error = await catchVeniceError(() =>
      client({ fetch, validate: false }).createApiKey(body, { validate: true }),
    );
    expect(error.name).toBe("VeniceValidationError");
  });

  it("changed after the call began is sent as it was checked", async () => {
    const body = { ...BODY, description: "before" };
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(SUCCESS)));
    const call = client({ fetch, apiKey: () => Promise.resolve("key") }).createApiKey(body);
    body.description = "x".repeat(99);
    await call;
    expect(await new Response(fetch.mock.calls[0]?.[1]?.body).text()).toContain("before");
  });
});
