import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SNAPSHOT = readFileSync(resolve(ROOT, "openapi/venice.yaml"), "utf8");

/** The schema of the created key in a copy of the publication. */
function createdKeyIn(document: unknown): { properties: JsonObject; required?: string[] } {
  const { paths } = document as ReturnType<typeof readSpec>;
  // createApiKey's answer, as the committed page has it.
  const post = paths["/api_keys"]!["post"] as {
    responses: {
      "200": {
        content: {
          "application/json": {
            schema: { properties: { data: { properties: JsonObject; required?: string[] } } };
          };
        };
      };
    };
  };
  return post.responses["200"].content["application/json"].schema.properties.data;
}
const FIELDS = Object.keys(createdKeyIn(parse(SNAPSHOT)).properties).filter(
  (name) => !["apiKey", "id"].includes(name),
);
/** What a key has elsewhere in the service, and so may have here one day. */
const LATER = [
  "modelPrivacy",
  "createdAt",
  "lastUsedAt",
  "last6Chars",
  "consumptionLimits",
  "object",
  "usage",
];

async function compileWith(edit: (created: ReturnType<typeof createdKeyIn>) => void): Promise<void> {
  const document: unknown = parse(SNAPSHOT);
  edit(createdKeyIn(document));
  const { files } = await render(readSpec(Buffer.from(`${JSON.stringify(document)}\n`)));
  compileFacade(ROOT, files);
}

test.each(FIELDS)("the facade and the fake compile if a created key has no %s any more", async (field) => {
  const compiled = compileWith((created) => {
    Reflect.deleteProperty(created.properties, field);
    if (created.required) created.required = created.required.filter((name) => name !== field);
  });
  await expect(compiled).resolves.toBeUndefined();
});

test.each([
  ["is required", true],
  ["is optional", false],
])(
  "the facade and the fake compile if everything that a key has elsewhere %s in a created key",
  async (_, isRequired) => {
    const compiled = compileWith((created) => {
      for (const name of LATER) created.properties[name] = { type: "string", nullable: true };
      created.required = isRequired ? Object.keys(created.properties) : ["apiKey", "id"];
    });
    await expect(compiled).resolves.toBeUndefined();
  },
);
