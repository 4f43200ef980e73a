import { describe, expect, test } from "vitest";
import { splitDependencies } from "../../scripts/gate/dependencies.ts";
import { readSpec } from "../../scripts/gate/gate.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { bytes } from "../support/bytes.ts";
import { specWith } from "../support/spec.ts";
import { withSchema } from "../support/tiny-spec.ts";

/** The schema A once its dependencies are split. */
function split(given: JsonObject, openapi = "3.1.0"): JsonObject {
  // A case may be tried more than once.
  const schema = structuredClone(given);
  splitDependencies(specWith({ openapi, components: { schemas: { A: schema } } }));
  return schema;
}

describe("dependencies in OpenAPI 3.1 are split, as JSON Schema has done,", () => {
  test.each<[what: string, given: JsonObject, expected: JsonObject]>([
    [
      "into names and schemas",
      { dependencies: { a: ["b"], c: { type: "object" }, d: true } },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { type: "object" }, d: true } },
    ],
    [
      "beside what is split already",
      {
        dependencies: { a: ["b", "c"], b: { minProperties: 2 }, c: ["d"] },
        dependentRequired: { a: ["d", "b"], d: ["a"] },
        dependentSchemas: { b: { required: ["a"] } },
      },
      {
        dependentRequired: { a: ["d", "b", "c"], c: ["d"], d: ["a"] },
        dependentSchemas: { b: { allOf: [{ required: ["a"] }, { minProperties: 2 }] } },
      },
    ],
    [
      "under a name that objects inherit",
      { dependencies: { toString: ["a"], valueOf: {} } },
      { dependentRequired: { toString: ["a"] }, dependentSchemas: { valueOf: {} } },
    ],
    [
      "in a schema of theirs, too",
      { dependencies: { a: { dependencies: { b: ["c"] } } } },
      { dependentSchemas: { a: { dependentRequired: { b: ["c"] } } } },
    ],
    ["and removed if there are none", { dependencies: {} }, {}],
    ["or stay away", { type: "object" }, { type: "object" }],
  ])("%s", (_what, given, expected) => {
    expect(split(given)).toEqual(expected);
  });
});

test("dependencies in OpenAPI 3.0 and outside of schemas stay as they are", () => {
  const dependencies = { a: ["b"] };
  expect(split({ dependencies }, "3.0.3")).toEqual({ dependencies });
  const components = { responses: { R: { description: "a", dependencies } } };
  const document = specWith({ openapi: "3.1.0", components });
  splitDependencies(document);
  expect(document["components"]).toEqual({
    responses: { R: { description: "a", dependencies: { a: ["b"] } } },
  });
});

test.each<[Json]>([[["a"]], ["a"], [1]])("dependencies that are %j are refused", (dependencies) => {
  expect(() => split({ dependencies })).toThrow(Refusal);
  expect(() => split({ dependencies })).toThrow(
    `#/components/schemas/A/dependencies must be an object, is ${JSON.stringify(dependencies)}`,
  );
});

test("what dependencies hold is judged once they are split", () => {
  for (const [dependencies, problem] of [
    [{ a: [1] }, /A\/dependentRequired must be an object of lists of names/],
    [{ a: { $ref: "#/nowhere" } }, /#\/nowhere/],
    [{ a: { type: 1 } }, /A\/dependentSchemas\/a\/type must be/],
  ] as const)
    expect(() => readSpec(bytes(withSchema("A", { dependencies }).replace("3.0.0", "3.1.0")))).toThrow(
      problem,
    );
});
