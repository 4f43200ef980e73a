import { expect, test } from "vitest";
import { foldNullBranches, markOpenEnum } from "../../scripts/generate/unions.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const NULL = { nullable: true, title: "null" };
const ONLY_NULL = { enum: [null], nullable: true };
const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const REFERENCE = { $ref: "#/components/schemas/Fruit" };
const FRUIT = { type: "string", enum: ["apple"] };

test.each<[what: string, schema: JsonObject, folded: JsonObject | undefined]>([
  ["one other branch", { anyOf: [NUMBER, NULL] }, { ...NUMBER, nullable: true }],
  ["one other branch of oneOf", { oneOf: [NULL, NUMBER] }, { ...NUMBER, nullable: true }],
  [
    "annotations of both",
    { anyOf: [{ ...NUMBER, title: "a", default: 1 }, NULL], title: "b" },
    { ...NUMBER, title: "b", default: 1, nullable: true },
  ],
  ["several others", { anyOf: [NUMBER, NULL, TEXT] }, { nullable: true, anyOf: [NUMBER, TEXT] }],
  ["a reference", { anyOf: [REFERENCE, NULL] }, { nullable: true, anyOf: [REFERENCE] }],
  ["a boolean", { anyOf: [true, NULL] }, { nullable: true, anyOf: [true] }],
  ["nothing else", { anyOf: [NULL, NULL] }, ONLY_NULL],
  [
    "keywords beside the union",
    { anyOf: [NUMBER, NULL, NULL], type: "number" },
    { type: "number", anyOf: [NUMBER, ONLY_NULL] },
  ],
  ["no null branch", { anyOf: [NUMBER, { ...TEXT, nullable: true }] }, undefined],
  ["allOf", { allOf: [NUMBER, NULL] }, undefined],
  ["no list", { anyOf: NULL }, undefined],
])("null branches of a union are folded into nullable: %s", (_what, schema, folded) => {
  const changed = structuredClone(schema);
  expect(foldNullBranches(changed)).toBe(folded !== undefined);
  expect(changed).toEqual(folded ?? schema);
});

test.each<[what: string, schema: JsonObject, open: number[]]>([
  ["anyOf", { anyOf: [FRUIT, TEXT] }, [1]],
  ["oneOf", { oneOf: [TEXT, FRUIT] }, [0]],
  ["a reference to an enum", { anyOf: [REFERENCE, TEXT] }, [1]],
  ["a constant", { anyOf: [{ const: "a" }, TEXT] }, [1]],
  [
    "an enum with other values, too",
    { anyOf: [{ enum: [1, "a"] }, TEXT, { ...TEXT, maxLength: 1 }] },
    [1, 2],
  ],
  ["an enum of numbers", { anyOf: [{ enum: [1] }, TEXT] }, []],
  ["a constant that is a number", { anyOf: [{ const: 1 }, TEXT] }, []],
  ["a branch of another type", { anyOf: [FRUIT, NUMBER, true, {}] }, []],
  ["enums alone", { anyOf: [FRUIT, FRUIT, { ...TEXT, const: "b" }] }, []],
  ["a string alone", { anyOf: [TEXT] }, []],
  ["allOf", { allOf: [FRUIT, TEXT] }, []],
])("strings beside an enum are marked as open: %s", (_what, schema, open) => {
  const changed = structuredClone(schema);
  const document = specWith({ components: { schemas: { Fruit: FRUIT } } });
  expect(markOpenEnum(changed, document)).toBe(open.length > 0);
  const [branches] = Object.values(changed) as JsonObject[][];
  const marked = branches!.flatMap((branch, index) => (branch["x-open-enum"] === true ? [index] : []));
  expect(marked).toEqual(open);
});
