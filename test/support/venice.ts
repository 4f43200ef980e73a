/** What the tests of the client share: the real operation over nock, and the documented success. */
import nock from "nock";
import { createVeniceClient, VeniceError, type VeniceClientOptions } from "../../src/index.ts";
import { SERVER_URL } from "../../src/schema.ts";
import { SUCCESS } from "../faults/wire.ts";
import { BEARER, SECRET } from "../faults/fault-case.ts";

export { BEARER, SECRET, SUCCESS };
export const BODY = { apiKeyType: "INFERENCE", description: "billing-worker" } as const;

const api = () => nock(new URL(SERVER_URL).origin);
export const post = () => api().post(`${new URL(SERVER_URL).pathname}/api_keys`);

export function client(options: VeniceClientOptions = {}) {
  return createVeniceClient({ apiKey: BEARER, ...options });
}

/** The rejection, which every test of one expects. */
export async function rejection(work: () => unknown): Promise<VeniceError> {
  try {
    await work();
  } catch (error) {
    if (VeniceError.is(error)) return error;
    throw error;
  }
  throw new Error("it resolved");
}
