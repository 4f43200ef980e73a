import { expect, test } from "vitest";
import type { Json } from "../../scripts/spec/openapi.ts";
import { compileValidator, compileValidators } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";

const KEY = { type: "object", properties: { id: { type: "string" } } };
const NUMBER = { type: "number" };
const TEXT = { type: "string" };

test.each<[what: string, schema: Json, right: unknown[], wrong: unknown[]]>([
  [
    "a nullable allOf",
    { type: "object", nullable: true, allOf: [{ $ref: "#/components/schemas/Key" }] },
    [null, { id: "a" }],
    [1, { id: 1 }],
  ],
  ["whole cents", { ...NUMBER, multipleOf: 0.01 }, [19.99, 0, -0.07, 1e9 + 0.01], [0.001, 19.995, Infinity]],
  ["a multiple of an integer", { ...NUMBER, multipleOf: 5 }, [10, 1e21], [7, 0.5]],
  ["no items", { type: "array", items: false }, [[]], [[1]]],
  ["a property that is refused", { type: "object", properties: { old: false } }, [{ a: 1 }], [{ old: 1 }]],
  [
    "a pattern of properties that is refused",
    { type: "object", patternProperties: { "^x-": false } },
    [{ a: 1 }],
    [{ "x-a": 1 }],
  ],
  [
    "items after prefixItems",
    { type: "array", prefixItems: [NUMBER], items: TEXT },
    [[], [1], [1, "a"]],
    [["a"], [1, 2]],
  ],
  [
    "dependentRequired",
    { type: "object", dependentRequired: { a: ["b"] } },
    [{ a: 1, b: 1 }, {}],
    [{ a: 1 }],
  ],
  ["contains", { type: "array", contains: NUMBER }, [["a", 1]], [["a"], []]],
  [
    "names that no branch has evaluated",
    {
      type: "object",
      anyOf: [{ properties: { a: NUMBER } }, { required: ["b"] }],
      unevaluatedProperties: false,
    },
    [{ a: 1 }, {}],
    [{ c: 1 }, { b: 1 }],
  ],
  ["propertyNames", { type: "object", propertyNames: { maxLength: 1 } }, [{ a: 1 }], [{ ab: 1 }]],
  ["if, then and else", { if: TEXT, then: { maxLength: 1 }, else: NUMBER }, ["a", 1], ["ab", true]],
  ["an escaped hyphen", { ...TEXT, pattern: "^\\d{4}\\-\\d{2}$" }, ["2026-11"], ["2026/11"]],
  ["a class before a hyphen", { ...TEXT, pattern: "^[\\w-.]+$" }, ["a-b.c"], ["a b"]],
])("the validator judges %s", async (_what, schema, right, wrong) => {
  // Some of the keywords are 3.1's; `nullable` is 3.0's.
  const openapi = JSON.stringify(schema).includes("nullable") ? "3.0.0" : "3.1.0";
  const validate = await compileValidator({ ...facadeSpec(schema, {}, { Key: KEY }), openapi });
  expect(right.filter((value) => !validate(value))).toEqual([]);
  expect(wrong.filter((value) => validate(value))).toEqual([]);
});

/** The time of each grows with the square of a text's length or with its cube; 65 536 `x@.` would take hours. */
test.each([
  ["^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", 256],
  ["^\\S+@\\S+\\.\\S+$", 45],
])("a validator tries the slow pattern %s on text of up to %i characters", async (pattern, longest) => {
  const schema = { type: "array", items: { anyOf: [{ ...TEXT, pattern }, NUMBER] } };
  const { validateRequest, validateResponse } = await compileValidators(facadeSpec(schema, schema));
  for (const validate of [validateRequest, validateResponse]) {
    expect([["a@b.c", 1], ["a b"], ["a".repeat(longest)]].map((value) => validate(value))).toEqual([
      true,
      false,
      false,
    ]);
    const worst = ["a".repeat(longest + 1), "x@.".repeat(2 ** 16) + " "];
    expect(validate([...worst, ...Array.from({ length: 2 ** 14 }, () => "x@y.z")])).toBe(true);
    expect(validate([...worst, "a b"])).toBe(false);
  }
});

test("patterns of different cost are told apart", async () => {
  const properties = { a: { ...TEXT, pattern: "^.+@.+$" }, b: { ...TEXT, pattern: "^a+$" } };
  const validate = await compileValidator(facadeSpec({ type: "object", properties }));
  expect([{ a: "a@b", b: "a" }, { a: "a" }, { b: "a@b" }].map((value) => validate(value))).toEqual([
    true,
    false,
    false,
  ]);
});

test.each(["hasOwnProperty", "valueOf", "constructor", "toString", "__proto__x"])(
  "a property named %s is generated and checked",
  async (name) => {
    const schema = { type: "object", properties: { [name]: TEXT }, required: [name] };
    const validate = await compileValidator(facadeSpec(schema));
    expect([validate({ [name]: "a" }), validate({ [name]: 1 }), validate({})]).toEqual([true, false, false]);
  },
);
