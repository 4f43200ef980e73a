import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";
import { parse } from "yaml";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** The small spec, whose request of createApiKey has one property more. */
function specWith(property: JsonObject): Uint8Array {
  const document = parse(SMALL_SPEC, (key, value: unknown) => {
    const isRequest =
      key === "properties" &&
      value !== null &&
      typeof value === "object" &&
      "apiKeyType" in value &&
      !("apiKey" in value);
    return isRequest ? { ...value, extra: property } : value;
  }) as JsonObject;
  const components = document["components"] as { schemas: JsonObject };
  components.schemas["List"] = LIST;
  return new TextEncoder().encode(JSON.stringify(document));
}

const LIST = { anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#/components/schemas/List" } }] };

test.each<[string, JsonObject]>([
  ["null alone", { enum: [null], nullable: true }],
  ["a list of itself", { $ref: "#/components/schemas/List" }],
])("the facade compiles if a property of the request is %s", async (_, property) => {
  const { files } = await render(readSpec(specWith(property)));
  expect(files["generated/venice.d.ts"]).toContain("extra?: ");
  expect(() => {
    compileFacade(REPOSITORY, files);
  }).not.toThrow();
});
