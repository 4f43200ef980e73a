/** setTimeout fires at once for anything longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What ended a call before its work was done. */
export type StopReason = "timeout" | "signal";

/** One time limit over everything that a call does. */
export interface Deadline {
  /** Aborts when the call is stopped; handed to fetch. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
  /** The work's result, or a rejection as soon as the call is stopped. */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /** Resolves after that many milliseconds, unless the call is stopped first. */
  wait(ms: number): Promise<void>;
  /** Postpones a later timeout or abort by `ms`. */
  setGracePeriod(ms: number): void;
  /** Removes timers and listeners. */
  dispose(): void;
}

/** `toStopError` makes the error with which all pending work rejects, at the moment of the stop. */
export function startDeadline(
  timeout: number,
  callerSignal: AbortSignal | undefined,
  toStopError: (by: StopReason, reason: unknown) => Error,
): Deadline {
  const controller = new AbortController();
  const pending = new Set<(error: unknown) => void>();
  let stopError: Error | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endsAt = 0;
  let gracePeriod = 0;
  let isInGrace = false;

  const startTimer = (ms: number) => {
    clearTimeout(timer);
    ms = Math.min(ms, MAX_TIMER_MS);
    endsAt = performance.now() + ms;
    timer = setTimeout(expire, ms, "timeout");
  };
  const expire = (by: StopReason) => {
    if (gracePeriod && !isInGrace) {
      isInGrace = true;
      startTimer(gracePeriod);
    } else if (!stopError && (!isInGrace || by === "timeout")) {
      stopError = toStopError(by, callerSignal?.reason);
      for (const reject of pending) reject(stopError);
      controller.abort(stopError);
    }
  };
  const onAbort = () => expire("signal");
  startTimer(timeout);
  if (callerSignal?.aborted) onAbort();
  const unsubscribe = callerSignal && subscribe(callerSignal, onAbort);

  // Not Promise.race: a promise that outlives its races keeps a reaction for each of them.
  const race = <T>(work: PromiseLike<T>) =>
    new Promise<T>((resolve, reject) => {
      if (stopError) reject(stopError);
      pending.add(reject);
      work.then(
        (value) => {
          pending.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          pending.delete(reject);
          // Passes on what the work rejected with.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(error);
        },
      );
    });
  return {
    signal: controller.signal,
    remaining: () => endsAt - performance.now(),
    race,
    async wait(ms) {
      let waiting: ReturnType<typeof setTimeout> | undefined;
      try {
        await race(new Promise((resolve) => (waiting = setTimeout(resolve, ms))));
      } finally {
        clearTimeout(waiting);
      }
    },
    setGracePeriod(ms) {
      gracePeriod = ms;
    },
    dispose() {
      clearTimeout(timer);
      unsubscribe?.();
    },
  };
}

interface Subscribers {
  callbacks: Set<() => void>;
  listener: () => void;
}

const subscribersOf = new WeakMap<AbortSignal, Subscribers>();

/** Shares one listener among all calls with the same signal: Node warns of more than ten. */
function subscribe(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = new Set<() => void>();
  const listener = () => {
    for (const each of callbacks) each();
  };
  const shared = subscribersOf.get(signal) ?? { callbacks, listener };
  subscribersOf.set(signal, shared);
  if (!shared.callbacks.size) signal.addEventListener("abort", shared.listener);
  shared.callbacks.add(callback);
  return () => {
    shared.callbacks.delete(callback);
    if (!shared.callbacks.size) signal.removeEventListener("abort", shared.listener);
  };
}
