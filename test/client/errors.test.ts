import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import * as published from "../../src/index.ts";
import { BODY, client, catchVeniceError, SECRET } from "../support/venice.ts";

/** Each class with its base, as the contract has them. */
const BASES = {
  VeniceError: undefined,
  VeniceConfigError: "VeniceError",
  VeniceValidationError: "VeniceError",
  VeniceConnectionError: "VeniceError",
  VeniceTimeoutError: "VeniceConnectionError",
  VeniceAbortError: "VeniceConnectionError",
  VeniceApiError: "VeniceError",
  VeniceAuthenticationError: "VeniceApiError",
  VeniceRateLimitError: "VeniceApiError",
  VeniceLimiterError: "VeniceError",
  VeniceResponseError: "VeniceError",
} as const;
type Name = keyof typeof BASES;
const NAMES = Object.keys(BASES) as Name[];

function lineageOf(name: Name): Name[] {
  const base: Name | undefined = BASES[name];
  return base ? [name, ...lineageOf(base)] : [name];
}

/** One error of a class; its fields don't matter here. */
function create(copy: typeof published, name: Name): Error {
  const Class = copy[name] as new (message: string, fields: object) => Error;
  return new Class("x", { code: "API_ERROR", outcome: "unknown", attempts: 1 });
}

describe("is", () => {
  it.each(NAMES)("of %s accepts that class and its subclasses alone, also as a bare callback", (name) => {
    const errors = NAMES.map((each) => create(published, each));
    const accepted = errors.filter(published[name].is).map((error) => error.name);
    expect(accepted).toEqual(NAMES.filter((each) => lineageOf(each).includes(name)));
  });

  it("accepts errors of another copy of the package, unlike instanceof", async () => {
    vi.resetModules();
    const other = await import("../../src/index.ts");
    for (const name of NAMES) {
      const foreign = create(other, name);
      expect(foreign).not.toBeInstanceOf(published.VeniceError);
      expect(NAMES.filter((each) => published[each].is(foreign)).sort()).toEqual(lineageOf(name).sort());
    }
  });

  it.each([new Error("x"), { name: "VeniceError" }, null, undefined, "VeniceError", 7])(
    "rejects %s, which is no such error",
    (value) => {
      expect(published.VeniceError.is(value)).toBe(false);
    },
  );
});

it("an error without a cause doesn't have the property", () => {
  expect(create(published, "VeniceError")).not.toHaveProperty("cause");
});

it("a secret in the body of an error is masked in everything that shows the error", async () => {
  const body = JSON.stringify({ data: { apiKey: SECRET }, error: `made ${SECRET}` });
  const fetch = () => Promise.resolve(new Response(body, { status: 500 }));
  const error = await catchVeniceError(() => client({ fetch }).createApiKey(BODY));
  expect(error).toMatchObject({ name: "VeniceApiError", outcome: "unknown" });
  const shown = `${inspect(error, { showHidden: true, depth: null })}${JSON.stringify(error)}${error.message}`;
  expect(shown).toContain("[redacted]");
  expect(shown).not.toContain(SECRET);
});

it("control characters of a server's text don't reach a message", async () => {
  const text = "a\u0007\u001b[31mb\n::error::c\u2028d\u0000e\u202ef";
  const fetch = () => Promise.resolve(new Response(JSON.stringify({ error: text }), { status: 400 }));
  const { message } = await catchVeniceError(() => client({ fetch }).createApiKey(BODY));
  expect(message).toBe("POST /api_keys: status 400, a [31mb ::error::c d e f. No key was created.");
});

it.each([
  ["1", { error: "code 11 of 1", details: { a: 1 } }, { error: "code 11 of [redacted]", details: { a: 1 } }],
  ["null", { error: "nullable", details: null }, { error: "nullable", details: null }],
  ["e", { error: "here", e2: [true] }, { error: "here", e2: [true] }],
])("the odd key %s doesn't turn an error's body into something else", async (apiKey, sent, received) => {
  const fetch = () => Promise.resolve(new Response(JSON.stringify(sent), { status: 400 }));
  const error = await catchVeniceError(() => client({ apiKey, fetch }).createApiKey(BODY));
  expect(published.VeniceApiError.is(error) && error.body).toEqual(received);
});

it("a key that is part of another is masked with it, not inside it", async () => {
  const [short, long] = ["venice-key-1", "venice-key-1-and-more"];
  const keys = [short, long];
  const fetch = vi
    .fn<typeof globalThis.fetch>()
    .mockResolvedValueOnce(new Response("{}", { status: 429, headers: { "retry-after": "0" } }))
    .mockResolvedValueOnce(new Response(JSON.stringify({ error: `bad ${long}` }), { status: 403 }));
  const error = await catchVeniceError(() =>
    client({ apiKey: () => keys.shift()!, fetch }).createApiKey(BODY),
  );
  expect(error.message).toContain("bad [redacted].");
});

it.each<[what: string, call: () => unknown, name: string]>([
  ["no options object", () => published.createVeniceClient(null as never), "VeniceConfigError"],
  ["a signal that is none", () => client().createApiKey(BODY, { signal: "x" as never }), "VeniceConfigError"],
  ["an apiKey of another type", () => client({ apiKey: 7 as never }), "VeniceConfigError"],
])("%s is rejected with a VeniceError", async (_what, call, name) => {
  expect(await catchVeniceError(call)).toMatchObject({ name, outcome: "not_created", attempts: 0 });
});
