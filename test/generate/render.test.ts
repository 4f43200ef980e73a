import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { spawnSync } from "node:child_process";
import { check } from "prettier";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { sampleOf } from "../../scripts/generate/sample.ts";
import { render } from "../../scripts/generate/render.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import type { Files } from "../../scripts/tree/project.ts";
import { readSpec } from "../../scripts/gate/gate.ts";
import { SAMPLE_RESPONSE } from "../../generated/sample-create-api-key.ts";
import { validateResponse } from "../../generated/validate-create-api-key.js";
import { facadeSpec } from "../support/spec.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";
import { bytes } from "../support/bytes.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
let first: Files;
let elsewhere: string;

beforeAll(async () => {
  ({ files: first } = await render(readSpec(bytes(SMALL_SPEC))));
  elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
});
afterAll(() => rmSync(elsewhere, { recursive: true }));

test("the same document renders to the same bytes", async () => {
  expect((await render(readSpec(bytes(SMALL_SPEC)))).files).toEqual(first);
});

test("no folder's configuration changes a byte", () => {
  writeFileSync(join(elsewhere, ".prettierrc.json"), '{ "semi": false, "useTabs": true, "printWidth": 40 }');
  writeFileSync(join(elsewhere, ".editorconfig"), "root = true\n[*]\nindent_size = 8\nend_of_line = crlf\n");
  writeFileSync(join(elsewhere, "spec.yaml"), SMALL_SPEC);
  const module = (name: string) => JSON.stringify(pathToFileURL(join(REPOSITORY, "scripts", name)).href);
  const script = `
    import { readFileSync } from "node:fs";
    import { render } from ${module("generate/render.ts")};
    import { readSpec } from ${module("gate/gate.ts")};
    const { files } = await render(readSpec(readFileSync("spec.yaml")));
    console.log(JSON.stringify(files));`;
  const loader = pathToFileURL(join(REPOSITORY, "node_modules/tsx/dist/loader.mjs")).href;
  const { stdout } = spawnSync(
    process.execPath,
    ["--import", loader, "--input-type=module", "--eval", script],
    {
      cwd: elsewhere,
      encoding: "utf8",
      env: { ...process.env, LANG: "tr_TR.UTF-8", TZ: "Asia/Kolkata" },
    },
  );
  expect(JSON.parse(stdout)).toEqual(first);
});

test("Prettier's own TypeScript parser leads to the same formatting", async () => {
  const types = Object.entries(first).filter(([path]) => path.endsWith(".ts"));
  for (const [path, content] of types)
    expect(await check(content, { parser: "typescript", printWidth: 110 }), path).toBe(true);
});

test("every file says what made it and where to look, in a comment that no editor takes for documentation", () => {
  for (const content of Object.values(first))
    expect(content).toMatch(
      /^\/\/ @generated from openapi\/venice\.yaml by npm run generate\. See CONTRIBUTING\.md\n/,
    );
});

test("no module declares that it is strict, as every module is", () => {
  expect(Object.values(first).filter((content) => content.includes("use strict"))).toEqual([]);
});

test("the version stands in one file alone", () => {
  const { version } = readSpec(bytes(SMALL_SPEC)).info;
  expect(Object.keys(first).filter((path) => first[path]!.includes(version))).toEqual(["generated/spec.ts"]);
});

const HOSTILE = [
  '"; globalThis.pwned = 1; "',
  "${globalThis.pwned = 1}",
  "`",
  "*/ globalThis.pwned = 1 /*",
  "\n globalThis.pwned = 1 //",
  "\u2028",
  "</script>",
];

test.each(HOSTILE)("the text %j is only ever text in what is rendered", async (text) => {
  // What the gate would let through as prose, an example or a default.
  const told = { type: "string", description: text, title: text, example: text, default: text };
  const document = facadeSpec(
    { type: "object", properties: { told } },
    { type: "object", properties: { told } },
  );
  document.info["description"] = text;
  const { files } = await render(document);
  const sample = files["generated/sample-create-api-key.ts"]!;
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(sample)}`);
  expect(module).toMatchObject({ SAMPLE_RESPONSE: { told: text } });
  expect(files["generated/venice.d.ts"]).not.toMatch(/^\s*globalThis/m);
  expect(globalThis).not.toHaveProperty("pwned");
});

const TEXT = { type: "string" };
const LOOP = { type: "object", properties: { next: { $ref: "#/components/schemas/Loop" } } };

test.each<[what: string, schema: Json, sample: Json]>([
  ["a nullable schema, as 3.0 has it", { ...TEXT, nullable: true }, null],
  ["a nullable schema, as 3.1 has it", { type: ["string", "null"] }, null],
  ["a default", { ...TEXT, default: "x", example: "y" }, "x"],
  ["a default that is false", { type: "boolean", default: false }, false],
  ["a list of values", { ...TEXT, enum: ["a", "b"], example: "b" }, "a"],
  ["a union", { anyOf: [{ type: "number" }, TEXT] }, 0],
  ["a oneOf", { oneOf: [TEXT, { type: "number" }] }, ""],
  [
    "an allOf",
    { allOf: [{ properties: { a: TEXT } }, { properties: { b: { type: "integer" } } }] },
    { a: "", b: 0 },
  ],
  ["an object", { type: "object", properties: { a: { type: "array", items: TEXT } } }, { a: [] }],
  ["an example", { ...TEXT, example: "2023-10-01" }, "2023-10-01"],
  ["nothing", {}, null],
  ["a reference", { $ref: "#/components/schemas/Text" }, ""],
])("the sample of %s is the plainest value", (_what, schema, sample) => {
  expect(sampleOf(schema, facadeSpec({}, {}, { Text: TEXT }))).toEqual(sample);
});

test("the sample of a schema that holds itself has an end", () => {
  expect(JSON.stringify(sampleOf(LOOP, facadeSpec({}, {}, { Loop: LOOP }))).length).toBeLessThan(500);
});

test("the committed sample is what the committed validator takes", () => {
  expect(validateResponse(SAMPLE_RESPONSE), JSON.stringify(validateResponse.errors)).toBe(true);
});

test.each<[what: string, change: (post: JsonObject, paths: SpecDocument["paths"]) => void, reason: RegExp]>([
  ["no createApiKey", (post) => (post["operationId"] = "makeKey"), /no operation createApiKey/],
  ["no request", (post) => delete post["requestBody"], /createApiKey request has no application\/json/],
  ["no response", (post) => (post["responses"] = {}), /createApiKey 200 response has no application\/json/],
])("a spec with %s can't be rendered", async (_what, change, reason) => {
  const document = parse(SMALL_SPEC) as SpecDocument;
  change(document.paths["/api_keys"]!["post"] as JsonObject, document.paths);
  await expect(render(document)).rejects.toThrow(reason);
});
