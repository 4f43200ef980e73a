import type { Limiter } from "../options.ts";
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
  const { settings, deadline } = call;
  // Before the limiter: without a key, or after a stop, nothing is taken from a shared budget.
  deadline.throwIfStopped();
  const key = await deadline.race(readApiKey(settings.apiKey, call.attempts));
  call.secrets.push(key);
  if (settings.limiter && call.operation.creates) await deadline.race(consume(settings.limiter, call));
  return { ...headers, authorization: `Bearer ${key}` };
}

async function consume(limiter: Limiter, call: Call): Promise<void> {
  try {
    await limiter.consume(LIMITER_KEY);
  } catch (rejection) {
    throw toLimiterError(call, rejection);
  }
}
