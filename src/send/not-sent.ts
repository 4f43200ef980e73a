/** Codes that name the step before anything is written: undici's and Bun's own. */
const NOT_CONNECTED = /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket)$/;
/**
 * Node's and Bun's codes for a certificate that isn't accepted, and for two ends without a common TLS version.
 * OpenSSL's alerts about our own certificate (`ERR_SSL_…_CERTIFICATE_REQUIRED`) may come after the request is out.
 */
const BAD_TLS =
  /^(?!ERR_SSL_).*(CERT|_SIGNATURE$)|^ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)$/;
/** The server speaks plain HTTP. Proof only as a `cause`: node:https also throws it after sending. */
const NO_TLS = "ERR_SSL_WRONG_VERSION_NUMBER";
/** Deno's fetch says it in words only; hyper's kind `Connect` ends before a request is written. */
const DENO_CONNECT = /: client error \(Connect\)/;
/** undici's words for a proxy that refuses the tunnel, through which alone the request would have gone. */
const TUNNEL_REFUSED = /^Proxy response \(\d+\) !== 200 when HTTP Tunneling$/;
/** Deno's words for the Fetch standard's list of ports that belong to other protocols; undici's are "bad port". */
const PORT_BLOCKED = /^Fetch failed: Requests to port \d+ are blocked$/;
const MAX_CAUSES = 5;

/** The step at which connecting ended, before any request could be sent; `undefined` if that isn't proven. */
export type ConnectFailureStage = "connect" | "tls" | "proxy" | "port" | undefined;

interface ErrorLike {
  code?: unknown;
  syscall?: unknown;
  cause?: unknown;
  errors?: unknown;
  message?: unknown;
}

/**
 * Where an error of fetch proves that connecting ended. An allow-list: what isn't on it proves nothing.
 */
export function connectFailureStage(error: unknown): ConnectFailureStage {
  for (const [depth, each] of causeChain(error).entries()) {
    const stage = stageOf(each, depth > 0);
    // An error that names its own reason isn't explained by its cause. A DOMException's code, a number, names none.
    if (stage ?? (typeof each.code === "string" || each.syscall !== undefined)) return stage;
  }
  return undefined;
}

/** The error and its causes, which may go in a circle. */
function causeChain(error: unknown): ErrorLike[] {
  const chain: ErrorLike[] = [];
  // Not `instanceof`, which knows no error of another realm, as under Jest.
  while (typeof error === "object" && error !== null && chain.length < MAX_CAUSES) {
    chain.push(error);
    error = (error as ErrorLike).cause;
  }
  return chain;
}

function stageOf({ code, syscall, errors, message }: ErrorLike, isCause: boolean): ConnectFailureStage {
  // Several addresses were tried: all of them must have failed at the same step.
  if (Array.isArray(errors) && errors.length) {
    const [first, ...others] = errors.map(connectFailureStage);
    return others.every((stage) => stage === first) ? first : undefined;
  }
  const [name, text] = [String(code), String(message)];
  const isDeno = DENO_CONNECT.test(text);
  if (BAD_TLS.test(name) || (isCause && name === NO_TLS)) return "tls";
  if (isDeno) return text.includes("certificate") ? "tls" : "connect";
  if (syscall === "connect" || syscall === "getaddrinfo" || NOT_CONNECTED.test(name)) return "connect";
  if (isCause && TUNNEL_REFUSED.test(text)) return "proxy";
  return (isCause && text === "bad port") || PORT_BLOCKED.test(text) ? "port" : undefined;
}
