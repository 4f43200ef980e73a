/** setTimeout fires at once for anything longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One limit over everything that a call does. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #pending = new Set<(error: Error) => void>();
  readonly #toError: (abort?: AbortSignal) => Error;
  readonly #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;
  #grace = 0;
  #isInGrace = false;
  /** The error of the stop, once the call was stopped. */
  stopError: Error | undefined;

  /**
   * `toError` makes the error with which everything under way rejects, when the call is stopped: by the caller's
   * signal if it gets one, otherwise by the timeout.
   */
  constructor(timeout: number, caller: AbortSignal | undefined, toError: (abort?: AbortSignal) => Error) {
    this.#toError = toError;
    // First, as it throws if that is no signal.
    this.#unsubscribe = caller && subscribe(caller, () => this.#expire(caller));
    this.restart(timeout);
    if (caller?.aborted) this.#expire(caller);
  }

  /** Aborts when the call is stopped; handed to fetch. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds left. */
  remaining(): number {
    return this.#endsAt - performance.now();
  }

  /** Throws the error of the stop: after it, nothing is sent. */
  throwIfStopped(): void {
    if (this.stopError) throw this.stopError;
  }

  /** The work's result, or a rejection as soon as the call is stopped. */
  race<T>(work: PromiseLike<T>): Promise<T> {
    // Not Promise.race: a promise that outlives the work would keep a reaction, and its value, for each race.
    return new Promise((resolve, reject) => {
      if (this.stopError) reject(this.stopError);
      else this.#pending.add(reject);
      work.then(
        (value) => {
          this.#pending.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#pending.delete(reject);
          // As it came: whoever awaits judges it.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(error);
        },
      );
    });
  }

  /** Resolves after that many milliseconds, unless the call is stopped first. */
  wait(ms: number): Promise<void> {
    return this.race(new Promise<void>((resolve) => (this.#wait = setTimeout(resolve, ms))));
  }

  /** Postpones a later timeout or abort by `ms`. */
  setGracePeriod(ms: number): void {
    this.#grace = ms;
  }

  /** Stops the call after `ms` from now, instead of when it would have. */
  restart(ms: number): void {
    clearTimeout(this.#timer);
    const limit = Math.min(ms, MAX_TIMER_MS);
    this.#endsAt = performance.now() + limit;
    this.#timer = setTimeout(() => this.#expire(), limit);
  }

  /** Stops the clock until `restart`; an abort still stops the call. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Removes timers and listeners. */
  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#wait);
    this.#unsubscribe?.();
  }

  #expire(abort?: AbortSignal): void {
    if (this.stopError) return;
    if (this.#grace && !this.#isInGrace) {
      this.#isInGrace = true;
      this.restart(this.#grace);
    } else if (!this.#isInGrace || !abort) {
      this.stopError = this.#toError(abort);
      for (const reject of this.#pending) reject(this.stopError);
      this.#controller.abort(this.stopError);
    }
  }
}

/** The calls under way over a signal: Node warns of a leak if each had a listener of its own on a shared one. */
const callbacksOf = new WeakMap<AbortSignal, Set<() => void>>();

function notify(this: AbortSignal): void {
  callbacksOf.get(this)?.forEach((callback) => callback());
}

/** Calls back when the signal fires. Returns what ends that. */
function subscribe(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = callbacksOf.get(signal) ?? new Set();
  if (!callbacks.size) signal.addEventListener("abort", notify);
  callbacksOf.set(signal, callbacks.add(callback));
  return () => {
    callbacks.delete(callback);
    if (!callbacks.size) signal.removeEventListener("abort", notify);
  };
}
