/** setTimeout fires at once for anything longer. */
const MAX_TIMER = 2 ** 31 - 1;

/** What ended a call before its work was done. */
export type Stopper = "timeout" | "signal";

/** One limit over everything that a call does. */
export interface Deadline {
  /** Aborts when the call is stopped; handed to fetch. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
  /** The work's result, or a rejection as soon as the call is stopped. */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /** Resolves after that many milliseconds, unless the call is stopped first. */
  wait(ms: number): Promise<void>;
  /** From here on, the timeout or the signal stops the call only `ms` after it struck. */
  allow(ms: number): void;
  /** Takes away timers and listeners. */
  end(): void;
}

/** `failure` makes the error with which everything under way rejects, at the moment of the stop. */
export function startDeadline(
  timeout: number,
  caller: AbortSignal | undefined,
  failure: (by: Stopper, reason: unknown) => Error,
): Deadline {
  const controller = new AbortController();
  let reject: (error: Error) => void;
  const stopped = new Promise<never>((_, rejectStopped) => (reject = rejectStopped));
  // Nobody may be listening when it comes.
  stopped.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endsAt = 0;
  let grace = 0;
  let isInGrace = false;
  const remaining = () => endsAt - performance.now();
  const endIn = (ms: number) => {
    clearTimeout(timer);
    ms = Math.min(ms, MAX_TIMER);
    endsAt = performance.now() + ms;
    timer = setTimeout(strike, ms, "timeout");
  };
  const strike = (by: Stopper) => {
    if (grace && !isInGrace) {
      isInGrace = true;
      endIn(grace);
    } else if (!isInGrace || by === "timeout") {
      const error = failure(by, caller?.reason);
      reject(error);
      controller.abort(error);
    }
  };
  const onAbort = () => strike("signal");
  endIn(timeout);
  if (caller?.aborted) onAbort();
  caller?.addEventListener("abort", onAbort);

  const race = <T>(work: PromiseLike<T>) => Promise.race([work, stopped]);
  return {
    signal: controller.signal,
    remaining,
    race,
    async wait(ms) {
      let waiting: ReturnType<typeof setTimeout> | undefined;
      try {
        await race(new Promise((resolve) => (waiting = setTimeout(resolve, ms))));
      } finally {
        clearTimeout(waiting);
      }
    },
    allow(ms) {
      grace = ms;
    },
    end() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
