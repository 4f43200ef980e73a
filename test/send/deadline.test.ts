import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

interface Events {
  abortAt?: number;
  /** When a success arrives, which may be read for `grace` more. */
  allowAt?: number;
  grace?: number;
}

/** When the deadline strikes, in milliseconds from its start. */
async function strikesAt(timeout: number, { abortAt, allowAt, grace = 5_000 }: Events) {
  const caller = new AbortController();
  const began = performance.now();
  const deadline = new Deadline(timeout, caller.signal, ({ by }) => new Error(by));
  if (abortAt !== undefined) setTimeout(() => caller.abort(), abortAt);
  if (allowAt !== undefined) setTimeout(() => deadline.setGracePeriod(grace), allowAt);
  const struck = deadline.race(new Promise(() => {})).catch(() => performance.now() - began);
  await vi.runAllTimersAsync();
  deadline.dispose();
  expect(vi.getTimerCount()).toBe(0);
  return struck;
}

test.each<[what: string, timeout: number, events: Events, want: number]>([
  ["a timeout", 8_000, {}, 8_000],
  ["an abort", 8_000, { abortAt: 2_000 }, 2_000],
  ["a timeout that a success came before", 8_000, { allowAt: 1_000 }, 13_000],
  ["a short timeout that a success came before", 1_000, { allowAt: 500 }, 6_000],
  ["an abort that a success came before", 20_000, { allowAt: 1_000, abortAt: 4_000 }, 9_000],
  ["an abort in the grace after a timeout", 2_000, { allowAt: 1_000, abortAt: 4_000 }, 7_000],
  ["a timeout in the grace after an abort", 5_000, { allowAt: 1_000, abortAt: 3_000 }, 8_000],
  ["a timeout where there is no grace", 2_000, { allowAt: 1_000, grace: 0 }, 2_000],
])("%s stops the call when it should", async (_what, timeout, events, want) => {
  expect(await strikesAt(timeout, events)).toBe(want);
});
