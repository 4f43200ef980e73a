import { configError } from "../errors.ts";
import type { ApiKeySource } from "../options.ts";

/** The key without outer white space. No message repeats it. @throws VeniceConfigError */
export function checkApiKey(apiKey: unknown, attempts = 0): string {
  const key = typeof apiKey === "string" ? apiKey.trim() : "";
  const problem = apiKeyProblem(key);
  if (problem) throw configError(`apiKey ${problem}`, attempts);
  return key;
}

function apiKeyProblem(key: string): string | undefined {
  if (!key) return "is missing: pass it, or set VENICE_API_KEY";
  if (/^bearer\s/i.test(key)) return 'must be without "Bearer "';
  if (/[^\x21-\x7e]/.test(key)) return "holds a character that a header can't";
  return undefined;
}

/** The key from the options or the environment: a promise of it only if a function gives it. @throws VeniceConfigError */
export function readApiKey(source: ApiKeySource | undefined, attempts: number): string | Promise<string> {
  return typeof source === "function"
    ? callApiKeyProvider(source, attempts)
    : checkApiKey(source ?? readEnvApiKey(), attempts);
}

async function callApiKeyProvider(
  provider: () => string | Promise<string>,
  attempts: number,
): Promise<string> {
  let key: string;
  try {
    key = await provider();
  } catch (error) {
    // A failed function's own words stay out of the error: they may name the key.
    const name = String((error as Partial<Error> | undefined)?.name);
    const kind = /^\w*Error$/.test(name) ? name : typeof error;
    throw configError(`the apiKey function failed (${kind})`, attempts);
  }
  return checkApiKey(key, attempts);
}

function readEnvApiKey(): string | undefined {
  try {
    // Typed here, as not every runtime has a process.
    const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
    return process.env["VENICE_API_KEY"];
  } catch {
    // No process, or Deno without --allow-env: as good as none.
    return undefined;
  }
}
