import { expect, test } from "vitest";
import { validatedSchemas } from "../../scripts/gate/validated.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { walk } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

/** The addresses of the schemas whose validators are generated. */
function listValidated(paths: { [path: string]: JsonObject }, components: JsonObject): string[] {
  const document = specWith({ paths, components });
  const positions = new Map(Array.from(walk(document, "document", "#"), (visit) => [visit.at, visit]));
  return Array.from(validatedSchemas(document, positions), ({ at }) => at);
}
const json = (schema: JsonObject) => ({ content: { "a/b": { schema } } });

test("the validated schemas are those of createApiKey, and all that they refer to, each once", () => {
  const paths = {
    "/a/b": {
      get: { operationId: "getKey", responses: { 200: json({ $ref: "#/components/schemas/Other" }) } },
      post: {
        operationId: "createApiKey",
        requestBody: { $ref: "#/components/requestBodies/Body" },
        responses: { 200: json({ items: { $ref: "#/components/schemas/Key" } }) },
      },
    },
  };
  const components = {
    requestBodies: { Body: json({ $ref: "#/components/schemas/New%4Bey" }) },
    schemas: {
      NewKey: { properties: { parent: { $ref: "#/components/schemas/NewKey" } } },
      Key: { allOf: [{ $ref: "#/components/schemas/NewKey" }, { $ref: "#/components/schemas/Any" }] },
      Any: true,
      Other: { items: {} },
    },
  };
  const response = "#/paths/~1a~1b/post/responses/200/content/a~1b/schema";
  expect(listValidated(paths, components)).toEqual([
    response,
    `${response}/items`,
    "#/components/requestBodies/Body/content/a~1b/schema",
    "#/components/schemas/Key",
    "#/components/schemas/Key/allOf/0",
    "#/components/schemas/Key/allOf/1",
    "#/components/schemas/NewKey",
    "#/components/schemas/NewKey/properties/parent",
  ]);
});

test("no schema is validated without createApiKey", () => {
  expect(listValidated({}, { schemas: { A: {} } })).toEqual([]);
});
