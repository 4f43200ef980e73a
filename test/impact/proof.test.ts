import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { assess, fields, giving, taking } from "./fixture.ts";

const reference = { $ref: "#/components/schemas/A" };
const withA = (maxLength: number) => ({ schemas: { A: { type: "string", maxLength } } });

/** Keywords that hold a schema: what a reference below them leads to gets a tighter limit. */
const KEYWORDS: [keyword: string, value: JsonObject][] = [
  ["not", { not: reference }],
  ["patternProperties", { type: "object", patternProperties: { "^x": reference } }],
  ["prefixItems", { type: "array", prefixItems: [reference] }],
  ["propertyNames", { type: "object", propertyNames: reference }],
  ["contains", { type: "array", contains: reference }],
  ["then", { if: { type: "string" }, then: reference }],
  ["dependentSchemas", { type: "object", dependentSchemas: { a: reference } }],
  ["unevaluatedProperties", { type: "object", unevaluatedProperties: reference }],
  ["items", { type: "array", items: reference }],
];

describe("an impact of none or patch is proven", () => {
  it.each(KEYWORDS)("so that a limit behind a reference below %s is no patch", async (_keyword, value) => {
    const { impact } = await assess(
      taking(fields({ b: value }), withA(10)),
      taking(fields({ b: value }), withA(5)),
    );
    expect(impact).toBe("major");
  });

  it("so that a keyword that no rule knows is major where it is sent, and said to be not understood", async () => {
    const form = (style: string) => ({
      ...taking(fields({ a: { type: "string" } })),
      paths: {
        "/things": {
          post: {
            operationId: "createThing",
            parameters: [
              {
                name: "a",
                in: "query",
                content: { "application/json": { schema: { type: "string", maxLength: style.length } } },
              },
            ],
            responses: { 200: { description: "OK" } },
          },
        },
      },
    });
    const { impact, changes } = await assess(form("long"), form("x"));
    expect(impact).toBe("major");
    expect(changes[0]?.text).toMatch(/not understood|maxLength/);
  });

  it.each<[what: string, before: JsonObject, after: JsonObject]>([
    ["a reference written out", reference, { type: "string", maxLength: 10 }],
    ["the order of an enum", { enum: ["a", "b"] }, { enum: ["b", "a"] }],
    ["a default that is said", { type: "string" }, { type: "string", minLength: 0, nullable: false }],
    ["a description", { type: "string" }, { type: "string", description: "x" }],
  ])("and %s is at most a patch", async (_what, before, after) => {
    const { impact } = await assess(
      taking(fields({ b: before }), withA(10)),
      taking(fields({ b: after }), withA(10)),
    );
    expect(["none", "patch"]).toContain(impact);
  });

  it("also for schemas that hold themselves", async () => {
    const tree = {
      schemas: { A: fields({ value: { type: "string" }, children: { type: "array", items: reference } }) },
    };
    expect((await assess(giving(reference, tree), giving(reference, tree))).impact).toBe("none");
  });
});
