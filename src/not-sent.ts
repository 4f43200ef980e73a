/** Codes that name the step before anything is written: undici's and Bun's own. */
const NOT_CONNECTED = /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket)$/;
/** Node's and Bun's names for a certificate that isn't accepted, and for two ends without a common TLS version. */
const BAD_TLS =
  /CERT|_SIGNATURE$|^ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)$/;
/** Deno's fetch tells it in words only; hyper's kind `Connect` ends before a request is written. */
const DENO_CONNECT = /: client error \(Connect\)/;

export type NotSent = "connect" | "tls" | undefined;

/**
 * Whether an error of fetch proves that the request wasn't sent, and at which step it ended. An allow-list:
 * what isn't on it proves nothing.
 */
export function provesNotSent(error: unknown, depth = 0): NotSent {
  // Causes may go in a circle.
  if (!(error instanceof Error) || depth > 4) return undefined;
  const { code, syscall, cause, errors } = error as Error & Record<string, unknown>;
  // Several addresses were tried: all of them must have failed in the same way.
  if (Array.isArray(errors) && errors.length) {
    const [first, ...rest] = errors.map((each) => provesNotSent(each, depth + 1));
    return rest.every((step) => step === first) ? first : undefined;
  }
  const name = String(code);
  if (BAD_TLS.test(name) || (DENO_CONNECT.test(error.message) && /certificate/.test(error.message)))
    return "tls";
  if (
    syscall === "connect" ||
    syscall === "getaddrinfo" ||
    NOT_CONNECTED.test(name) ||
    DENO_CONNECT.test(error.message)
  )
    return "connect";
  return provesNotSent(cause, depth + 1);
}
