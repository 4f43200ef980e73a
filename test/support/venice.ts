/** What the tests of the client share: the real operation over nock, and the documented success. */
import nock from "nock";
import { createVeniceClient, VeniceError, type VeniceClientOptions } from "../../src/index.ts";
import { SERVER_URL } from "../../src/schema.ts";
import { SUCCESS } from "../faults/wire.ts";
import { BEARER, BODY, SECRET } from "../faults/fault-case.ts";

export { BEARER, BODY, SECRET, SUCCESS };

const api = () => nock(new URL(SERVER_URL).origin);
export const post = () => api().post(`${new URL(SERVER_URL).pathname}/api_keys`);

export function client(options: VeniceClientOptions = {}) {
  return createVeniceClient({ apiKey: BEARER, ...options });
}

/** The VeniceError that `work` throws or rejects with; it fails if there is none. */
export async function catchVeniceError(work: () => unknown): Promise<VeniceError> {
  try {
    await work();
  } catch (error) {
    if (VeniceError.is(error)) return error;
    throw error;
  }
  throw new Error("it resolved");
}
