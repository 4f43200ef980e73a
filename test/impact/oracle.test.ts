import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { assess, changesBetween, documentOf, fields, giving, taking } from "./fixture.ts";

const text = { type: "string" };
const integer = { type: "integer" };

/** `witness` is accepted under `before` and rejected under `after`, which ajv confirms. */
const BREAKS: [what: string, before: JsonObject, after: JsonObject, witness: Json][] = [
  [
    "oneOf that excludes what both branches accept",
    fields({ a: text, b: text }, "a", "b"),
    { oneOf: [fields({ a: text, b: text }, "a"), fields({ a: text, b: text }, "b")] },
    { a: "x", b: "x" },
  ],
  [
    "minContains back to its default",
    { type: "array", contains: integer, minContains: 0 },
    { type: "array", contains: integer },
    [],
  ],
  [
    "a typed index beside a new property of another type",
    { type: "object", additionalProperties: text },
    { ...fields({ a: integer }), additionalProperties: text },
    { a: "x" },
  ],
  ["multipleOf 0.1 to 0.3", { type: "number", multipleOf: 0.1 }, { type: "number", multipleOf: 0.3 }, 0.1],
  ["a pattern that is no longer universal", { ...text, pattern: ".*" }, { ...text, pattern: "^a" }, "b"],
  [
    "dependentRequired that grows",
    { type: "object", dependentRequired: { a: ["b"] } },
    { type: "object", dependentRequired: { a: ["b", "c"] } },
    { a: 1, b: 1 },
  ],
];

const HARMLESS: [what: string, before: JsonObject, after: JsonObject, level: string[]][] = [
  ["a type that its values imply", { enum: ["a"] }, { ...text, enum: ["a"] }, ["none", "patch"]],
  ["int32 to int64", { ...integer, format: "int32" }, { ...integer, format: "int64" }, ["minor"]],
  ["a universal pattern", { ...text, pattern: "^a" }, { ...text, pattern: ".*" }, ["minor"]],
  [
    "maxContains raised",
    { type: "array", contains: integer, maxContains: 1 },
    { type: "array", contains: integer, maxContains: 2 },
    ["minor"],
  ],
  [
    "dependentRequired that shrinks",
    { type: "object", dependentRequired: { a: ["b", "c"] } },
    { type: "object", dependentRequired: { a: ["b"] } },
    ["minor"],
  ],
  [
    "multipleOf 0.3 to 0.1",
    { type: "number", multipleOf: 0.3 },
    { type: "number", multipleOf: 0.1 },
    ["minor"],
  ],
  [
    "an integer bound written the other way",
    { ...integer, exclusiveMinimum: 0 },
    { ...integer, minimum: 1 },
    ["none", "patch"],
  ],
];

describe("an impact", () => {
  it.each(BREAKS)(
    "is major for a request that ajv no longer accepts: %s",
    async (_, before, after, witness) => {
      const accepts = (schema: JsonObject) => new Ajv2020({ strict: false }).validate(schema, witness);
      expect([accepts(before), accepts(after)]).toEqual([true, false]);
      expect((await assess(taking(fields({ x: before })), taking(fields({ x: after })))).impact).toBe(
        "major",
      );
    },
  );

  it.each(HARMLESS)("is not major for a request: %s", async (_, before, after, levels) => {
    const { impact, changes } = await assess(taking(fields({ x: before })), taking(fields({ x: after })));
    expect(levels, JSON.stringify(changes)).toContain(impact);
  });

  it("is major if a property that `in` narrows to becomes optional in a response", async () => {
    const failure = fields({ error: text }, "error");
    const coded = (...required: string[]) => fields({ error: text, code: text }, "error", ...required);
    const changes = await changesBetween(
      giving({ oneOf: [failure, coded("code")] }),
      giving({ oneOf: [failure, coded()] }),
    );
    expect(changes).toContain("major createThing response 200: property code is now optional");
  });

  const parameter = (settings: JsonObject) =>
    documentOf({
      parameters: [{ name: "a", in: "query", schema: { type: "array", items: text }, ...settings }],
    });
  it.each([
    ["explode goes back to its default", { explode: false }, {}],
    ["style goes back to its default", { style: "deepObject" }, {}],
    ["a permission is withdrawn", { allowReserved: true }, {}],
  ])("is major if %s", async (_, before, after) => {
    expect((await assess(parameter(before), parameter(after))).impact).toBe("major");
    if ("allowReserved" in before)
      expect((await assess(parameter(after), parameter(before))).impact).toBe("minor");
  });

  it("names the limit behind a parameter's media type", async () => {
    const document = (maxLength: number) =>
      parameter({
        schema: undefined,
        content: { "application/json": { schema: { ...text, maxLength } } },
      } as never);
    expect(await changesBetween(document(9), document(5))).toEqual([
      "major createThing request: maxLength of query parameter a changed from 9 to 5",
    ]);
  });

  it("is major if the default of a server's variable changes", async () => {
    const document = (region: string) =>
      documentOf(
        {},
        { servers: [{ url: "https://{region}.test", variables: { region: { default: region } } }] },
      );
    expect((await assess(document("eu"), document("us"))).impact).toBe("major");
  });

  it("is none if an operation repeats the document's server", async () => {
    const servers = [{ url: "https://a.test" }];
    const { impact } = await assess(documentOf({}, { servers }), documentOf({ servers }, { servers }));
    expect(["none", "patch"]).toContain(impact);
  });

  it("is major if a parameter that no operation uses gets a limit", async () => {
    const document = (maxLength: number) =>
      documentOf(
        {},
        { components: { parameters: { A: { name: "a", in: "query", schema: { ...text, maxLength } } } } },
      );
    expect((await assess(document(9), document(5))).impact).toBe("major");
  });
});
