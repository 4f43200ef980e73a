import nock from "nock";
import { describe, expect, it } from "vitest";
import { VeniceApiError, VeniceRateLimitError } from "../../src/index.ts";
import { BEARER, BODY, client, post, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

describe("createApiKey", () => {
  it("resolves to the data of the documented success", async () => {
    post().reply(200, SUCCESS);
    const created = await client().createApiKey(BODY);
    expect(JSON.parse(JSON.stringify(created))).toEqual((JSON.parse(SUCCESS) as { data: object }).data);
    expect(created.apiKey).toBe(SECRET);
  });

  it("sends the body as JSON with the bearer", async () => {
    const sent: unknown[] = [];
    nock("https://api.venice.ai", {
      reqheaders: { authorization: `Bearer ${BEARER}`, "content-type": "application/json" },
    })
      .post("/api/v1/api_keys", (body: unknown) => sent.push(body) > 0)
      .reply(200, SUCCESS);
    await client().createApiKey({ ...BODY, consumptionLimit: { usd: 50 } });
    expect(sent).toEqual([{ ...BODY, consumptionLimit: { usd: 50 } }]);
  });
});

describe("a response that isn't 2xx", () => {
  it.each([
    [400, "VeniceApiError", "API_ERROR", "not_created"],
    [401, "VeniceAuthenticationError", "UNAUTHENTICATED", "not_created"],
    [402, "VeniceApiError", "API_ERROR", "not_created"],
    [403, "VeniceApiError", "API_ERROR", "not_created"],
    [404, "VeniceApiError", "API_ERROR", "not_created"],
    [408, "VeniceApiError", "API_ERROR", "unknown"],
    [409, "VeniceApiError", "API_ERROR", "unknown"],
    [413, "VeniceApiError", "API_ERROR", "not_created"],
    [415, "VeniceApiError", "API_ERROR", "not_created"],
    [422, "VeniceApiError", "API_ERROR", "not_created"],
    [425, "VeniceApiError", "API_ERROR", "unknown"],
    [429, "VeniceRateLimitError", "RATE_LIMITED", "not_created"],
    [500, "VeniceApiError", "API_ERROR", "unknown"],
    [502, "VeniceApiError", "API_ERROR", "unknown"],
    [503, "VeniceApiError", "API_ERROR", "unknown"],
    [504, "VeniceApiError", "API_ERROR", "unknown"],
    [302, "VeniceApiError", "API_ERROR", "not_created"],
    [303, "VeniceApiError", "API_ERROR", "unknown"],
  ])("of status %i is a %s with code %s and outcome %s", async (status, name, code, outcome) => {
    post().reply(
      status,
      { error: "Refused" },
      { "cf-ray": "ray-1", "x-venice-version": "v1", "x-more": "1" },
    );
    const error = await catchVeniceError(() => client({ maxRetries: 0 }).createApiKey(BODY));
    expect(error).toMatchObject({
      ...{ name, code, outcome, status, attempts: 1 },
      ...{ requestId: "ray-1", serverVersion: "v1", body: { error: "Refused" } },
    });
    expect(VeniceApiError.is(error) && error.headers.get("x-more")).toBe("1");
  });

  it.each([
    ["details", '{"error":"Bad","details":{"x":{"_errors":["y"]}}}', "status 400, Bad. No key was created."],
    [
      "an object as error",
      '{"error":{"message":"Too big","type":"t","code":1}}',
      "status 400, Too big. No key was created.",
    ],
    ["HTML", "<html>Bad</html>", "status 400. No key was created."],
    ["no text", "", "status 400. No key was created."],
    ["null", "null", "status 400. No key was created."],
    ["an error that is null", '{"error":null}', "status 400. No key was created."],
    ["an error that is an array", '{"error":[{"message":"x"}]}', "status 400. No key was created."],
  ])("with %s as its body has a message with the server's text, and no more", async (_, body, message) => {
    post().reply(400, body);
    const error = await catchVeniceError(() => client().createApiKey(BODY));
    expect(error.message).toBe(`POST /api_keys: ${message}`);
  });

  it("has the rate limit of its headers", async () => {
    post().reply(500, "{}", {
      "x-ratelimit-limit-requests": "20",
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "1800000000",
    });
    const error = await catchVeniceError(() => client().createApiKey(BODY));
    const resetAt = new Date(1_800_000_000_000);
    expect(error).toMatchObject({ rateLimit: { limit: 20, remaining: 0, resetAt } });
  });
});

describe("the time that a 429 gives", () => {
  // retries.test.ts tests the wait itself.
  const DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  const now = Date.parse(DATE);
  it.each([
    ["digits", { "retry-after": "120" }, 120_000],
    ["an HTTP date", { "retry-after": "Sun, 06 Nov 1994 08:51:37 GMT", date: DATE }, 120_000],
    ["a date that has passed", { "retry-after": "Sun, 06 Nov 1994 08:41:37 GMT", date: DATE }, 0],
    [
      "a reset in seconds",
      {
        "x-ratelimit-reset-requests": String(1_900_000_000),
        date: new Date(1_899_999_940_000).toUTCString(),
      },
      60_000,
    ],
    [
      "a reset in milliseconds",
      {
        "x-ratelimit-reset-requests": String(1_900_000_000_000),
        date: new Date(1_899_999_940_000).toUTCString(),
      },
      60_000,
    ],
    ["a negative number", { "retry-after": "-1", date: DATE }, undefined],
    ["a fraction", { "retry-after": "1.5", date: DATE }, undefined],
    ["an exponent", { "retry-after": "1e3", date: DATE }, undefined],
    ["a word", { "retry-after": "soon", date: DATE }, undefined],
    ["an ISO date", { "retry-after": new Date(now + 1000).toISOString(), date: DATE }, undefined],
    ["more digits than a Date has", { "retry-after": "9".repeat(30), date: DATE }, undefined],
    ["a reset in microseconds", { "x-ratelimit-reset-requests": "1900000000000000", date: DATE }, undefined],
    ["a reset that is no time", { "x-ratelimit-reset-requests": "30", date: DATE }, undefined],
  ])("is read from its headers, if they are valid: %s", async (_, headers, retryAfterMs) => {
    post().reply(429, { error: "Slow down" }, headers as Record<string, string>);
    const error = await catchVeniceError(() => client({ maxRetries: 0 }).createApiKey(BODY));
    if (!VeniceRateLimitError.is(error)) throw error;
    expect(error.retryAfterMs).toBe(retryAfterMs);
    expect(error.retryAt instanceof Date).toBe(retryAfterMs !== undefined);
  });

  it("ends the call at once if it is longer than the time left", async () => {
    post().reply(429, {}, { "retry-after": "31" });
    const error = await catchVeniceError(() => client().createApiKey(BODY));
    expect(error).toMatchObject({ attempts: 1, retryAfterMs: 31_000 });
  });
});
