import { expect, test } from "vitest";
import { checkValidationSteps } from "../../scripts/generate/validation-steps.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { specWith } from "../support/spec.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const times = (count: number, schema: Json) => Array.from({ length: count }, () => schema);

/** Schemas of which each refers `width` times to the next. */
function chain(
  depth: number,
  width: number,
  wrap: (next: Json[]) => JsonObject,
  last: JsonObject = {},
): JsonObject {
  const levels = Array.from({ length: depth }, (_, index) => [
    `L${index}`,
    wrap(times(width, ref(`L${index + 1}`))),
  ]);
  return { ...Object.fromEntries(levels), [`L${depth}`]: last } as JsonObject;
}

function check(schemas: JsonObject, body: JsonObject = ref("L0")): () => void {
  const document = specWith({ components: { schemas } });
  return () => checkValidationSteps(document, { "a request": body, "a response": {} });
}
const tooMany = (at: string) =>
  new Refusal(`${at} (of the a request) judges one value by over 10000 schemas, as its references multiply`);
const tooDeep = (at: string) =>
  new Refusal(`${at} (of the a request) has over 200 branches in its unions and those within them`);

test.each(["allOf", "anyOf", "oneOf"])(
  "schemas of %s that multiply are refused at the innermost place",
  (keyword) => {
    const wrap = (next: Json[]) => ({ [keyword]: next });
    // 10^0 + … + 10^3, and 10^4 more.
    expect(check(chain(3, 10, wrap))).not.toThrow();
    expect(check(chain(4, 10, wrap))).toThrow(tooMany("#/components/schemas/L0"));
    expect(check(chain(6, 10, wrap))).toThrow(tooMany("#/components/schemas/L2"));
  },
);

test.each(["not", "if", "then", "else", "dependentSchemas"])("schemas below %s count, too", (keyword) => {
  const wrap = (next: Json[]): JsonObject => ({
    allOf: next.slice(1),
    [keyword]: keyword === "dependentSchemas" ? { a: next[0]! } : next[0]!,
  });
  expect(check(chain(4, 10, wrap))).toThrow(tooMany("#/components/schemas/L0"));
});

test.each(["items", "properties", "additionalProperties"])(
  "schemas below %s judge other values, and don't count",
  (keyword) => {
    const wrap = (next: Json[]): JsonObject => ({
      allOf: next.slice(1),
      [keyword]: keyword === "properties" ? { a: next[0]! } : next[0]!,
    });
    // 9^0 + … + 9^4
    expect(check(chain(4, 10, wrap))).not.toThrow();
  },
);

test("10000 schemas are taken, and one more is refused", () => {
  const wrap = (next: Json[]) => ({ allOf: next });
  const schemas = chain(2, 99, wrap);
  const checkWith = (more: number) =>
    check({ ...schemas, Body: { allOf: [ref("L0"), ...times(more, {})] } }, ref("Body"));
  // The body itself is one, L0 has 1 + 99 * (1 + 99).
  expect(checkWith(98)).not.toThrow();
  expect(checkWith(99)).toThrow(Refusal);
});

test("200 branches are taken, and one more is refused", () => {
  for (const keyword of ["anyOf", "oneOf"]) {
    expect(check({ L0: { [keyword]: times(200, {}) } })).not.toThrow();
    expect(check({ L0: { [keyword]: times(201, {}) } })).toThrow(tooDeep("#/components/schemas/L0"));
  }
});

test("branches within branches add up, and the deepest counts", () => {
  const union = (count: number, last: Json) => ({ anyOf: [...times(count - 1, {}), last] });
  const inner = (count: number) => ({ items: { properties: { a: union(count, {}) } } });
  expect(check({ L0: union(100, inner(100)) })).not.toThrow();
  expect(check({ L0: union(100, inner(101)) })).toThrow(tooDeep("#/components/schemas/L0"));
  expect(check({ L0: { anyOf: [inner(150), ...times(100, {})] } })).not.toThrow();
  expect(check({ L0: { allOf: times(300, {}) } })).not.toThrow();
  // Each union is counted on its own.
  expect(check({ L0: { anyOf: times(150, {}), oneOf: times(150, {}) } })).not.toThrow();
});

test("the branches of a schema that is used twice are counted both times", () => {
  const inner = { anyOf: times(101, {}) };
  const outer = { allOf: [ref("In"), { anyOf: [...times(99, {}), ref("In")] }] };
  expect(check({ L0: outer, In: inner })).toThrow(Refusal);
  expect(check({ L0: outer, In: { anyOf: times(100, {}) } })).not.toThrow();
});

test("a schema that contains itself ends", () => {
  expect(
    check({ L0: { anyOf: [{}, { items: ref("L0") }], allOf: [{ properties: { a: ref("L0") } }] } }),
  ).not.toThrow();
});

test("each body is checked, and the refusal names its own", () => {
  const document = specWith({ components: { schemas: chain(4, 10, (next) => ({ allOf: next })) } });
  expect(() => checkValidationSteps(document, { a: {}, b: ref("L0") })).toThrow(/\(of the b\)/);
  expect(() => checkValidationSteps(document, {})).not.toThrow();
});
