import type { Deadline } from "./deadline.ts";
import type { Outcome } from "./errors.ts";
import type { Redact } from "./redact.ts";

/** What a caller should do now; each operation has its own words. */
export type Advice = Record<Outcome, string>;

/** One call of one operation, over all its attempts. */
export interface Call {
  /** For messages: `POST /api_keys`. */
  readonly operation: string;
  readonly advice: Advice;
  readonly deadline: Deadline;
  readonly maxRetries: number;
  /** How long a success may be read beyond the timeout or an abort, in milliseconds. */
  readonly grace: number;
  /** Takes out every key that this call has sent. */
  redact: Redact;
  /** Requests handed to fetch. */
  attempts: number;
  /** True while the last of them may have taken effect. */
  sent: boolean;
  requestId: string | undefined;
  serverVersion: string | undefined;
}

/** The fields that every error of a call carries. */
export function facts({ attempts, requestId, serverVersion }: Call) {
  return { attempts, requestId, serverVersion };
}

/** An error's message: what happened to which operation, and what to do now. */
export function sentence(call: Call, what: string, outcome: Outcome): string {
  return `${call.operation}: ${what}. ${call.advice[outcome]}`;
}
