/** Makes the call of one case and says what came of it. Runs on every runtime; knows nothing of the test runner. */
import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import { createVeniceClient, VeniceError, VeniceResponseError, type SpecDrift } from "../../src/index.ts";
import { BEARER, SECRET, type FaultCase } from "./fault-case.ts";

export interface Observed {
  class: string;
  outcome: string;
  /** Calls of the case's own fetch. */
  fetches: number;
  recoverable: boolean;
  /** Where a secret showed: the names of places, never the secret. */
  leaks: string[];
  /** Timers and listeners still there when the call had settled. */
  leftovers: string[];
}

export async function observe(test: FaultCase, baseUrl: string): Promise<Observed> {
  const drifts: SpecDrift[] = [];
  const signal = countedSignal(test.abortAfter);
  const timers = new Set<object>();
  const { timeout = 25_000, maxRetries, fetch: stub } = test;
  let fetches = 0;
  const fetch: typeof stub = stub && ((...args) => (fetches++, stub(...args)));
  const venice = createVeniceClient({
    apiKey: BEARER,
    baseUrl,
    timeout,
    maxRetries,
    fetch,
    onSpecDrift: (drift) => drifts.push(drift),
  });
  const body = { apiKeyType: "INFERENCE", description: "fault" } as const;
  if (test.warm) await venice.createApiKey(body);
  const settled = await timersOf.run(timers, () =>
    venice.createApiKey(body, { signal }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  const leftovers = [`${timers.size} timers`, `${signal.listeners()} listeners`].filter(
    (left) => !left.startsWith("0"),
  );
  signal.done();
  const shown = { ...facesOf("client", venice), ...facesOf("drift", drifts) };
  if ("error" in settled) {
    const { error } = settled;
    const leaks = leaksIn({ ...shown, ...facesOf("error", error), ...headersOf(error) });
    return { ...judged(error), fetches, leaks, leftovers };
  }
  const { value } = settled;
  const recoverable = value.apiKey === SECRET && JSON.stringify(value).includes(SECRET);
  const leaks = leaksIn({ ...shown, created: inspect(value, { showHidden: true, depth: null }) });
  return { class: "resolves", outcome: "created", fetches, recoverable, leaks, leftovers };
}

function judged(error: unknown): Pick<Observed, "class" | "outcome" | "recoverable"> {
  if (!VeniceError.is(error))
    return { class: `${String(error)}, no VeniceError`, outcome: "", recoverable: false };
  const taken = error instanceof VeniceResponseError ? error.takeApiKey() : undefined;
  // Something that isn't the secret is worse than nothing, so it shows as a class of its own.
  const name = taken === undefined || taken === SECRET ? error.name : `${error.name} with a wrong secret`;
  return { class: name, outcome: error.outcome, recoverable: taken === SECRET };
}

/** Every way in which a value ends up in a log. */
export function facesOf(name: string, value: unknown, depth = 0): Record<string, string> {
  const faces: Record<string, string> = {
    [`inspect(${name})`]: inspect(value, { showHidden: true, depth: null }),
    [`String(${name})`]: String(value),
    [`JSON of ${name}`]: JSON.stringify({ value }),
  };
  if (!(value instanceof Error)) return faces;
  faces[`${name}.stack`] = `${value.message} ${String(value.stack)}`;
  return depth > 6 ? faces : { ...faces, ...facesOf(`${name}.cause`, value.cause, depth + 1) };
}

function headersOf(error: unknown): Record<string, string> {
  const headers: unknown = (error as { headers?: unknown } | undefined)?.headers;
  return headers instanceof Headers ? { "error.headers": JSON.stringify([...headers]) } : {};
}

const FORBIDDEN = [BEARER, SECRET].flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
]);

export function leaksIn(shown: Record<string, string>): string[] {
  return Object.keys(shown).filter((place) => FORBIDDEN.some((secret) => shown[place]?.includes(secret)));
}

const timersOf = new AsyncLocalStorage<Set<object>>();

/** Follows each timer from here on, by the call that set it. */
export function watchTimers(): void {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const owners = new Map<unknown, Set<object>>();
  const drop = (timer: unknown) => {
    owners.get(timer)?.delete(timer as object);
    owners.delete(timer);
  };
  const watched = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = set(() => {
      drop(timer);
      run(...args);
    }, ms);
    // fetch has timers of its own, which it keeps as it likes.
    const isOurs = new Error().stack?.split("\n").some((line) => line.includes("/src/"));
    const owner = isOurs ? timersOf.getStore() : undefined;
    if (owner) owners.set(timer, owner.add(timer));
    return timer;
  };
  // The overloads of setTimeout differ by runtime; the client uses what they share.
  globalThis.setTimeout = watched as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: ReturnType<typeof set>) => {
    drop(timer);
    clear(timer);
  }) as typeof clearTimeout;
}

type CountedSignal = AbortSignal & { listeners(): number; done(): void };

/** A signal that knows who listens to it. */
function countedSignal(abortAfter: number | undefined): CountedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const abort = () => controller.abort(new Error("the caller's reason"));
  const timer = abortAfter ? setTimeout(abort, abortAfter) : undefined;
  if (abortAfter === 0) abort();
  return Object.assign(signal, {
    addEventListener: (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
      listeners.add(listener);
      add(type, listener, options);
    },
    removeEventListener: (type: string, listener: EventListener) => {
      listeners.delete(listener);
      remove(type, listener);
    },
    listeners: () => listeners.size,
    done: () => clearTimeout(timer),
  });
}
