import { VeniceError, type VeniceClient } from "../../src/index.ts";
import { BODY } from "../faults/fault-case.ts";

/** A service under test: returns true if somebody has to look. */
export async function provision(venice: VeniceClient, store: (secret: string) => void): Promise<boolean> {
  try {
    store((await venice.createApiKey(BODY)).apiKey);
    return false;
  } catch (error) {
    return VeniceError.is(error) && error.outcome !== "not_created";
  }
}
