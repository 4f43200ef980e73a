import { describe, expect, it } from "vitest";
import { readRateLimit, readRetryDelay } from "../../src/send/headers.ts";

describe("the rate limit", () => {
  it.each<[what: string, headers: Record<string, string>, rateLimit: object]>([
    ["no headers", {}, {}],
    [
      "all three headers",
      {
        "x-ratelimit-limit-requests": "10",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1700000000",
      },
      { limit: 10, remaining: 0, resetAt: new Date(1_700_000_000_000) },
    ],
    ["malformed headers", { "x-ratelimit-limit-requests": "1x", "x-ratelimit-remaining-requests": "-1" }, {}],
  ])("of %s has their fields and no others", (_what, headers, rateLimit) => {
    expect(readRateLimit(new Headers(headers))).toStrictEqual(rateLimit);
  });

  it.each([
    ["999999999", undefined],
    ["1000000000", 1_000_000_000_000],
    ["99999999999", 99_999_999_999_000],
    ["100000000000", 100_000_000_000],
    ["99999999999999", 99_999_999_999_999],
    ["100000000000000", undefined],
  ])("reset at %s is read as seconds or milliseconds by its size", (reset, time) => {
    const { resetAt } = readRateLimit(new Headers({ "x-ratelimit-reset-requests": reset }));
    expect(resetAt?.getTime()).toBe(time);
  });
});

describe("the time to wait", () => {
  const NOW = "Fri, 01 Jan 2100 00:00:00 GMT";
  const IN_A_MINUTE = "Fri, 01 Jan 2100 00:01:00 GMT";
  it.each<[headers: Record<string, string>, ms: number | undefined]>([
    [{}, undefined],
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": IN_A_MINUTE, date: NOW }, 60_000],
    [{ "retry-after": NOW, date: IN_A_MINUTE }, 0],
    [{ "x-ratelimit-reset-requests": "4102444860", date: NOW }, 60_000],
  ])("for %o is %s ms", (headers, ms) => {
    expect(readRetryDelay(new Headers(headers))).toBe(ms);
  });
});
