/** setTimeout fires at once for anything longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Why a call ended before its work was done. */
export type StopReason = { by: "timeout" } | { by: "signal"; reason: unknown };

/** One limit over everything that a call does. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #pending = new Set<(error: Error) => void>();
  readonly #toError: (reason: StopReason) => Error;
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;
  #grace = 0;
  #isInGrace = false;
  /** The error of the stop, once the call was stopped. */
  stopError: Error | undefined;

  /** `toError` makes the error with which everything under way rejects, when the call is stopped. */
  constructor(timeout: number, caller: AbortSignal | undefined, toError: (reason: StopReason) => Error) {
    this.#toError = toError;
    this.restart(timeout);
    const onAbort = () => this.#expire({ by: "signal", reason: caller?.reason });
    this.#unsubscribe = caller ? subscribe(caller, onAbort) : () => {};
    if (caller?.aborted) onAbort();
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

  /** Whether an error is that of this call's stop, not of another client's inside a custom fetch. */
  isOwnError(error: unknown): boolean {
    return error !== undefined && error === this.stopError;
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
  async wait(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.race(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
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
    this.#timer = setTimeout(() => this.#expire({ by: "timeout" }), limit);
  }

  /** Stops the clock until `restart`; an abort still stops the call. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Removes timers and listeners. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #expire(reason: StopReason): void {
    if (this.stopError) return;
    if (this.#grace && !this.#isInGrace) {
      this.#isInGrace = true;
      this.restart(this.#grace);
    } else if (!this.#isInGrace || reason.by === "timeout") {
      this.stopError = this.#toError(reason);
      for (const reject of this.#pending) reject(this.stopError);
      this.#controller.abort(this.stopError);
    }
  }
}

/** The calls under way over a signal: Node warns of a leak if each had a listener of its own on a shared one. */
const subscriptions = new WeakMap<AbortSignal, { callbacks: Set<() => void>; notify: () => void }>();

/** Calls back when the signal fires. Returns what ends that. */
function subscribe(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, notify } = subscriptions.get(signal) ?? listenTo(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size) return;
    signal.removeEventListener("abort", notify);
    subscriptions.delete(signal);
  };
}

function listenTo(signal: AbortSignal) {
  const callbacks = new Set<() => void>();
  const notify = () => callbacks.forEach((callback) => callback());
  const subscription = { callbacks, notify };
  subscriptions.set(signal, subscription);
  signal.addEventListener("abort", notify);
  return subscription;
}
