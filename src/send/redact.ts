/** Masks secrets in a text. */
export type Redact = (text: string) => string;

const MASK = "[redacted]";
/** A shorter secret is no real key; as part of a word it would turn `test-model` into `[redacted]-model`. */
const MIN_SECRET_LENGTH = 8;

/** Masks each secret that the list holds by then, as it is and as JSON encodes it. */
export function createRedactor(secrets: readonly string[]): Redact {
  return (text) => {
    // The longest first: one may be part of another.
    for (const secret of [...secrets].sort((one, other) => other.length - one.length))
      for (const encoding of [secret, JSON.stringify(secret).slice(1, -1)]) text = mask(text, encoding);
    return text;
  };
}

function mask(text: string, secret: string): string {
  if (secret.length >= MIN_SECRET_LENGTH) return text.replaceAll(secret, MASK);
  const literal = secret.replaceAll(/[^\w]/g, "\\$&");
  return text.replaceAll(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "g"), MASK);
}

/** Masks the strings of a JSON text, in which escape sequences could hide a secret; any other text as it is. */
export function redactJson(text: string, redact: Redact): string {
  const reviver = (_name: string, part: unknown): unknown => {
    if (typeof part === "string") return redact(part);
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [redact(name), inner]));
  };
  try {
    return JSON.stringify(JSON.parse(text, reviver));
  } catch (error) {
    // Otherwise it is nested too deep, and may hide anything.
    return error instanceof SyntaxError ? redact(text) : "";
  }
}

/** Fields that are safe to copy. Others may contain the request. */
const SAFE_ERROR_FIELDS = ["name", "code", "syscall"];
const MAX_CAUSES = 5;

/** A copy of an error and its causes that can't carry a secret; `undefined` if it is no error. */
export function redactError(error: unknown, redact: Redact, depth = 0): Error | undefined {
  if (depth >= MAX_CAUSES) return undefined;
  try {
    // Not `instanceof`, which knows no error of another realm, as under Jest.
    const { message, cause } = (error ?? {}) as Partial<Error>;
    if (typeof message !== "string") return undefined;
    const inner = redactError(cause, redact, depth + 1);
    const copy = new Error(redact(message), inner && { cause: inner });
    for (const field of SAFE_ERROR_FIELDS) {
      const value = (error as Record<string, unknown>)[field];
      if (typeof value === "string") Object.defineProperty(copy, field, { value: redact(value) });
    }
    return copy;
  } catch {
    // It throws when it is read.
    return undefined;
  }
}
