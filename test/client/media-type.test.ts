import { expect, test, vi } from "vitest";
import { BEARER, BODY, SUCCESS } from "../support/venice.ts";

/** As if the spec documented the request's body under another JSON type alone. */
async function importWithMediaType(type: string) {
  vi.resetModules();
  vi.doMock("../../src/schema.ts", async (importOriginal) => ({
    ...(await importOriginal<object>()),
    CREATE_API_KEY_MEDIA_TYPE: type,
  }));
  const module = await import("../../src/index.ts");
  vi.doUnmock("../../src/schema.ts");
  // The next file in this process imports modules without it.
  vi.resetModules();
  return module;
}

test("createApiKey sends the media type of the spec, and so does venice.api unless it is given another", async () => {
  const { createVeniceClient } = await importWithMediaType("application/vnd.venice+json");
  const sent: (string | null)[] = [];
  const fetch = (_url: unknown, init?: RequestInit) => {
    sent.push(new Headers(init?.headers).get("content-type"));
    return Promise.resolve(new Response(SUCCESS, { headers: { "content-type": "application/json" } }));
  };
  const venice = createVeniceClient({ apiKey: BEARER, fetch });
  await venice.createApiKey(BODY);
  await venice.api.POST("/api_keys", { body: BODY });
  await venice.api.POST("/api_keys", { body: BODY, headers: { "Content-Type": "application/json" } });
  await venice.api.GET("/api_keys" as never);
  expect(sent).toEqual([
    "application/vnd.venice+json",
    "application/vnd.venice+json",
    "application/json",
    null,
  ]);
});
