import { readApiKey } from "./admin-key.ts";
import type { Call } from "./call.ts";
import { toLimiterError } from "./failures.ts";

/** One for all: Venice counts for each user, so that whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/** Resolves the API key and consumes the rate limiter, once per attempt. Returns a copy: nobody else sees the key. */
export async function authorize(
  headers: Record<string, string>,
  call: Call,
): Promise<Record<string, string>> {
  const { deadline, attempts } = call;
  const { apiKey, limiter } = call.settings;
  // Before the limiter: without a key, or after a stop, nothing is taken from a shared budget.
  deadline.throwIfStopped();
  const found = readApiKey(apiKey, attempts);
  const key = typeof found === "string" ? found : await deadline.race(found);
  call.secrets.push(key);
  if (limiter && call.operation.creates)
    try {
      await deadline.race(limiter.consume(LIMITER_KEY));
    } catch (rejection) {
      throw deadline.stopError ?? toLimiterError(call, rejection);
    }
  return { ...headers, authorization: `Bearer ${key}` };
}
