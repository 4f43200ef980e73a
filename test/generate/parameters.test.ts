import { expect, test } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";

const text = { type: "string" };
const binary = { type: "string", format: "binary" };

/** The types of `GET /x`, in one line. */
async function typesOf(get: JsonObject, components: JsonObject = {}): Promise<string> {
  const { document } = normalize({
    openapi: "3.0.0",
    info: { title: "T", version: "1.0.0" },
    paths: { "/x": { get: { operationId: "getX", ...get } } },
    components,
  });
  const types = await renderTypes(document);
  return (/ {4}getX: \{[\s\S]*?\n {4}\};/.exec(types)?.[0] ?? "").replaceAll(/\s+/g, " ");
}
const ok = { description: "OK" };

test.each(["Authorization", "authorization", "Accept", "Content-Type"])(
  "a required header parameter %s, which OpenAPI ignores, may be left out",
  async (name) => {
    const parameters = ["Accept", name, "X-A"].map((each) => ({
      in: "header",
      name: each,
      required: true,
      schema: text,
    }));
    const types = await typesOf({ parameters, responses: { "200": ok } });
    expect(types).toContain('"X-A": string;');
    expect(types).toMatch(new RegExp(`"?${name}"?\\?: string;`));
  },
);

test("a response's header that is a reference is as optional as it says", async () => {
  const types = await typesOf(
    {
      responses: {
        "200": {
          ...ok,
          headers: { "X-A": { $ref: "#/components/headers/A" }, "X-B": { $ref: "#/components/headers/B" } },
        },
      },
    },
    { headers: { A: { schema: text }, B: { required: true, schema: text } } },
  );
  expect(types).toContain('"X-A"?: string; "X-B": string;');
});

test("no parameter and no header is a file", async () => {
  const types = await typesOf({
    parameters: [
      { in: "query", name: "a", schema: binary },
      { in: "header", name: "b", content: { "application/json": { schema: binary } } },
    ],
    responses: { "200": { ...ok, headers: { c: { schema: binary } } } },
  });
  expect(types).not.toContain("Blob");
});
