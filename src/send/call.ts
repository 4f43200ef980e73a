import type { Deadline } from "./deadline.ts";
import type { Outcome } from "../errors.ts";
import type { Redact } from "./redact.ts";

/** What a caller should do now; each operation has its own words. */
export type Advice = Record<Outcome, string>;

/** How far a call has come: all that its errors tell of. */
export interface Progress {
  /** For messages: `POST /api_keys`. */
  readonly operation: string;
  readonly advice: Advice;
  /** Every key that this call has sent or received. */
  readonly secrets: string[];
  /** Takes them out of a text. */
  readonly redact: Redact;
  /** Requests handed to fetch. */
  attempts: number;
  /** True while the last of them may have taken effect. */
  sent: boolean;
  /** As the last response's headers have them: a server may have echoed a secret there. */
  requestId: string | null;
  serverVersion: string | null;
}

/** One call of one operation, over all its attempts. */
export interface Call extends Progress {
  readonly deadline: Deadline;
  readonly maxRetries: number;
  /** How long a success may be read beyond the timeout or an abort, in milliseconds. */
  readonly grace: number;
}

/** The fields that every error of a call carries. */
export function facts({ attempts, requestId, serverVersion, redact }: Progress) {
  return {
    attempts,
    requestId: requestId ? redact(requestId) : undefined,
    serverVersion: serverVersion ? redact(serverVersion) : undefined,
  };
}

/** An error's message: what happened to which operation, and what to do now. */
export function sentence(call: Progress, what: string, outcome: Outcome): string {
  return `${call.operation}: ${what}. ${call.advice[outcome]}`;
}
