import type { Advice, Call, Progress } from "./call.ts";
import { startDeadline } from "./deadline.ts";
import { stopped } from "./failures.ts";
import { redactor } from "./redact.ts";
import { checkLimits, type CallOptions, type Settings } from "../settings.ts";

export function startCall(
  operation: string,
  advice: Advice,
  options: CallOptions,
  settings: Settings,
  grace = 0,
): Call {
  const { timeout, maxRetries } = checkLimits(options, settings);
  const secrets: string[] = [];
  const progress: Progress = {
    operation,
    advice,
    secrets,
    redact: redactor(secrets),
    attempts: 0,
    sent: false,
    requestId: null,
    serverVersion: null,
  };
  const deadline = startDeadline(timeout, options.signal, (by, reason) => stopped(progress, by, reason));
  // The same object, so that the errors of the deadline tell how far the call has come.
  return Object.assign(progress, { deadline, maxRetries, grace });
}
