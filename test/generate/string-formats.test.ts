import { expect, it, test } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { describeStringFormats } from "../../scripts/generate/string-formats.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";
import { bytes } from "../support/bytes.ts";
import { TINY_SPEC } from "../support/tiny-spec.ts";

/** The description of a schema, after its string formats were added. */
function describeSchema(published: JsonObject): unknown {
  const schema = structuredClone(published);
  describeStringFormats(specWith({ components: { schemas: { Example: schema } } }));
  return schema["description"];
}

const date = { type: "string", pattern: "^\\d{4}$" };
const empty = { type: "string", enum: [""] };
const time = { type: "string", format: "date-time" };

it.each<[string, JsonObject, string | undefined]>([
  ["a pattern", { ...date, description: "A year" }, "A year. As a string it matches `^\\d{4}$`."],
  [
    "each branch of a union",
    { anyOf: [empty, date, time], description: "When?" },
    'When? As a string it is `""`, or matches `^\\d{4}$`, or has the format `date-time`.',
  ],
  ["the strings of a union", { oneOf: [{ type: "number" }, date] }, "As a string it matches `^\\d{4}$`."],
  ["a pattern without a description", { ...date }, "As a string it matches `^\\d{4}$`."],
  [
    "a pattern after a full stop",
    { ...date, description: "A year!  \n" },
    "A year! As a string it matches `^\\d{4}$`.",
  ],
  ["a pattern after what is no text", { ...date, description: 1 }, "As a string it matches `^\\d{4}$`."],
  ["a pattern with a backtick without marks", { pattern: "^`$" }, "As a string it matches ^`$."],
  ["the values instead of a pattern", { ...date, enum: ["a", 1] }, 'As a string it is `"a"` or `1`.'],
  [
    "a constant",
    { anyOf: [{ type: "string", const: "a" }, date] },
    'As a string it is `"a"`, or matches `^\\d{4}$`.',
  ],
  [
    "a string among several types",
    { anyOf: [{ ...time, type: ["null", "string"] }] },
    "As a string it has the format `date-time`.",
  ],
  [
    "the branches of anyOf alone",
    { anyOf: [time], oneOf: [date] },
    "As a string it has the format `date-time`.",
  ],
])("a description names %s", (_, schema, description) => {
  expect(describeSchema(schema)).toBe(description);
});

it.each<[string, JsonObject]>([
  ["a plain string", { type: "string", description: "As it was" }],
  ["a union that takes any string", { anyOf: [date, { type: "string" }], description: "As it was" }],
  ["a union of literals", { anyOf: [empty, { type: "number" }], description: "As it was" }],
  ["a single format", { ...time, description: "As it was" }],
  [
    "a union of other types",
    { anyOf: [{ type: "number", format: "float" }, true], description: "As it was" },
  ],
  ["a union without strings", { anyOf: [], description: "As it was" }],
  ["allOf", { allOf: [date], description: "As it was" }],
])("the description of %s stays as it was", (_, schema) => {
  expect(describeSchema(schema)).toBe("As it was");
});

test("a pattern that ends a comment ends none in the types", async () => {
  const spec = TINY_SPEC.replace("pattern: ^\\d{4}-\\d{2}-\\d{2}$", 'pattern: "^a*/; evil$"');
  expect(spec).not.toBe(TINY_SPEC);
  const types = await renderTypes(readSpec(bytes(spec)));
  expect(types).toContain("evil");
  expect(types).not.toMatch(/\*\/; evil/);
});

test("only a schema has string formats", () => {
  const parameter = { in: "query", name: "a", pattern: "^a$", description: "As it was" };
  const document = specWith({ components: { parameters: { P: parameter } } });
  describeStringFormats(document);
  expect(parameter.description).toBe("As it was");
});
