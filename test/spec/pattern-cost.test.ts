import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";
import { flagsOf } from "../../scripts/spec/regex.ts";

/** Without what other tests have found out. */
async function importAfresh() {
  vi.resetModules();
  const module = await import("../../scripts/spec/pattern-cost.ts");
  vi.resetModules();
  return module;
}

test.each<[what: string, pattern: string, longest: number]>([
  ["obviously linear", "^[a-z]+$", Infinity],
  ["linear by analysis", "^(?:ab)*$", Infinity],
  ["quadratic", String.raw`^[^@\s]+@[^@\s]+\.[^@\s]+$`, 256],
  ["cubic", "^a*a*a*$", 45],
  ["of the fourth power", "^a*a*a*a*$", 12],
  ["of a higher power", "^a*a*a*a*a*$", 0],
  ["exponential", "^(a+)+$", 0],
  ["exponential with the flag u", String.raw`^(\p{L}+)+$`, 0],
  ["with a look-ahead and no repetition", "^(?=a)b$", Infinity],
  ["with a look-ahead and a repetition, of which a search finds nothing", "^(?=a)[a-c]+d$", 256],
  ["with a look-ahead and a limited repetition", "^(?=a)[a-c]{1,999}d$", Infinity],
  ["with a look-ahead and an unlimited count", "^(?=a)[a-c]{2,}d$", 256],
])("a pattern that is %s has its longest text", async (_what, pattern, longest) => {
  const { examinePattern } = await importAfresh();
  // Without the limit of time, which a busy machine exceeds.
  expect(examinePattern(pattern, 600_000).longest).toBe(longest);
});

test("recheck is not loaded for an obviously linear pattern", async () => {
  const require = createRequire(import.meta.url);
  const recheck = require.resolve("recheck/lib/browser.js");
  const { examinePattern } = await importAfresh();
  Reflect.deleteProperty(require.cache, recheck);
  examinePattern("^a+$");
  expect(require.cache).not.toHaveProperty([recheck]);
  examinePattern("^a+a$");
  expect(require.cache).toHaveProperty([recheck]);
});

test("a finding says what was found", async () => {
  const { examinePattern } = await importAfresh();
  expect(examinePattern("^a+$").finding).toBe("linear");
  expect(examinePattern("^a*a*$").finding).toMatch(/^2nd degree polynomial/);
});

test("a pattern that isn't examined in time may take forever, until it is examined again", async () => {
  const { EXAMINATION_MS, examinePattern } = await importAfresh();
  const pattern = "^(?:[a-y]+[a-x]+)+z$";
  expect(examinePattern(pattern, 0)).toEqual({ longest: 0, finding: "unknown, timeout" });
  const cost = examinePattern(pattern);
  expect(cost.finding).toMatch(/^exponential/);
  // Without time, as it is known.
  expect(examinePattern(pattern, 0)).toBe(cost);
  expect(EXAMINATION_MS).toBe(20_000);
});

test.each<[pattern: string, flags: string | undefined]>([
  [String.raw`^\p{L}$`, "u"],
  [String.raw`^[\w-.]$`, ""],
  [String.raw`^\-$`, ""],
  ["(", undefined],
  ["[b-a]", undefined],
])("the pattern %s compiles with the flags %j", (pattern, flags) => {
  expect(flagsOf(pattern)).toBe(flags);
});
