import { expect, test, vi } from "vitest";
import type { VeniceClientOptions } from "../../src/index.ts";
import { BEARER, BODY, client, catchVeniceError, SUCCESS } from "../support/venice.ts";

// Where venice.api departs from openapi-fetch and no other test shows it: CONTRIBUTING.md's table names them all.

type Fetch = NonNullable<VeniceClientOptions["fetch"]>;
// The snapshot may have one operation; openapi-fetch takes any path at run time.
type Untyped = (path: string, init?: object) => Promise<{ response: Response }>;
const answer = (status: number, body = "{}", headers = {}) =>
  Promise.resolve(new Response(body, { status, headers }));

test.each(["/models", "/api_keys"])("venice.api follows no redirect: GET %s", async (path) => {
  const fetch = vi.fn<Fetch>(() => answer(307, "", { location: "https://elsewhere.invalid" }));
  const { response } = await (client({ fetch }).api.GET as unknown as Untyped)(path, { redirect: "follow" });
  expect(response.status).toBe(307);
  expect(fetch.mock.calls.map(([, init]) => init?.redirect)).toEqual(["manual"]);
});

test("venice.api sends the client's key in place of an authorization that a middleware sets", async () => {
  const fetch = vi.fn<Fetch>(() => answer(200));
  const { api } = client({ fetch });
  api.use({ onRequest: ({ request }) => request.headers.set("authorization", "Basic mine") });
  await (api.GET as unknown as Untyped)("/models");
  expect(new Headers(fetch.mock.calls[0]![1]!.headers).get("authorization")).toBe(`Bearer ${BEARER}`);
});

test("venice.api sends a creation again only on proof that nothing was created", async () => {
  const connect = new TypeError("fetch failed", {
    cause: Object.assign(new Error("no"), { syscall: "connect" }),
  });
  for (const refused of [() => answer(429, "{}", { "retry-after": "0" }), () => Promise.reject(connect)]) {
    const fetch = vi.fn<Fetch>(() => answer(200, SUCCESS)).mockImplementationOnce(refused);
    expect((await client({ fetch }).api.POST("/api_keys", { body: BODY })).response.status).toBe(200);
    expect(fetch).toHaveBeenCalledTimes(2);
  }
  for (const status of [408, 500, 503]) {
    const fetch = vi.fn<Fetch>(() => answer(status));
    expect((await client({ fetch }).api.POST("/api_keys", { body: BODY })).response.status).toBe(status);
    expect(fetch).toHaveBeenCalledTimes(1);
  }
});

test("venice.api waits no longer than the timeout for an answer", async () => {
  const fetch = vi.fn<Fetch>(() => new Promise(() => {}));
  const get = client({ fetch, timeout: 10 }).api.GET as unknown as Untyped;
  const error = await catchVeniceError(() => get("/models"));
  expect(error).toMatchObject({ name: "VeniceTimeoutError", outcome: "unknown" });
});
