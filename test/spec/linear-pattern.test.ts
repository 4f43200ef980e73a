import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { isLinearPattern } from "../../scripts/spec/linear-pattern.ts";

// As in the gate.
const { checkSync } = createRequire(import.meta.url)("recheck/lib/browser.js") as typeof import("recheck");

describe("a pattern that is obviously linear", () => {
  it.each([
    String.raw`^\d{4}-\d{2}-\d{2}$`,
    String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$`,
    String.raw`^\d+$`,
    "^[A-Za-z0-9_-]{1,99}$",
    "^0x[a-fA-F0-9]{40}$",
    String.raw`^[^\]\s]*`,
    "^(?:ab)?(cd)x?y?z{9}.+$",
    "^$",
  ])("is safe for recheck as well: %s", (pattern) => {
    expect(isLinearPattern(pattern)).toBe(true);
    expect(checkSync(pattern, "u").status).toBe("safe");
  });
});

describe("a pattern is not obviously linear", () => {
  it.each([
    ["without an anchor", String.raw`\d+$`],
    ["with a loop in a loop", "^(a+)+$"],
    ["with a repeated group", "^(ab)*$"],
    ["with a group in a group", "^((a)?b)?$"],
    ["with alternatives", "^(a|a)$"],
    ["with alternatives outside a group", "^a|b+$"],
    ["with two loops", "^a*a*$"],
    ["with a loop before its end", "^a*b$"],
    ["with many optional parts", "^a?a?a?a?a?$"],
    ["with a long repetition", "^a{100}$"],
    ["with a reference", String.raw`^(a)\1$`],
    ["with a look-ahead", "^(?=a)a$"],
    ["with a lazy loop", "^a+?$"],
    ["with an escape that it doesn't know", String.raw`^\p{L}$`],
    ["with a second anchor", "^a$b"],
  ])("%s", (_, pattern) => {
    expect(isLinearPattern(pattern)).toBe(false);
  });
});
