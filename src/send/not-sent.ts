/** Codes that name the step before anything is written: undici's and Bun's own. */
const NOT_CONNECTED = /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket)$/;
/**
 * Node's and Bun's names for a certificate that isn't accepted, and for two ends without a common TLS version.
 * OpenSSL's alerts about our own certificate (`ERR_SSL_…_CERTIFICATE_REQUIRED`) come after the request may be out.
 */
const BAD_TLS =
  /^(?!ERR_SSL_).*(CERT|_SIGNATURE$)|^ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)$/;
/** No TLS at all. fetch wraps it, and says something else once a request is out; node:https says it then too. */
const NO_TLS = "ERR_SSL_WRONG_VERSION_NUMBER";
/** Deno's fetch tells it in words only; hyper's kind `Connect` ends before a request is written. */
const DENO_CONNECT = /: client error \(Connect\)/;

export type NotSent = "connect" | "tls" | undefined;

/**
 * Whether an error of fetch proves that the request wasn't sent, and at which step it ended. An allow-list:
 * what isn't on it proves nothing.
 */
export function provesNotSent(error: unknown, depth = 0): NotSent {
  // Causes may go in a circle, and come from another realm, as under Jest: `instanceof` would not know them.
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { code, syscall, cause, errors, message } = error as Record<string, unknown>;
  const text = String(message);
  // Several addresses were tried: all of them must have failed in the same way.
  if (Array.isArray(errors) && errors.length) {
    const [first, ...rest] = errors.map((each) => provesNotSent(each, depth + 1));
    return rest.every((step) => step === first) ? first : undefined;
  }
  const name = String(code);
  if (
    BAD_TLS.test(name) ||
    (depth && name === NO_TLS) ||
    (DENO_CONNECT.test(text) && /certificate/.test(text))
  )
    return "tls";
  if (
    syscall === "connect" ||
    syscall === "getaddrinfo" ||
    NOT_CONNECTED.test(name) ||
    DENO_CONNECT.test(text)
  )
    return "connect";
  // An error that names its own reason is not what its cause is.
  return code === undefined && syscall === undefined ? provesNotSent(cause, depth + 1) : undefined;
}
