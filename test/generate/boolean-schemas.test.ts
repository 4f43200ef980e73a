import { expect, test } from "vitest";
import { writeOutBranches, writeOutComponents } from "../../scripts/generate/boolean-schemas.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

test("components that are true or false are written as objects, and counted", () => {
  const document = specWith({ components: { schemas: { A: true, B: false, C: { type: "string" } } } });
  expect(writeOutComponents(document)).toBe(2);
  expect(document["components"]).toEqual({ schemas: { A: {}, B: { not: {} }, C: { type: "string" } } });
  expect(writeOutComponents(document)).toBe(0);
  expect(writeOutComponents(specWith({}))).toBe(0);
});

const TEXT = { type: "string" };

test.each<[schema: JsonObject, written: JsonObject | undefined]>([
  [{ allOf: [true, TEXT, false] }, { allOf: [TEXT, { not: {} }] }],
  [{ anyOf: [true, TEXT, false] }, { anyOf: [{}, TEXT] }],
  [{ oneOf: [true, TEXT, false] }, { oneOf: [{}, TEXT] }],
  [{ prefixItems: [true, TEXT, false] }, { prefixItems: [{}, TEXT, { not: {} }] }],
  [{ allOf: [true, true] }, { allOf: [{}, {}] }],
  [{ anyOf: [false] }, { anyOf: [{ not: {} }] }],
  [
    { anyOf: [false, TEXT], allOf: [TEXT], oneOf: [true] },
    { anyOf: [TEXT], allOf: [TEXT], oneOf: [{}] },
  ],
  [{ items: true, not: false, allOf: [TEXT], enum: [true] }, undefined],
])("the branches of %j are written as %j", (schema, written) => {
  const changed = structuredClone(schema);
  expect(writeOutBranches(changed)).toBe(written !== undefined);
  expect(changed).toEqual(written ?? schema);
});
