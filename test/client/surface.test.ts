import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as published from "../../src/index.ts";
import * as testing from "../../src/testing.ts";
import { BEARER, BODY, client, post, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

const seen = (value: unknown) => inspect(value, { showHidden: true, depth: null, getters: true });

describe("the package", () => {
  it("exports these names and no others", () => {
    expect(Object.keys(published)).toMatchInlineSnapshot(`
      [
        "createVeniceClient",
        "VeniceAbortError",
        "VeniceApiError",
        "VeniceAuthenticationError",
        "VeniceConfigError",
        "VeniceConnectionError",
        "VeniceError",
        "VeniceLimiterError",
        "VeniceRateLimitError",
        "VeniceResponseError",
        "VeniceTimeoutError",
        "VeniceValidationError",
        "SPEC_VERSION",
      ]
    `);
    expect(Object.keys(testing)).toMatchInlineSnapshot(`
      [
        "createFakeVenice",
      ]
    `);
  });
});

describe("the secret", () => {
  it("is shown by JSON, spreading and reading, and by no inspection", async () => {
    post().reply(200, SUCCESS);
    const created = await client().createApiKey(BODY);
    expect(JSON.stringify(created)).toContain(SECRET);
    expect({ ...created }.apiKey).toBe(SECRET);
    for (const shown of [seen(created), seen({ created: [created] }), inspect(created)]) {
      expect(shown).not.toContain(SECRET);
      expect(shown).toContain("[redacted]");
    }
  });

  it("of a broken success is returned by takeApiKey() only", async () => {
    post().reply(200, SUCCESS.slice(0, -5));
    const error = await catchVeniceError(() => client().createApiKey(BODY));
    const id = "e28e82dc-9df2-4b47-b726-d0a222ef2ab5";
    expect(error).toMatchObject({
      name: "VeniceResponseError",
      outcome: "created",
      reason: "not_json",
      apiKeyId: id,
    });
    expect(published.VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
    expect(`${seen(error)}${JSON.stringify(error)}${error.message}`).not.toContain(SECRET);
  });

  it("isn't shown by the client, nor is the bearer", () => {
    expect(seen(client())).not.toContain(BEARER);
    expect(JSON.stringify(client())).not.toContain(BEARER);
  });
});

describe("toJSON of an error", () => {
  it("contains name, message and fields, without stack and cause", async () => {
    post().reply(403, { error: `No rights for ${BEARER}` }, { "cf-ray": "ray-1" });
    const error = await catchVeniceError(() => client().createApiKey(BODY));
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      ...{ name: "VeniceApiError", code: "API_ERROR", outcome: "not_created", attempts: 1 },
      message: "POST /api_keys: status 403, No rights for [redacted]. No key was created.",
      ...{ requestId: "ray-1", status: 403, rateLimit: {} },
      ...{ body: { error: "No rights for [redacted]" }, headers: {} },
    });
  });
});
