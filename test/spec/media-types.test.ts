import { expect, test } from "vitest";
import { isJsonMediaType, pickJsonMediaType } from "../../scripts/spec/media-types.ts";

test.each([
  "application/json",
  "text/json",
  "application/json; charset=utf-8",
  "application/json ; a=b; c=d",
  "application/json ",
  "application/problem+json",
  "image/x+json;a=b",
])("%j is JSON", (type) => {
  expect(isJsonMediaType(type)).toBe(true);
});

test.each([
  "application/json-seq",
  "application/jsonl",
  "xapplication/json",
  "image/json",
  "text/json-like",
  "application/+json",
  "+json",
  "/a+json",
  "a/b/c+json",
  "a/b;c+json",
  "a;b/c+json",
  "application/x+jsonp",
  "application/json charset=utf-8",
  "application/*",
  "*/*",
  "",
])("%j is no JSON", (type) => {
  expect(isJsonMediaType(type)).toBe(false);
});

/** Each goes before those below. */
const RANKS = [
  ["application/json"],
  ["application/json;charset=utf-8", "application/json ; a=b", "application/json "],
  ["application/problem+json", "text/json", "a/b+json; c=d"],
  ["application/*", "*/*"],
];
const OTHERS = [
  "text/plain",
  "application/json-seq",
  "xapplication/json",
  "text/*",
  "application/**",
  "a*/*",
];

test("the plainest JSON media type is picked, and the first of its kind", () => {
  const types = RANKS.flat();
  for (const [rank, names] of RANKS.entries())
    for (const name of names) {
      const below = RANKS.slice(rank + 1).flat();
      const alike = names.filter((other) => other !== name);
      expect(pickJsonMediaType([...OTHERS, ...below, name, ...alike])).toBe(name);
    }
  expect(pickJsonMediaType([...OTHERS, ...types])).toBe("application/json");
});

test("no other media type is picked", () => {
  expect(pickJsonMediaType(OTHERS)).toBeUndefined();
});
