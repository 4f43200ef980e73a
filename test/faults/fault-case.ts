/** The fault table's language: what the server does, and what the caller must see. All of it is data. */
import type { Outcome, VeniceErrorCode } from "../../src/errors.ts";

/** No 8 characters of a key occur in anything else that the table sends, so that any 8 in an error are a leak. */
export const BEARER = 'adm1n-k3y/"7\\x-0123456789';
export const SECRET = "vn-s3cr3t_q7Zk4Wf9Tb2Xm6Rc8Ld1Hs5Pj";

/** The body that each request of the table must have. */
export const BODY = { apiKeyType: "INFERENCE", description: "billing-worker" } as const;

/** What a raw server does with a socket, step by step. */
export type Step =
  | { send: string | Uint8Array }
  /** Past TLS, so that the record layer breaks. */
  | { sendUnencrypted: Uint8Array }
  /** One byte after the other, so many milliseconds apart. */
  | { trickle: string; every: number }
  | { pause: number }
  /** Until the client has sent something, which proves that it knows itself connected. Reads none of it. */
  | "arrival"
  | "end"
  | "reset"
  | "stall";

export interface ServerPlan {
  /** Done as soon as a connection is there, before a request can be read. */
  onConnect?: Step[];
  /** For each request in turn; the last one stands for all that follow. */
  onRequest?: Step[][];
  /** Speaks TLS with this certificate. */
  tls?: "trusted" | "wrong-host" | "expired" | "self-signed";
  /** The newest TLS that it speaks. */
  maxTls?: "TLSv1.1" | "TLSv1.2";
}

export interface Want {
  /** The error's name, or `resolves`. */
  class: string;
  code: VeniceErrorCode | undefined;
  outcome: Outcome;
  /** Of a connection error. */
  sent: "no" | "maybe" | undefined;
  /** Requests handed to fetch; `undefined` if it resolves, since only errors report it. */
  attempts: number | undefined;
  /** Requests received. */
  requests: number;
  /** Whether the secret can be had: from the result, or by `takeApiKey()`. */
  recoverable: boolean;
}

export interface FaultCase {
  name: string;
  /** A raw server, an address without a server, or a fetch of the case's own. */
  server?: ServerPlan;
  baseUrl?: string;
  fetch?: typeof fetch;
  timeout?: number;
  maxRetries?: number;
  /** Aborts so many milliseconds into the call. */
  abortAfter?: number;
  /** Aborts before the call, in the same tick after it, or in that in which its key function resolves. */
  abort?: "before" | "after" | "with the key";
  /** The key comes from a function. */
  keyFunction?: boolean;
  /** The timeout and `abortAfter` count from here, so that no slow machine changes what they strike. */
  clockStarts?: "at the request's arrival" | "at the response's headers";
  /** Makes a call that succeeds first, so that the one that counts meets a reused connection. */
  warm?: boolean;
  want: Want;
}

const CODES: Record<string, VeniceErrorCode> = {
  VeniceConnectionError: "CONNECTION_FAILED",
  VeniceTimeoutError: "TIMEOUT",
  VeniceAbortError: "ABORTED",
  VeniceApiError: "API_ERROR",
  VeniceAuthenticationError: "UNAUTHENTICATED",
  VeniceRateLimitError: "RATE_LIMITED",
  VeniceResponseError: "INVALID_RESPONSE",
};
const WITHOUT_RESPONSE = ["VeniceConnectionError", "VeniceTimeoutError", "VeniceAbortError"];

function fails(name: string, outcome: Outcome, requests: number, attempts: number): Want {
  const sent = outcome === "not_created" ? "no" : "maybe";
  return {
    class: name,
    code: CODES[name],
    outcome,
    sent: WITHOUT_RESPONSE.includes(name) ? sent : undefined,
    attempts,
    requests,
    recoverable: false,
  };
}

export const resolves = (requests = 1): Want => ({
  class: "resolves",
  code: undefined,
  outcome: "created",
  sent: undefined,
  attempts: undefined,
  requests,
  recoverable: true,
});
export const notCreated = (name: string, requests = 1, attempts = requests): Want =>
  fails(name, "not_created", requests, attempts);
export const unknown = (name: string, requests = 1, attempts = requests): Want =>
  fails(name, "unknown", requests, attempts);
/** A success from which no key could be read: what of it can still be had. */
export const created = (recoverable: boolean): Want => ({
  ...fails("VeniceResponseError", "created", 1, 1),
  recoverable,
});
