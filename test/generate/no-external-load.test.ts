import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { afterAll, expect, test } from "vitest";
import { withoutExternalLoads } from "../../scripts/generate/no-external-load.ts";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import { specWith } from "../support/spec.ts";

const folder = mkdtempSync(join(tmpdir(), "external-"));
const file = join(folder, "bait.json");
writeFileSync(file, '{ "type": "string", "enum": ["bait"] }');
afterAll(() => rmSync(folder, { recursive: true }));

/** What the gate would never let pass. */
const hostile = specWith({
  paths: {
    "/a": {
      get: {
        operationId: "a",
        responses: { 200: { description: "x", content: { "application/json": { schema: { $ref: file } } } } },
      },
    },
  },
});

test("the generator by itself reads files, which is why it is locked", async () => {
  expect(astToString(await openapiTS(structuredClone(hostile) as never))).toContain("bait");
});

test("the locked generator throws on what it would load", async () => {
  await expect(renderTypes(structuredClone(hostile))).rejects.toThrow(/not loaded|tried to load/);
});

test("the lock is gone after the last of several works", async () => {
  const finish: (() => void)[] = [];
  const [first, second] = [1, 2].map(() =>
    withoutExternalLoads(() => new Promise<void>((done) => void finish.push(done))),
  );
  finish[0]?.();
  await first;
  finish[1]?.();
  await second;
  expect(astToString(await openapiTS(structuredClone(hostile) as never))).toContain("bait");
});

test("extensions are gone before the generator sees a document, and names that begin like one stay", () => {
  const published = specWith({
    info: { title: "x", version: "1.0.0", "x-logo": {} },
    "x-webhooks": { a: {} },
    tags: [{ name: "x", "x-displayName": "y" }],
    paths: {
      "/a": {
        "x-a": 1,
        get: {
          "x-b": 1,
          operationId: "a",
          responses: { 200: { description: "x", headers: { "x-header": { schema: {} } } } },
        },
      },
    },
    components: {
      schemas: {
        "x-schema": { type: "object", "x-c": 1, properties: { "x-property": { default: { "x-data": 1 } } } },
      },
    },
  });
  const { document } = normalize(published);
  const names = [...JSON.stringify(document).matchAll(/"(x-\w+)"/g)].map(([, name]) => name);
  expect(names.sort()).toEqual(["x-data", "x-header", "x-property", "x-schema"]);
});
