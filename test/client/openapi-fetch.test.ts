/** createApiKey hands openapi-fetch a light response: what of it is read is a matter of openapi-fetch's version. */
import { afterEach, expect, it, vi } from "vitest";
import { createVeniceClient, VeniceResponseError } from "../../src/index.ts";
import { BEARER, BODY, rejection, SECRET, SUCCESS } from "../support/venice.ts";

const { reader } = vi.hoisted(() => ({
  reader: { read: undefined as ((response: Response) => unknown) | undefined },
}));

// The real openapi-fetch, which may be made to read a success in another way, as a later version might.
vi.mock("openapi-fetch", async (importOriginal) => {
  const { default: createClient } = await importOriginal<typeof import("openapi-fetch")>();
  return {
    default: (options: Parameters<typeof createClient>[0]) => {
      const client = createClient(options);
      const post = client.POST as (path: string, init: { fetch: typeof fetch }) => Promise<unknown>;
      const read = async (path: string, init: { fetch: typeof fetch }) => {
        const request = new Request("https://api.invalid", { method: "POST" });
        const response = await init.fetch(request);
        return { data: await reader.read?.(response), response };
      };
      return {
        ...client,
        POST: (path: string, init: { fetch: typeof fetch }) =>
          reader.read ? read(path, init) : post(path, init),
      };
    },
  };
});

afterEach(() => {
  reader.read = undefined;
});

const create = () =>
  createVeniceClient({
    apiKey: BEARER,
    fetch: () => Promise.resolve(new Response(SUCCESS)),
  }).createApiKey(BODY);

it("createApiKey returns the key that the installed openapi-fetch reads", async () => {
  expect((await create()).apiKey).toBe(SECRET);
});

it.each<[how: string, read: (response: Response) => unknown]>([
  ["as text", (response) => response.text()],
  ["from a clone", (response) => response.clone().json()],
  ["not at all", () => undefined],
])(
  "an openapi-fetch that reads a success %s loses no key, and no middleware is blamed",
  async (_how, read) => {
    reader.read = read;
    const error = await rejection(create);
    expect(error).toMatchObject({ name: "VeniceResponseError", outcome: "created", attempts: 1 });
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
    expect(error.message).not.toContain("middleware");
  },
);
