import { expect, test } from "vitest";
import { canonicalPointer, isWithin, parsePointer, pointer } from "../../scripts/spec/pointer.ts";

// The examples of RFC 6901, sections 5 and 6, as URI fragments.
test.each([
  ["#/foo/0", ["foo", "0"]],
  ["#/", [""]],
  ["#/a~1b", ["a/b"]],
  ["#/c%25d", ["c%d"]],
  ["#/e%5Ef", ["e^f"]],
  ["#/k%22l", ['k"l']],
  ["#/%20", [" "]],
  ["#/m~0n", ["m~n"]],
  ["#/a~01b", ["a~1b"]],
  ["#/a%7E1b", ["a/b"]],
])("the pointer %s reads as %j, and is written in one form", (reference, keys) => {
  expect(parsePointer(reference)).toEqual(keys);
  const canonical = keys.reduce(pointer, "#");
  expect(canonicalPointer(reference)).toBe(canonical);
});

test("a key with a tilde or a slash is written so that it reads back", () => {
  for (const key of ["a/b", "a~b", "~1", "~0", "~01", "/"])
    expect(parsePointer(pointer("#", key))).toEqual([key]);
});

test.each(["", "#", "#a", "a#/b", "/a", "#/%zz", "#/%E0"])("%j is no local pointer", (reference) => {
  expect(parsePointer(reference)).toBeUndefined();
  expect(canonicalPointer(reference)).toBeUndefined();
});

test.each<[address: string, part: string, isInside: boolean]>([
  ["#/a", "#/a", true],
  ["#/a/b", "#/a", true],
  ["#/ab", "#/a", false],
  ["#", "#/a", false],
  ["#/b/a", "#/a", false],
])("%s is within %s: %s", (address, part, isInside) => {
  expect(isWithin(address, part)).toBe(isInside);
});
