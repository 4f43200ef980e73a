import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

setFlagsFromString("--expose-gc");
// That flag gives it to new contexts.
const collectGarbage = runInNewContext("gc") as () => void;

interface Events {
  abortAt?: number;
  /** When a success arrives, which may be read for `grace` more. */
  graceFrom?: number;
  grace?: number;
}

/** When the deadline expires, in milliseconds from its start. */
async function expiresAt(timeout: number, { abortAt, graceFrom, grace = 5_000 }: Events) {
  const caller = new AbortController();
  const startedAt = performance.now();
  const deadline = new Deadline(timeout, caller.signal, (abort) => new Error(abort ? "signal" : "timeout"));
  if (abortAt !== undefined) setTimeout(() => caller.abort(), abortAt);
  if (graceFrom !== undefined) setTimeout(() => deadline.setGracePeriod(grace), graceFrom);
  const expired = deadline.race(new Promise(() => {})).catch(() => performance.now() - startedAt);
  await vi.runAllTimersAsync();
  deadline.dispose();
  expect(vi.getTimerCount()).toBe(0);
  return expired;
}

test.each<[what: string, timeout: number, events: Events, want: number]>([
  ["a timeout", 8_000, {}, 8_000],
  ["an abort", 8_000, { abortAt: 2_000 }, 2_000],
  ["a timeout after a success arrived", 8_000, { graceFrom: 1_000 }, 13_000],
  ["a short timeout after a success arrived", 1_000, { graceFrom: 500 }, 6_000],
  ["an abort after a success arrived", 20_000, { graceFrom: 1_000, abortAt: 4_000 }, 9_000],
  ["an abort in the grace period after a timeout", 2_000, { graceFrom: 1_000, abortAt: 4_000 }, 7_000],
  ["a timeout in the grace period after an abort", 5_000, { graceFrom: 1_000, abortAt: 3_000 }, 8_000],
  ["a timeout without a grace period", 2_000, { graceFrom: 1_000, grace: 0 }, 2_000],
])("%s stops the call at its time", async (_what, timeout, events, want) => {
  expect(await expiresAt(timeout, events)).toBe(want);
});

const start = (timeout: number) => new Deadline(timeout, undefined, () => new Error("timeout"));

test("a deadline that was disposed of leaves no timer, not even of a wait", () => {
  const deadline = start(8_000);
  void deadline.wait(1_000);
  expect(vi.getTimerCount()).toBe(2);
  deadline.dispose();
  expect(vi.getTimerCount()).toBe(0);
});

test("a paused deadline stops nothing until it is restarted", () => {
  const deadline = start(1_000);
  deadline.pause();
  vi.advanceTimersByTime(60_000);
  expect(deadline.stopError).toBeUndefined();
  deadline.restart(1_000);
  vi.advanceTimersByTime(1_000);
  expect(deadline.stopError).toEqual(new Error("timeout"));
});

test.each<[what: string, settle: (result: Error) => Promise<unknown>]>([
  ["value", (result) => Promise.resolve(result)],
  ["error", (result) => Promise.reject(result)],
])("a deadline doesn't keep the %s of a race that has ended", async (_what, settle) => {
  const deadline = start(8_000);
  let kept: WeakRef<Error> | undefined;
  const race = async () => {
    const result = new Error("result");
    kept = new WeakRef(result);
    await deadline.race(settle(result)).catch(() => {});
  };
  await race();
  // A WeakRef holds its target until the job ends, and Node 24 sometimes longer.
  for (let turn = 0; turn < 20 && kept?.deref(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  expect(kept?.deref()).toBeUndefined();
  deadline.dispose();
});

test("a timeout longer than a timer's longest doesn't stop the call at once", () => {
  const deadline = start(2 ** 31);
  vi.advanceTimersByTime(60_000);
  expect(deadline.stopError).toBeUndefined();
  expect(deadline.remaining()).toBe(2 ** 31 - 1 - 60_000);
  deadline.dispose();
});

test("a deadline keeps the error of its first stop", () => {
  const caller = new AbortController();
  const deadline = new Deadline(1_000, caller.signal, (abort) => new Error(abort ? "signal" : "timeout"));
  vi.advanceTimersByTime(1_000);
  caller.abort();
  expect(deadline.stopError).toEqual(new Error("timeout"));
  expect(deadline.signal.reason).toBe(deadline.stopError);
  deadline.dispose();
});
