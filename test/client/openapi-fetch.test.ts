/** createApiKey hands openapi-fetch a light response: what of it is read is a matter of openapi-fetch's version. */
import { afterEach, expect, it, vi } from "vitest";
import { BEARER, BODY, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

type Read = (response: Response) => unknown;
type Post = (path: string, init: { fetch: typeof fetch }) => Promise<unknown>;

/** The client over an openapi-fetch that reads a success in another way, as a later version might. */
async function importWith(read: Read) {
  vi.resetModules();
  vi.doMock("openapi-fetch", () => {
    const POST: Post = async (_path, init) => {
      const response = await init.fetch(new Request("https://api.invalid", { method: "POST" }));
      return { data: await read(response), response };
    };
    return { default: () => ({ POST, use: () => {} }) };
  });
  return import("../../src/index.ts");
}

// Test files share a process: no later one may get these modules.
afterEach(() => {
  vi.doUnmock("openapi-fetch");
  vi.resetModules();
});

const create = ({ createVeniceClient }: typeof import("../../src/index.ts")) =>
  createVeniceClient({
    apiKey: BEARER,
    fetch: () => Promise.resolve(new Response(SUCCESS)),
  }).createApiKey(BODY);

it("createApiKey returns the key that the installed openapi-fetch reads", async () => {
  expect((await create(await import("../../src/index.ts"))).apiKey).toBe(SECRET);
});

it.each<[how: string, read: Read]>([
  ["as text", (response) => response.text()],
  ["from a clone", (response) => response.clone().json()],
  ["not at all", () => undefined],
  ["as something without a key", () => ({})],
])(
  "an openapi-fetch that reads a success %s loses no key, and no middleware is blamed",
  async (_how, read) => {
    const client = await importWith(read);
    const error = await catchVeniceError(() => create(client));
    expect(error).toMatchObject({ name: "VeniceResponseError", outcome: "created", attempts: 1 });
    expect(client.VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
    expect(error.message).not.toContain("middleware");
  },
);
