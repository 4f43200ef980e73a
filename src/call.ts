import type { Deadline } from "./deadline.ts";
import type { Outcome } from "./errors.ts";
import { redactor, type Redact } from "./redact.ts";

/** What a caller should do now; each operation has its own words. */
export type Advice = Record<Outcome, string>;

/** How far a call has come: all that its errors tell of. */
export interface Progress {
  /** For messages: `POST /api_keys`. */
  readonly operation: string;
  readonly advice: Advice;
  /** Takes out every key that this call has sent or received. */
  redact: Redact;
  /** Requests handed to fetch. */
  attempts: number;
  /** True while the last of them may have taken effect. */
  sent: boolean;
  requestId: string | undefined;
  serverVersion: string | undefined;
}

/** One call of one operation, over all its attempts. */
export interface Call extends Progress {
  readonly deadline: Deadline;
  readonly maxRetries: number;
  /** How long a success may be read beyond the timeout or an abort, in milliseconds. */
  readonly grace: number;
}

/** The fields that every error of a call carries. */
export function facts({ attempts, requestId, serverVersion }: Progress) {
  return { attempts, requestId, serverVersion };
}

/** An error's message: what happened to which operation, and what to do now. */
export function sentence(call: Progress, what: string, outcome: Outcome): string {
  return `${call.operation}: ${what}. ${call.advice[outcome]}`;
}

/** From here on the call shows this secret nowhere, also where a header has echoed it. */
export function hideSecret(call: Progress, secret: string): void {
  const { redact: redactOthers, requestId, serverVersion } = call;
  const redactThis = redactor(secret);
  call.redact = (text) => redactThis(redactOthers(text));
  call.requestId = requestId && redactThis(requestId);
  call.serverVersion = serverVersion && redactThis(serverVersion);
}
