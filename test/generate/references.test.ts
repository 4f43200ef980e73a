import { expect, test } from "vitest";
import {
  dropExamplesWithReferences,
  wrapNullableReference,
  wrapReferenceWithSiblings,
} from "../../scripts/generate/references.ts";
import { replaceContent } from "../../scripts/generate/schema-visits.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const REFERENCE = { $ref: "#/components/schemas/B" };
const documentOf = (schema: JsonObject, openapi: string) =>
  specWith({ openapi, components: { schemas: { A: schema, B: {} } } });

test.each<[schema: JsonObject, wrapped: JsonObject | undefined]>([
  [
    { ...REFERENCE, maxLength: 1 },
    { maxLength: 1, allOf: [REFERENCE] },
  ],
  [{ allOf: [{ maxLength: 1 }], ...REFERENCE }, { allOf: [REFERENCE, { maxLength: 1 }] }],
  [
    { ...REFERENCE, title: "a", maxLength: 1 },
    { title: "a", maxLength: 1, allOf: [REFERENCE] },
  ],
  [{ ...REFERENCE, title: "a" }, undefined],
  [REFERENCE, undefined],
  [{ maxLength: 1 }, undefined],
])("the reference of %j counts beside keywords in OpenAPI 3.1 as %j", (schema, wrapped) => {
  const [old, document] = ["3.0.0", "3.1.0"].map((version) => documentOf(structuredClone(schema), version));
  expect(wrapReferenceWithSiblings(document!)).toBe(wrapped ? 1 : 0);
  expect(document).toEqual(documentOf(wrapped ?? schema, "3.1.0"));
  expect(wrapReferenceWithSiblings(old!)).toBe(0);
  expect(old).toEqual(documentOf(schema, "3.0.0"));
});

test("the innermost reference is wrapped first", () => {
  const document = documentOf({ ...REFERENCE, not: { ...REFERENCE, maxLength: 1 } }, "3.1.0");
  expect(wrapReferenceWithSiblings(document)).toBe(2);
  expect(document).toEqual(
    documentOf({ not: { maxLength: 1, allOf: [REFERENCE] }, allOf: [REFERENCE] }, "3.1.0"),
  );
});

test("annotations with a reference are dropped, and counted", () => {
  const document = documentOf(
    {
      ...{ example: REFERENCE, examples: [[{ a: REFERENCE }]], title: "#/$ref", "x-a": { $ref: 1 } },
      ...{ default: REFERENCE, properties: { example: REFERENCE } },
    },
    "3.1.0",
  );
  expect(dropExamplesWithReferences(document)).toBe(3);
  expect(document).toEqual(
    documentOf({ title: "#/$ref", default: REFERENCE, properties: { example: REFERENCE } }, "3.1.0"),
  );
});

test.each<[schema: JsonObject, wrapped: JsonObject | undefined]>([
  [
    { ...REFERENCE, nullable: true, title: "a" },
    { title: "a", nullable: true, anyOf: [REFERENCE] },
  ],
  [{ ...REFERENCE, nullable: false }, undefined],
  [REFERENCE, undefined],
  [{ type: "string", nullable: true }, undefined],
])("nullable beside a reference counts: %j becomes %j", (schema, wrapped) => {
  const changed = structuredClone(schema);
  expect(wrapNullableReference(changed)).toBe(wrapped !== undefined);
  expect(changed).toEqual(wrapped ?? schema);
});

test("the content of an object is replaced in place", () => {
  const target: JsonObject = { a: 1, b: 2 };
  replaceContent(target, { b: 3, c: 4 });
  expect(target).toEqual({ b: 3, c: 4 });
});
