import { callApiKeyProvider, resolveStaticApiKey } from "./admin-key.ts";
import type { Call } from "./call.ts";
import { toLimiterError } from "./failures.ts";

/** One for all: Venice counts for each user, so that whoever shares a limiter shares one budget. */
const LIMITER_KEY = "venice-api-client";

/** Consumes the rate limiter and resolves the API key, once per attempt. Returns a copy: nobody else sees the key. */
export async function authorize(
  headers: Record<string, string>,
  call: Call,
): Promise<Record<string, string>> {
  const { settings, deadline, secrets, attempts } = call;
  const { apiKey, limiter } = settings;
  // A call that is over before it began takes nothing from a shared budget.
  deadline.throwIfStopped();
  let key = typeof apiKey === "function" ? undefined : resolveStaticApiKey(apiKey, attempts);
  // Register a static key before the limiter runs, so that limiter errors are redacted.
  if (key) secrets.push(key);
  if (limiter && call.operation.creates) await deadline.race(consume(call));
  if (typeof apiKey === "function") {
    key = await deadline.race(callApiKeyProvider(apiKey, attempts));
    secrets.push(key);
  }
  return { ...headers, authorization: `Bearer ${key}` };
}

async function consume(call: Call): Promise<void> {
  try {
    await call.settings.limiter?.consume(LIMITER_KEY);
  } catch (rejection) {
    throw toLimiterError(call, rejection);
  }
}
