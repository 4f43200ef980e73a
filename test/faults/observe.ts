/** Makes the call of one case and says what came of it. Runs on every runtime; knows nothing of the test runner. */
import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import {
  createVeniceClient,
  VeniceConnectionError,
  VeniceError,
  VeniceResponseError,
  type SpecDrift,
} from "../../src/index.ts";
import { BEARER, BODY, SECRET, type FaultCase, type Want } from "./fault-case.ts";

/** What the caller saw, and what the case's own fetch received. */
export interface Observed extends Omit<Want, "code" | "outcome" | "requests"> {
  code: string | undefined;
  outcome: string;
  /** The bodies that the case's own fetch was handed. */
  bodies: string[];
  /** Where a secret showed: the names of places, never the secret. */
  leaks: string[];
  /** Timers and listeners still there when the call had settled. */
  leftovers: string[];
}

export interface Places {
  baseUrl: string;
  /** Answers when the case's server has received a request. */
  arrival: string;
}

export async function observe(test: FaultCase, { baseUrl, arrival }: Places): Promise<Observed> {
  const drifts: SpecDrift[] = [];
  const clock = new Clock(test.timeout);
  const signal = new CountedSignal();
  const bodies: Promise<string>[] = [];
  const venice = createVeniceClient({
    apiKey: apiKeyOf(test, signal),
    baseUrl,
    timeout: test.timeout ?? 60_000,
    maxRetries: test.maxRetries,
    fetch: observedFetch(test, clock, bodies),
    onSpecDrift: (drift) => drifts.push(drift),
  });
  if (test.warm) await venice.createApiKey(BODY);
  if (test.abort === "before") signal.abort();
  if (test.clockStarts) clock.hold();
  if (test.clockStarts === "at the request's arrival") void fetch(arrival).then(() => clock.start());
  if (test.abortAfter !== undefined) clock.after(test.abortAfter, () => signal.abort());
  const settling = clockOf.run(clock, () =>
    venice.createApiKey(BODY, { signal: signal.signal }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  if (test.abort === "after") signal.abort();
  const settled = await settling;
  const leftovers = [`${clock.timers.size} timers`, `${signal.listeners.size} listeners`].filter(
    (left) => !left.startsWith("0"),
  );
  clock.end();
  const shown = { ...serializations("client", venice), ...serializations("drift", drifts) };
  const observed = { bodies: await Promise.all(bodies), leftovers };
  if ("error" in settled) {
    const { error } = settled;
    const leaks = leaksIn({ ...shown, ...serializations("error", error), ...headersOf(error) });
    return { ...describeError(error), ...observed, leaks };
  }
  const { value } = settled;
  const leaks = leaksIn({ ...shown, created: inspect(value, { showHidden: true, depth: null }) });
  return {
    ...{ class: "resolves", code: undefined, outcome: "created", sent: undefined, attempts: undefined },
    recoverable: value.apiKey === SECRET && JSON.stringify(value).includes(SECRET),
    ...observed,
    leaks,
  };
}

/** The case's own fetch, or the runtime's if its clock starts with the headers; else the client's default. */
function observedFetch(
  { fetch: stub, clockStarts }: FaultCase,
  clock: Clock,
  bodies: Promise<string>[],
): typeof fetch | undefined {
  if (stub)
    return (url, init) => {
      bodies.push(new Response(init?.body ?? null).text());
      return stub(url, init);
    };
  if (clockStarts !== "at the response's headers") return undefined;
  return async (url, init) => {
    const response = await fetch(url, init);
    clock.start();
    return response;
  };
}

function apiKeyOf(
  { abort, keyFunction }: FaultCase,
  signal: CountedSignal,
): string | (() => Promise<string>) {
  if (abort !== "with the key") return keyFunction ? () => Promise.resolve(BEARER) : BEARER;
  return () => {
    const key = Promise.resolve(BEARER);
    // Right after it resolves, and before who awaits it goes on.
    void key.then(() => signal.abort());
    return key;
  };
}

function describeError(
  error: unknown,
): Pick<Observed, "class" | "code" | "outcome" | "sent" | "attempts" | "recoverable"> {
  if (!VeniceError.is(error))
    return {
      ...{ class: `${String(error)}, no VeniceError`, code: undefined, outcome: "" },
      ...{ sent: undefined, attempts: undefined, recoverable: false },
    };
  const { code, outcome, attempts } = error;
  const taken = VeniceResponseError.is(error) ? error.takeApiKey() : undefined;
  return {
    // Something that isn't the secret is worse than nothing, so it shows as a class of its own.
    class: taken === undefined || taken === SECRET ? error.name : `${error.name} with a wrong secret`,
    ...{ code, outcome, attempts },
    sent: VeniceConnectionError.is(error) ? error.sent : undefined,
    recoverable: taken === SECRET,
  };
}

/** Every way in which a value ends up in a log. */
export function serializations(name: string, value: unknown, depth = 0): Record<string, string> {
  const texts: Record<string, string> = {
    [`inspect(${name})`]: inspect(value, { showHidden: true, depth: null }),
    [`String(${name})`]: String(value),
    [`JSON of ${name}`]: JSON.stringify({ value }),
  };
  if (!(value instanceof Error)) return texts;
  texts[`${name}.stack`] = `${value.message} ${String(value.stack)}`;
  return depth > 6 ? texts : { ...texts, ...serializations(`${name}.cause`, value.cause, depth + 1) };
}

function headersOf(error: unknown): Record<string, string> {
  const headers: unknown = (error as { headers?: unknown } | undefined)?.headers;
  return headers instanceof Headers ? { "error.headers": JSON.stringify([...headers]) } : {};
}

const PIECE = 8;

/** Every 8 consecutive characters of the keys, as they are and as JSON writes them, once and twice. */
const PIECES = [BEARER, SECRET]
  .flatMap((key) => {
    const inJson = JSON.stringify(key).slice(1, -1);
    return [key, inJson, JSON.stringify(inJson).slice(1, -1)];
  })
  .flatMap((text) =>
    Array.from({ length: text.length - PIECE + 1 }, (_, start) => text.slice(start, start + PIECE)),
  );

export function leaksIn(shown: Record<string, string>): string[] {
  return Object.keys(shown).filter((place) => PIECES.some((piece) => shown[place]?.includes(piece)));
}

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const clockOf = new AsyncLocalStorage<Clock>();

/** The timers of one call. Those that count from a later moment than the call's start wait for it. */
class Clock {
  /** The client's own that are still to come. */
  readonly timers = new Set<object>();
  #waiting: (() => void)[] | undefined;
  #own: ReturnType<typeof setTimeout>[] = [];

  constructor(readonly timeout: number | undefined) {}

  hold(): void {
    this.#waiting = [];
  }

  start(): void {
    for (const begin of this.#waiting?.splice(0) ?? []) begin();
    this.#waiting = undefined;
  }

  /** Runs `begin` at once, or when the clock starts. */
  whenStarted(begin: () => void): void {
    if (this.#waiting) this.#waiting.push(begin);
    else begin();
  }

  /** Not a timer of the client's. */
  after(ms: number, run: () => void): void {
    this.whenStarted(() => this.#own.push(realSetTimeout(run, ms)));
  }

  end(): void {
    this.#own.forEach((timer) => realClearTimeout(timer));
  }
}

/** Follows each timer of the client from here on, by the call that set it. */
export function watchTimers(): void {
  const running = new Map<unknown, { clock: Clock; timer?: ReturnType<typeof setTimeout> }>();
  const drop = (handle: unknown) => {
    running.get(handle)?.clock.timers.delete(handle as object);
    running.delete(handle);
  };
  const set = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    // fetch has timers of its own, which it keeps as it likes.
    const isOurs = new Error().stack?.split("\n").some((line) => line.includes("/src/"));
    const clock = isOurs ? clockOf.getStore() : undefined;
    if (!clock) return realSetTimeout(run, ms, ...args);
    const handle = {};
    const entry: { clock: Clock; timer?: ReturnType<typeof setTimeout> } = { clock };
    running.set(handle, entry);
    clock.timers.add(handle);
    const begin = () => {
      if (!running.has(handle)) return;
      entry.timer = realSetTimeout(() => {
        drop(handle);
        run(...args);
      }, ms);
    };
    if (ms === clock.timeout) clock.whenStarted(begin);
    else begin();
    return handle;
  };
  // The overloads of setTimeout differ by runtime; the client uses what they share.
  globalThis.setTimeout = set as unknown as typeof setTimeout;
  globalThis.clearTimeout = (handle?: unknown) => {
    const entry = running.get(handle);
    drop(handle);
    realClearTimeout((entry ? entry.timer : handle) as ReturnType<typeof setTimeout>);
  };
}

/** A signal that knows who listens to it. */
class CountedSignal {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly listeners = new Set<unknown>();

  constructor() {
    const { signal, listeners } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener(type: string, listener: EventListener, options?: AddEventListenerOptions) {
        listeners.add(listener);
        add(type, listener, options);
      },
      removeEventListener(type: string, listener: EventListener) {
        listeners.delete(listener);
        remove(type, listener);
      },
    });
  }

  abort(): void {
    this.#controller.abort(new Error("the caller's reason"));
  }
}
