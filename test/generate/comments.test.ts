import { expect, test } from "vitest";
import { escapeTags } from "../../scripts/generate/comments.ts";
import type { Json } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

function escapedIn(field: string, value: Json): Json | undefined {
  const document = specWith({ components: { schemas: { A: { [field]: value } } } });
  escapeTags(document);
  return (document["components"] as { schemas: { A: { [field: string]: Json } } }).schemas.A[field];
}

test.each(["title", "summary", "description", "format", "default", "example"])(
  "an @ in a %s that would be a tag is escaped",
  (field) => {
    expect(escapedIn(field, "@deprecated")).toBe(String.raw`\@deprecated`);
  },
);

test.each([
  ["a @see b, {@link c} and\n@d", String.raw`a \@see b, {\@link c} and` + "\n\\@d"],
  ["a@b.c, (@d), @ e and @", "a@b.c, (@d), @ e and @"],
  ["@@a", String.raw`\@@a`],
])("of %j, only what would be a tag is escaped", (text, escaped) => {
  expect(escapedIn("description", text)).toBe(escaped);
});

test("text at any depth of a value is escaped, and nothing else is changed", () => {
  const value = { a: ["@a", 1, null], b: { "@c": "@d" }, e: true };
  expect(escapedIn("example", value)).toEqual({ a: ["\\@a", 1, null], b: { "@c": "\\@d" }, e: true });
  expect(escapedIn("pattern", "@a")).toBe("@a");
  expect(escapedIn("enum", ["@a"])).toEqual(["@a"]);
  expect(escapedIn("default", null)).toBeNull();
});

test("what has no such field gets none", () => {
  const document = specWith({ components: { schemas: { A: {} } } });
  escapeTags(document);
  expect(document["components"]).toEqual({ schemas: { A: {} } });
});
