import { describe, expect, test } from "vitest";
import { checkCharacters, checkVisible } from "../../scripts/gate/characters.ts";
import type { Json } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

function expectRefusal(run: () => unknown, message: string): void {
  expect(run).toThrow(Refusal);
  expect(run).toThrow(message);
}

const VISIBLE = [
  ["a", "é", "größe (m²)", "\u0905\u0940", "漢字", " ", "\u00a0"],
  // Emoji: a family, a flag, a profession with a skin tone, a heart in two styles, and keys.
  ["👨‍👩‍👧", "🏳\uFE0F‍🌈", "👩🏽‍🚀", "❤\uFE0F", "❤\uFE0E", "1\uFE0F\u20E3", "#\uFE0F\u20E3", "*\uFE0F\u20E3"],
].flat();

/** With the code point that is named. */
const INVISIBLE: [text: string, codePoint: string][] = [
  ["\u0000", "U+0000"],
  ["\u0007", "U+0007"],
  ["\u007F", "U+007F"],
  ["\u0085", "U+0085"],
  ["\u00AD", "U+00AD"],
  ["\u034F", "U+034F"],
  ["\u200B", "U+200B"],
  ["\u202E", "U+202E"],
  ["\u2028", "U+2028"],
  ["\u2029", "U+2029"],
  ["\u2800", "U+2800"],
  ["\u3164", "U+3164"],
  ["\uD83D", "U+D83D"],
  ["\uFDD0", "U+FDD0"],
  ["\uFEFF", "U+FEFF"],
  ["\u{1FFFE}", "U+1FFFE"],
  ["\u{E0041}", "U+E0041"],
  // A joiner and variation selectors outside of an emoji.
  ["a\u200Db", "U+200D"],
  ["👩\u200D", "U+200D"],
  ["👩\u200Da", "U+200D"],
  ["\u200D👩", "U+200D"],
  ["👩\uFE0F\uFE0F\u200D👩", "U+FE0F"],
  ["a\uFE0F", "U+FE0F"],
  ["a\uFE0E", "U+FE0E"],
  ["a\uFE0F\u20E3", "U+FE0F"],
  ["1\uFE0F", "U+FE0F"],
  ["1\uFE0Fa", "U+FE0F"],
  ["❤\uFE00", "U+FE00"],
];

describe("the published text", () => {
  const check = (text: string) => () => {
    checkVisible(text);
  };

  test.each(["", "\uFEFFa", "a\n\tb\r\nc\n", ...VISIBLE])("may be %j", (text) => {
    expect(check(text)).not.toThrow();
  });

  test.each(INVISIBLE)("may not hold %j", (text, codePoint) => {
    expectRefusal(check(`a\n\r\n${text}a`), `line 3 of the source holds ${codePoint}, which can't be seen`);
  });

  test("begins with a byte order mark that counts in no line", () => {
    expectRefusal(check("\uFEFFa\n\u202E"), "line 2 of the source holds U+202E");
  });

  test.each<[text: string, codePoint: string]>([
    ["a\rb", "U+000D"],
    ["a\r", "U+000D"],
    ["\uFEFF\uFEFF", "U+FEFF"],
    ["\uFEFFa\u202E", "U+202E"],
  ])("may not be %j", (text, codePoint) => {
    expectRefusal(check(text), `line 1 of the source holds ${codePoint}, which can't be seen`);
  });
});

describe("a parsed text", () => {
  const check = (value: Json) => () => {
    checkCharacters(value);
  };
  const LONG = "a".repeat(200_000);

  test.each(VISIBLE)("may be %j", (text) => {
    for (const value of [text, { a: [text] }, { [text]: null }, LONG, 1, true, null])
      expect(check(value)).not.toThrow();
  });

  test.each([...INVISIBLE, ["a\nb", "U+000A"], ["a\tb", "U+0009"], ["a\r\nb", "U+000D"]])(
    "may not hold %j",
    (text, codePoint) => {
      expectRefusal(check({ "a/b": [text] }), `#/a~1b/0 holds ${codePoint}, which can't be seen: "`);
      expectRefusal(check({ a: { [text]: 1 } }), "#/a: the name ");
      expectRefusal(check({ a: { [text]: 1 } }), ` holds ${codePoint}, which can't be seen`);
    },
  );

  test("has up to 200 000 characters", () => {
    expectRefusal(
      check({ a: `${LONG}a` }),
      "#/a holds a text of 200001 characters; over 200000 are not taken",
    );
  });

  test.each(["description", "x-a", "default", "enum", "const"])("may have lines and tabs in %s", (key) => {
    expect(check({ a: { [key]: "a\n\tb\r\n" } })).not.toThrow();
    expect(check({ a: { [key]: { b: ["a\nb"] } } })).not.toThrow();
    expectRefusal(check({ a: { [key]: { "a\n": 1 } } }), `#/a/${key}: the name "a\\n" holds U+000A`);
    expectRefusal(check({ a: { [key]: "a\u202E" } }), `#/a/${key} holds U+202E`);
    expectRefusal(check({ a: { [key]: "a\r" } }), `#/a/${key} holds U+000D`);
  });

  test("may have lines in the document's info alone", () => {
    expect(check({ info: { termsOfService: "a\nb" } })).not.toThrow();
    expectRefusal(check({ a: { info: { b: "a\nb" } } }), "#/a/info/b holds U+000A");
  });
});
