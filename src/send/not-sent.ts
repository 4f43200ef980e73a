/** How far a request came that provably wasn't sent. Only "connect" is worth another attempt. */
export type ConnectFailureStage = "connect" | "tls" | "blocked port";

/** Codes of the step before anything is written: undici's and Bun's own. */
const NOT_CONNECTED = /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket)$/;
/**
 * Node's and Bun's names for a certificate that isn't accepted, and for two ends without a common TLS version.
 * OpenSSL's alerts about our own certificate (`ERR_SSL_…_CERTIFICATE_REQUIRED`) come after the request may be out.
 */
const BAD_TLS =
  /^(?!ERR_SSL_).*(CERT|_SIGNATURE$)|^ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)$/;
/** The server speaks plain HTTP. Proof only as a `cause`: node:https also throws it after sending. */
const NO_TLS = "ERR_SSL_WRONG_VERSION_NUMBER";
/** undici's proxy agent: the proxy refused the tunnel through which the request would have gone. */
const REFUSED_TUNNEL = /^Proxy response \(\d+\) !== 200 when HTTP Tunneling$/;
/** Deno's fetch has no codes; hyper's kind `Connect` ends before a request is written. */
const DENO_CONNECT = /: client error \(Connect\)/;

interface ErrorLike {
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
}

const MAX_CAUSES = 5;

/**
 * The stage at which an error of fetch proves that the request wasn't sent. An allow-list: what isn't on it
 * proves nothing.
 */
export function connectFailureStage(error: unknown): ConnectFailureStage | undefined {
  const [outer, ...causes] = causeChain(error);
  return stageOf(outer, false) ?? causes.map((cause) => stageOf(cause, true)).find((stage) => stage);
}

/** The error and its causes, up to the first that names its own reason. */
function causeChain(error: unknown): ErrorLike[] {
  const chain: ErrorLike[] = [];
  let link = error as ErrorLike | null | undefined;
  // Causes may form a cycle, and come from another realm, as under Jest: `instanceof` wouldn't know them.
  while (typeof link === "object" && link !== null && chain.length < MAX_CAUSES) {
    chain.push(link);
    if (link.code !== undefined || link.syscall !== undefined || link.errors !== undefined) break;
    link = link.cause as ErrorLike | null | undefined;
  }
  return chain;
}

function stageOf(error: ErrorLike | undefined, isCause: boolean): ConnectFailureStage | undefined {
  const { code, syscall, message, errors } = error ?? {};
  // Several addresses were tried: all of them must have failed at the same stage.
  if (Array.isArray(errors) && errors.length) {
    const [first, ...others] = (errors as ErrorLike[]).map(({ code, syscall, message }) =>
      stageOf({ code, syscall, message }, true),
    );
    return others.every((stage) => stage === first) ? first : undefined;
  }
  const name = String(code);
  const text = String(message);
  const isDenoConnect = DENO_CONNECT.test(text);
  if (BAD_TLS.test(name) || (isCause && name === NO_TLS) || (isDenoConnect && /certificate/.test(text)))
    return "tls";
  if (isCause && text === "bad port") return "blocked port";
  const isConnect = syscall === "connect" || syscall === "getaddrinfo" || NOT_CONNECTED.test(name);
  return isConnect || isDenoConnect || REFUSED_TUNNEL.test(text) ? "connect" : undefined;
}
