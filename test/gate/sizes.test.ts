import { describe, expect, test } from "vitest";
import { checkSizes } from "../../scripts/gate/sizes.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { walk } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

const S = "#/components/schemas";
const check = (schemas: JsonObject) => () => {
  const document = specWith({ components: { schemas } });
  checkSizes(new Map(Array.from(walk(document, "document", "#"), (visit) => [visit.at, visit])));
};

test("the enums of a publication have up to 20 000 values together", () => {
  const values = (count: number) => ({ enum: Array.from({ length: count }, (_, n) => n) });
  expect(check({ A: values(15_000), B: { items: values(5_000) }, C: { enum: "a" } })).not.toThrow();
  const tooMany = check({ A: values(15_000), B: { items: values(5_001) } });
  expect(tooMany).toThrow(Refusal);
  expect(tooMany).toThrow(`${S}/B/items/enum: with it, the enums of the source have over 20000 values`);
});

describe("references may be nested", () => {
  const to = (name: string) => ({ $ref: `${S}/${name}` });
  /** Schemas that hold each the next; the first is no reference's target. */
  const nest = (count: number, hold: (next: JsonObject, n: number) => JsonObject) =>
    Array.from({ length: count + 1 }, (_, n): [string, JsonObject] => [
      `A${n}`,
      n < count ? hold(to(`A${n + 1}`), n) : {},
    ]);
  const inProperty = (next: JsonObject) => ({ properties: { a: { items: next } } });
  const isTooDeep = new RegExp(`^${S}/A\\d+ is nested in over 100 references, one inside the other$`);

  test.each([
    ["as they come", (schemas: [string, JsonObject][]) => schemas],
    ["from the innermost", (schemas: [string, JsonObject][]) => [...schemas].reverse()],
    ["from the middle", (schemas: [string, JsonObject][]) => [...schemas.slice(50), ...schemas.slice(0, 50)]],
  ])("up to 100 deep, %s", (_order, order) => {
    expect(check(Object.fromEntries(order(nest(101, inProperty))))).not.toThrow();
    const tooDeep = check(Object.fromEntries(order(nest(102, inProperty))));
    expect(tooDeep).toThrow(Refusal);
    expect(tooDeep).toThrow(isTooDeep);
  });

  test("in themselves, which counts once", () => {
    const schemas = Object.fromEntries(nest(90, inProperty));
    expect(check({ ...schemas, A90: { items: to("A0") } })).not.toThrow();
  });

  test("in several places at once, each of which is followed once", () => {
    const twice = (next: JsonObject) => ({ properties: { a: next, b: next } });
    expect(check(Object.fromEntries(nest(60, twice)))).not.toThrow();
  });

  test("of which the deepest counts", () => {
    const withShallow = (next: JsonObject) => ({ properties: { a: next, b: to("B"), c: { not: {} } } });
    const schemas = (count: number) => ({ ...Object.fromEntries(nest(count, withShallow)), B: {} });
    expect(check(schemas(101))).not.toThrow();
    expect(check(schemas(102))).toThrow(isTooDeep);
  });

  test("beside one another without a limit", () => {
    const schemas = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`A${n}`, { items: to("B") }]));
    expect(check({ ...schemas, B: {} })).not.toThrow();
  });
});
