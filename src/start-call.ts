import type { Advice, Call } from "./call.ts";
import { startDeadline } from "./deadline.ts";
import { stopped } from "./failures.ts";
import { checkLimits, type CallOptions, type Settings } from "./settings.ts";

export function startCall(
  operation: string,
  advice: Advice,
  options: CallOptions,
  settings: Settings,
  grace = 0,
): Call {
  const { timeout, maxRetries } = checkLimits(options, settings);
  const call: Call = {
    operation,
    advice,
    maxRetries,
    grace,
    deadline: startDeadline(timeout, options.signal, (by, reason) => stopped(call, by, reason)),
    redact: (text) => text,
    attempts: 0,
    sent: false,
    requestId: undefined,
    serverVersion: undefined,
  };
  return call;
}
