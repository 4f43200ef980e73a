import { describe, expect, test } from "vitest";
import { parseSpecText } from "../../scripts/gate/parse.ts";
import type { Json } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

function expectRefusal(text: string, message: string | RegExp): void {
  expect(() => parseSpecText(text)).toThrow(Refusal);
  expect(() => parseSpecText(text)).toThrow(message);
}

test.each<[text: string, value: Json]>([
  ["", null],
  ["# a\n", null],
  ['{"a": ["b", 1, true, null]}', { a: ["b", 1, true, null] }],
  [
    "%YAML 1.2\n---\n[yes, no, ~, 1e3, 0x1F, 0o17, 2001-01-01]",
    ["yes", "no", null, 1000, 31, 15, "2001-01-01"],
  ],
  ["a: !!str 1", { a: "1" }],
  ["1: 1\n~: 2\n: 3", { "1": 1, "~": 2, "": 3 }],
  ["{a, b: 1}", { a: null, b: 1 }],
  ["a:\n  - {b: c}\n  - |\n    d\n", { a: [{ b: "c" }, "d\n"] }],
  ["[&a 1, *a, &a 2, *a]", [1, 1, 2, 2]],
  ["[&a {b: &b 1}, &b 2, *a, *b]", [{ b: 1 }, 2, { b: 1 }, 2]],
  ["[&a [1, &b ~], *a, *b]", [[1, null], [1, null], null]],
  ["toString: 1", { toString: 1 }],
])("%j is read as YAML 1.2", (text, value) => {
  expect(parseSpecText(text)).toEqual(value);
});

test.each<[text: string, message: string]>([
  ["--- a\n---\nb", "the source holds multiple documents of YAML, not one"],
  ["%YAML 1.1\n---\na", "the source asks for YAML 1.1; only YAML 1.2 is read"],
  [
    "%YAML 1.3\n---\na",
    "line 1, column 7: the source is not usable YAML or JSON: Unsupported YAML version 1.3",
  ],
  [
    "a: @\n",
    "line 1, column 4: the source is not usable YAML or JSON: Plain value cannot start with reserved character @",
  ],
  ["\n\n  b: ]", "line 3, column 6: the source is not usable YAML or JSON: Unexpected flow-seq-end token"],
  ["a: !!js b", "line 1, column 4: the source is not usable YAML or JSON: Unresolved tag"],
  ["a: !!binary aGk=", "line 1, column 4: the source is not usable YAML or JSON: Unresolved tag"],
  ["? [a]\n: 1", "the source is not usable YAML or JSON: With stringKeys, all keys must be strings"],
  ["[*a, &a 1]", '#/0: alias "a" has no anchor'],
  ["a/b: {c: 1, c: 2}", '#/a~1b: duplicate key "c"'],
  ["<<: {a: 1}", '#: the key "<<" is not allowed'],
  ["a: {__proto__: 1}", '#/a: the key "__proto__" is not allowed'],
  ["a: [.nan]", "#/a/0: NaN is not a JSON value"],
  ["a: 1e999", "#/a: Infinity is not a JSON value"],
])("%j is refused: %s", (text, message) => {
  expectRefusal(text, message);
});

const TOO_DEEP = "is nested deeper than 100 levels, or an alias there holds itself";
const NESTED: [what: string, nest: (levels: number) => string, at: string][] = [
  ["lists", (levels) => "[".repeat(levels + 1) + "]".repeat(levels + 1), "/0"],
  ["maps", (levels) => `${"{a: ".repeat(levels)}1${"}".repeat(levels)}`, "/a"],
  [
    "indented maps",
    (levels) => Array.from({ length: levels }, (_, n) => `${" ".repeat(n)}a:`).join("\n"),
    "/a",
  ],
];

test.each(NESTED)("%s are up to 100 levels deep", (_what, nest, at) => {
  expect(() => parseSpecText(nest(100))).not.toThrow();
  expectRefusal(nest(101), `#${at.repeat(101)} ${TOO_DEEP}`.slice(-200));
});

describe("what is nested much deeper is refused before it is composed,", () => {
  test.each([
    ["from 111 open parts on", 109, `${"/0".repeat(101)} ${TOO_DEEP}`.slice(-200)],
    ["with its line", 110, `line 2 ${TOO_DEEP}`],
    ["even if it could overflow the stack", 100_000, `line 2 ${TOO_DEEP}`],
  ])("%s", (_what, levels, message) => {
    expectRefusal(`\n${"[".repeat(levels)}${"]".repeat(levels)}`, message);
    expectRefusal(`\n${"[".repeat(levels)}`, levels === 109 ? "line 2, column 110: " : message);
  });

  test("with the line on which it gets too deep", () => {
    expectRefusal("[\n".repeat(1_000), `line 110 ${TOO_DEEP}`);
  });
});

test("an alias that holds itself is refused", () => {
  expectRefusal("&a [*a]", TOO_DEEP);
});

describe("the limits of a source are", () => {
  test("1 000 000 tokens", () => {
    expect(() => parseSpecText("\n".repeat(1_000_100))).toThrow(
      "line 1000002: with it, the source has over 1000000 YAML tokens",
    );
  });

  test("100 000 values, with aliases expanded", () => {
    // An alias counts as a value.
    const items = (more: string) => `[&a [${"1,".repeat(998)}]${", *a".repeat(99)}${more}]`;
    expect(parseSpecText(items(""))).toHaveLength(100);
    expectRefusal(
      items(", 1"),
      "#/100: with it, the source has over 100000 values once its aliases are expanded",
    );
  });

  test("8 000 000 characters, with aliases expanded", () => {
    const items = (more: string) => `[1, ~, &a ${"x".repeat(1_000_000)}${", *a".repeat(7)}${more}]`;
    expect(parseSpecText(items(", 1"))).toHaveLength(11);
    expectRefusal(
      items(", x"),
      "#/10: with it, the source has over 8000000 characters once its aliases are expanded",
    );
  });
});
