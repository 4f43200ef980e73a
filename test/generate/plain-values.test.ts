import { expect, test } from "vitest";
import { plainNumber, sampleOfLength, sampleTexts, toNumber } from "../../scripts/generate/plain-values.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";

test.each<[limits: JsonObject, number: number]>([
  [{}, 0],
  [{ minimum: 0 }, 0],
  [{ maximum: 0 }, 0],
  [{ minimum: -5, maximum: 5 }, 0],
  [{ minimum: 3 }, 3],
  [{ minimum: 2.5 }, 3],
  [{ minimum: 0.2, maximum: 0.6 }, 0.4],
  [{ maximum: -2 }, -2],
  [{ maximum: -2.5 }, -3],
  [{ minimum: 0, exclusiveMinimum: true }, 1],
  [{ minimum: 0, exclusiveMinimum: false }, 0],
  [{ maximum: 0, exclusiveMaximum: true }, -1],
  [{ maximum: 0, exclusiveMaximum: false }, 0],
  [{ exclusiveMinimum: 0 }, 1],
  [{ exclusiveMinimum: 0.5 }, 1],
  [{ exclusiveMaximum: 0 }, -1],
  [{ exclusiveMinimum: 3, minimum: 1 }, 4],
  [{ exclusiveMinimum: 1, minimum: 3 }, 3],
  [{ exclusiveMaximum: -3, maximum: -1 }, -4],
  [{ exclusiveMaximum: -1, maximum: -3 }, -3],
  [{ minimum: 7, multipleOf: 5 }, 10],
  [{ minimum: 10, exclusiveMinimum: true, multipleOf: 5 }, 15],
  [{ maximum: -7, multipleOf: 5 }, -10],
  [{ maximum: -10, exclusiveMaximum: true, multipleOf: 5 }, -15],
  [{ minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true }, 1.5],
  // None is found.
  [{ minimum: 2, maximum: 1 }, 0],
  [{ minimum: 1, maximum: 1, exclusiveMaximum: true }, 0],
  [{ minimum: "3" }, 0],
])("the plainest number of %j is %d", (limits, number) => {
  // An object with -0 isn't one with 0.
  expect(plainNumber(limits) + 0).toBe(number);
});

test("only a number is a number", () => {
  expect([1, "1", true, null, undefined].map((value) => toNumber(value, 7))).toEqual([1, 7, 7, 7, 7]);
});

test.each([
  "^[A-F]{3}-\\d$",
  "^(?=.*\\d)(?=.*[a-z]).{2,}$",
  "^(?!a)[ab]$",
  String.raw`^(?=\(|\))[\(\)]$`,
  "^\\p{Lu}+$",
  "b",
])("texts are found that match %s, the shortest first, and always the same", (pattern) => {
  const texts = sampleTexts(pattern);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).toMatch(new RegExp(pattern, "u"));
  const lengths = texts.map(({ length }) => length);
  expect(lengths).toEqual([...lengths].sort((one, other) => one - other));
  expect(new Set(lengths).size).toBeGreaterThan(0);
  expect(sampleTexts(pattern)).toEqual(texts);
});

test("a text is found for a pattern that the flag u refuses", () => {
  expect(sampleTexts(String.raw`^a\-$`)).toContain("a-");
});

test("no text is found for a pattern that nothing matches, and for constructs that fast-check doesn't know", () => {
  expect(sampleTexts("^(?!a)a$")).toEqual([]);
  expect(sampleTexts("^(?<=(?<!b)a)$")).toEqual([]);
});

test("a text has the length, if it isn't too long for a package", () => {
  expect([0, 3].map(sampleOfLength)).toEqual(["", "xxx"]);
  expect(sampleOfLength(10_000)).toBe("x".repeat(10_000));
  expect(sampleOfLength(10_001)).toBeUndefined();
});
