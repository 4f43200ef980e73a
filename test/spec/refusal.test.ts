import { expect, test } from "vitest";
import { escapeInvisible, quoteUntrusted } from "../../scripts/spec/quote.ts";
import { Refusal, toInterruption } from "../../scripts/spec/refusal.ts";

test("a refusal is an error with a name, whose message has a line for each argument", () => {
  const refusal = new Refusal("a", "b\nc", "d\u001b[31m");
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal.name).toBe("Refusal");
  expect(refusal.message).toBe("a\nb\\nc\nd\\u{1b}[31m");
});

test("a long line of a refusal loses its middle", () => {
  const longest = "a".repeat(1_000) + "b".repeat(1_000);
  expect(new Refusal(longest).message).toBe(longest);
  expect(new Refusal(`${"a".repeat(1_000)}-${"b".repeat(1_000)}`).message).toBe(
    `${"a".repeat(1_000)} … ${"b".repeat(1_000)}`,
  );
});

test("an interruption is a refusal that names its signal", () => {
  expect(toInterruption("SIGTERM")).toEqual(new Refusal("interrupted by SIGTERM: nothing was changed"));
});

test.each<[value: unknown, quoted: string]>([
  ["a", '"a"'],
  ["a\nb", String.raw`"a\nb"`],
  [1, "1"],
  [NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [undefined, "undefined"],
  [null, "null"],
  [["a", 1], '["a",1]'],
  ["x".repeat(98), `"${"x".repeat(98)}"`],
  ["x".repeat(99), `"${"x".repeat(99)}…`],
  ["\u202e\u007f", String.raw`"\u{202e}\u{7f}"`],
])("untrusted input %j is quoted as %s", (value, quoted) => {
  expect(quoteUntrusted(value)).toBe(quoted);
});

test.each([
  ["\u0000\u001b\u0085", String.raw`\u{0}\u{1b}\u{85}`],
  ["\u200e\u{e0001}", String.raw`\u{200e}\u{e0001}`],
  ["\u2028\u2029", String.raw`\u{2028}\u{2029}`],
  ["\ud800", String.raw`\u{d800}`],
  ["a\n é日😀 \t", "a\n é日😀 \\u{9}"],
])("what can't be seen in %j is escaped", (text, escaped) => {
  expect(escapeInvisible(text)).toBe(escaped);
});
