import { expect, test } from "vitest";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { decodeSpecText, decodeText, isMarkup, lineAt, MAX_SPEC_BYTES } from "../../scripts/spec/text.ts";
import { bytes } from "../support/bytes.ts";

test("a text is decoded as it is, without a byte order mark", () => {
  expect(decodeText(bytes("\uFEFF é\n"))).toBe(" é\n");
  expect(decodeSpecText(bytes(" openapi: <3\n"))).toBe(" openapi: <3\n");
});

test.each(["", " \n\t", "\uFEFF"])("the text %j is refused as empty", (text) => {
  expect(() => decodeText(bytes(text))).toThrow(new Refusal("the source is empty"));
});

test("bytes that are not UTF-8 are refused", () => {
  expect(() => decodeText(Uint8Array.of(0x61, 0xc3))).toThrow(
    new Refusal("the source is not valid UTF-8: damaged, compressed, or cut off inside a character"),
  );
});

test("16 MiB are taken, and a byte more is refused", () => {
  expect(MAX_SPEC_BYTES).toBe(16_777_216);
  expect(decodeText(new Uint8Array(MAX_SPEC_BYTES).fill(0x61)).length).toBe(MAX_SPEC_BYTES);
  expect(() => decodeText(new Uint8Array(MAX_SPEC_BYTES + 1))).toThrow(
    new Refusal("the source is over 16 MiB (16777217 bytes)"),
  );
});

test.each(["<html>", " \n <?xml", "<a"])("the text %j is no spec but markup", (text) => {
  expect(() => decodeSpecText(bytes(text))).toThrow(
    new Refusal("the source is HTML or XML, not OpenAPI: an error page, or a wrong URL"),
  );
  expect(decodeText(bytes(text))).toBe(text);
});

test.each([
  "<!DOCTYPE html>",
  "\n <?xml version='1.0'?>",
  "<html>",
  "<HEAD>",
  "<body class='a'>",
  "<!-- a --><html>",
  " <!-- a -->\n<!-- <p> -->\n <html>",
])("%j is markup", (text) => {
  expect(isMarkup(text)).toBe(true);
});

test.each([
  "",
  "# Title",
  "a <html>",
  "<Component />",
  "<htmlx>",
  "<!-- a --> # Title",
  "<!-- <html>",
  "--> <html>",
])("%j is no markup", (text) => {
  expect(isMarkup(text)).toBe(false);
});

test("a line is counted from 1", () => {
  expect([0, 1, 2, 3, 4].map((index) => lineAt("a\n\nb\n", index))).toEqual([1, 1, 2, 3, 3]);
});
