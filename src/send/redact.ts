/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Replaces each secret that the list holds by then (never an empty one), as it is and as JSON writes it. */
export function redactor(secrets: readonly string[]): Redact {
  return (text) => {
    for (const secret of secrets)
      for (const form of [secret, JSON.stringify(secret).slice(1, -1)])
        text = text.replaceAll(form, "[redacted]");
    return text;
  };
}

/** JSON may hide a secret behind escapes; written anew, it can't. Anything else stays as it is. */
export function redactJson(text: string, redact: Redact): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the text itself is what the server said.
    return redact(text);
  }
  try {
    return redact(JSON.stringify(value));
  } catch {
    // Nested too deep to be written.
    return "";
  }
}

/** What a response says before its body, with every value looked through. */
export function redactHead({ statusText, headers }: Response, redact: Redact) {
  return {
    statusText: redact(statusText),
    headers: [...headers].map(([name, value]): [string, string] => [name, redact(value)]),
  };
}

/** A copy of a JSON value with every string in it changed, the names of properties too. */
export function mapStrings(value: unknown, change: Redact): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === "string"
      ? change(part)
      : typeof part === "object" && part && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).map(([name, inner]) => [change(name), inner]))
        : part,
  ) as unknown;
}

/** What of an error's properties says what went wrong. Others may hold a request, and so a secret. */
const TELLING = ["name", "code", "syscall"];

/** A copy of an error and its causes that can't carry a secret. */
export function redactError(error: unknown, redact: Redact, depth = 0): Error | undefined {
  // Not `instanceof`, which knows no error of another realm, as under Jest.
  const { message, cause } = (error ?? {}) as Partial<Error>;
  if (typeof message !== "string" || depth > 4) return undefined;
  const inner = redactError(cause, redact, depth + 1);
  const copy = new Error(redact(message), inner && { cause: inner });
  for (const key of TELLING) {
    const value = (error as Record<string, unknown>)[key];
    if (typeof value === "string") Object.defineProperty(copy, key, { value: redact(value) });
  }
  return copy;
}
