import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { assess, specWithOperation, fields } from "./fixture.ts";

const text = { type: "string" };

const multipart = "multipart/form-data";
const urlencoded = "application/x-www-form-urlencoded";
const list = { type: "array", items: text };

/** A form with one part, and how it is written. */
const ENCODINGS: [media: string, part: JsonObject, encoding: JsonObject, level: string][] = [
  [multipart, text, {}, "patch"],
  [multipart, text, { contentType: "text/plain" }, "patch"],
  [multipart, fields({ b: text }), { contentType: "application/json" }, "patch"],
  [multipart, list, { contentType: "text/plain" }, "patch"],
  [urlencoded, text, { style: "form", explode: true, allowReserved: false }, "patch"],
  [multipart, text, { contentType: "application/json" }, "major"],
  [multipart, { ...text, format: "binary" }, { contentType: "text/plain" }, "major"],
  [urlencoded, fields({ b: text }), { style: "form" }, "major"],
  [urlencoded, list, { explode: false }, "major"],
];

describe("an encoding that is written out", () => {
  it.each(ENCODINGS)("in %s of %j as %j is %s", async (media, part, encoding, level) => {
    const schema = fields({ a: part });
    const body = (rest: JsonObject) =>
      specWithOperation({ requestBody: { content: { [media]: { schema, ...rest } } } });
    const [before, after] = [body({}), body({ encoding: { a: encoding } })];
    expect((await assess(before, after)).impact).toBe(level);
    expect((await assess(after, before)).impact).toBe(level);
  });
});
