import { expect, test } from "vitest";
import { hasNoConstraints, isAnnotation, isNullBranch } from "../../scripts/spec/annotation.ts";
import type { Json } from "../../scripts/spec/openapi.ts";

const ANNOTATIONS = "description summary title example examples externalDocs $comment xml x-a".split(" ");
const IDLE = ["nullable", "default", "deprecated", "readOnly", "writeOnly"];

test.each(ANNOTATIONS)("%s is an annotation, which constrains no value", (keyword) => {
  expect(isAnnotation(keyword)).toBe(true);
  expect(hasNoConstraints({ [keyword]: "a" })).toBe(true);
});

test.each(IDLE)("%s is no annotation, but constrains no value", (keyword) => {
  expect(isAnnotation(keyword)).toBe(false);
  expect(hasNoConstraints({ [keyword]: true, title: "a" })).toBe(true);
});

test.each(["type", "$ref", "maxLength", "", "ax-a"])("%j constrains values", (keyword) => {
  expect(isAnnotation(keyword)).toBe(false);
  expect(hasNoConstraints({ [keyword]: "a", title: "a" })).toBe(false);
});

test("a schema without keywords has no constraints", () => {
  expect(hasNoConstraints({})).toBe(true);
});

test.each<[branch: Json, isNull: boolean]>([
  [{ nullable: true }, true],
  [{ nullable: true, title: "null", "x-a": 1 }, true],
  [{ nullable: true, type: "string" }, false],
  [{ nullable: "true" }, false],
  [{ title: "null" }, false],
  [{}, false],
  [null, false],
  [true, false],
])("the branch %j is null: %s", (branch, isNull) => {
  expect(isNullBranch(branch)).toBe(isNull);
});
