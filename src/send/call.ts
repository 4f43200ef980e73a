import {
  VeniceAbortError,
  VeniceTimeoutError,
  type Outcome,
  type VeniceConnectionError,
  type VeniceErrorFields,
} from "../errors.ts";
import type { CallOptions, ResponseInfo } from "../options.ts";
import { resolveLimits, type Settings } from "../settings.ts";
import { Deadline } from "./deadline.ts";
import { createRedactor, redactError } from "./redact.ts";

/** What a caller should do now, by outcome; only a creation has the last. */
export type NextSteps = { [outcome in Outcome]?: string };

/** What is sent, and what it means for keys. */
export interface Operation {
  readonly method: string;
  /** As the spec writes it: `/api_keys/{id}`. */
  readonly path: string;
  readonly nextSteps: NextSteps;
  /** Whether a success creates a key. */
  readonly creates: boolean;
}

/** One call of one operation over all its attempts: what its errors report, and its deadline. */
export class Call {
  /** `POST /api_keys`, for messages. */
  readonly label: string;
  readonly maxRetries: number;
  readonly deadline: Deadline;
  /** Every key that this call has sent or received. */
  readonly secrets: string[] = [];
  /** Masks them in a text. */
  readonly redact = createRedactor(this.secrets);
  /** Requests handed to fetch. */
  attempts = 0;
  /** Whether the last of them may have taken effect. */
  sent = false;
  #startedAt = 0;
  /** How long the last request took to its response's headers, or to its failure. */
  durationMs = 0;
  /** The last response's status, once one has come. */
  status: number | undefined;
  /** As the last response's headers have them: a server may have echoed a secret there. */
  requestId: string | undefined;
  serverVersion: string | undefined;

  constructor(
    readonly operation: Operation,
    options: CallOptions,
    readonly settings: Settings,
  ) {
    const { timeout, maxRetries, signal } = resolveLimits(options, settings);
    this.label = `${operation.method} ${operation.path}`;
    this.maxRetries = maxRetries;
    this.deadline = new Deadline(timeout, signal, (abort) =>
      abort
        ? this.toConnectionError(VeniceAbortError, "the signal aborted it", {
            code: "ABORTED",
            cause: abort.reason as unknown,
          })
        : this.toConnectionError(VeniceTimeoutError, "the timeout ran out", { code: "TIMEOUT" }),
    );
  }

  /** Whether a key exists now, from what is known to have been sent and answered. */
  get outcome(): Outcome {
    const { status, sent, operation } = this;
    if (!sent) return "not_created";
    if (status === undefined) return "unknown";
    if (status >= 200 && status < 300) return operation.creates ? "created" : "unknown";
    // 0 is a browser's redirect, whose real status it hides.
    return status >= 500 || [0, 303, 408, 409, 425].includes(status) ? "unknown" : "not_created";
  }

  /** From here on, a request may have been sent. */
  startAttempt(): void {
    this.attempts++;
    this.sent = true;
    this.status = undefined;
    this.#startedAt = performance.now();
  }

  endAttempt(): void {
    this.durationMs = performance.now() - this.#startedAt;
  }

  /** The last response's ids: a server may have echoed a secret there. */
  responseIds(): Pick<ResponseInfo, "requestId" | "serverVersion"> {
    const { requestId, serverVersion, redact } = this;
    return {
      requestId: requestId && redact(requestId),
      serverVersion: serverVersion && redact(serverVersion),
    };
  }

  /** What happened, what to do now, and what is known; of the cause, what can't carry a secret. */
  toError<Fields extends VeniceErrorFields, E>(
    Class: new (message: string, fields: Fields) => E,
    what: string,
    fields: Omit<Fields, "outcome" | "attempts" | "requestId" | "serverVersion"> & Partial<VeniceErrorFields>,
    cause?: unknown,
  ): E {
    const { attempts, outcome, redact, label, operation } = this;
    const all = { attempts, outcome, ...this.responseIds(), cause: redactError(cause, redact), ...fields };
    // A server's text could forge lines of a log, or hide in them.
    const line = what.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ");
    return new Class(`${label}: ${line}. ${operation.nextSteps[all.outcome]}`, all as unknown as Fields);
  }

  toConnectionError<E extends VeniceConnectionError>(
    Class: new (message: string, fields: VeniceErrorFields & { sent: "no" | "maybe" }) => E,
    what: string,
    fields: Pick<VeniceErrorFields, "code" | "cause">,
    cause?: unknown,
  ): E {
    return this.toError(Class, what, { sent: this.sent ? "maybe" : "no", ...fields }, cause);
  }
}
