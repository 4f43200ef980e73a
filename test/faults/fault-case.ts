/** The fault table's language: what the server does, and what the caller must see. All of it is data. */
import type { Outcome } from "../../src/errors.ts";

export const BEARER = 'adm1n-k3y/"7\\x-0123456789';
export const SECRET = "VENICE_INFERENCE_KEY_s3cr3t-0123456789abcdef";

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
  outcome: Outcome;
  /** Requests received. */
  requests: number;
  /** Whether `takeApiKey()` gives the secret. */
  recoverable?: boolean;
}

export interface FaultCase {
  name: string;
  /** A raw server; or where no server is; or a fetch of the case's own. */
  server?: ServerPlan;
  baseUrl?: string;
  fetch?: typeof fetch;
  timeout?: number;
  maxRetries?: number;
  /** Aborts before the call, or so many milliseconds into it. */
  abortAfter?: number;
  /** Makes a call that succeeds first, so that the one that counts meets a reused connection. */
  warm?: boolean;
  want: Want;
}

export const resolves = (requests = 1): Want => ({ class: "resolves", outcome: "created", requests });
export const notCreated = (name: string, requests = 1): Want => ({
  class: name,
  outcome: "not_created",
  requests,
});
export const unknown = (name: string, requests = 1): Want => ({ class: name, outcome: "unknown", requests });
/** A success from which no key could be read: what of it can still be had. */
export const created = (recoverable: boolean): Want => ({
  class: "VeniceResponseError",
  outcome: "created",
  requests: 1,
  recoverable,
});
