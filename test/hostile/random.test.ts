/** References, extensions, mappings and odd characters at random places of the committed publication. */
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SNAPSHOT = readFileSync(join(ROOT, "openapi/venice.yaml"), "utf8");
/** `HOSTILE_RUNS=5000 npx vitest run test/hostile/random.test.ts` for the long form. */
const RUNS = Number(process.env["HOSTILE_RUNS"] ?? 120);
const SEED = Number(process.env["HOSTILE_SEED"] ?? 12);

/** Every object and list below a value. */
function containersIn(value: Json): (JsonObject | Json[])[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersIn)];
}

function read(document: Json): SpecDocument | Refusal {
  try {
    return readSpec(Buffer.from(`${JSON.stringify(document)}\n`));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error;
  }
}

test("none reads a file, asks a server, or changes the server's address", async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('{ "enum": ["sentinel-of-the-server"] }');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // A listening server has an address with a port.
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  const file = join(ROOT, "package.json");

  const target = fc.constantFrom<Json>(
    url,
    file,
    `${url}#/a`,
    "package.json",
    "#/components/schemas/StandardError",
    "#/x-a",
    "#",
  );
  const addition = fc.oneof(
    fc.tuple(fc.constant("$ref"), target),
    fc.tuple(
      fc.constantFrom("x-webhooks", "x-a", "x-server"),
      target.map((to): Json => ({ $ref: to, mapping: { a: to }, url: to })),
    ),
    fc.tuple(
      fc.constant("discriminator"),
      target.map((to): Json => ({ propertyName: "a", mapping: { b: to } })),
    ),
    fc.tuple(fc.constantFrom("url", "operationRef", "externalValue"), target),
    fc.tuple(
      fc.constantFrom("title", "pattern", "description", "a\u202eb"),
      fc.constantFrom<Json>("\u0000", "\u200b", "*/ x /*", "${x}", "`", "@ts-ignore"),
    ),
  );
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), addition, async (place, [key, value]) => {
      const document = parse(SNAPSHOT) as Json;
      const containers = containersIn(document);
      const container = containers[place % containers.length]!;
      if (Array.isArray(container)) container.push({ [key]: value });
      else container[key] = value;
      const result = read(document);
      if (result instanceof Refusal) return;
      taken += 1;
      const { files } = await render(result);
      const generated = Object.values(files).join("\n");
      expect(generated).toContain('SERVER_URL = "https://api.venice.ai/api/v1"');
      expect(generated).not.toMatch(/sentinel-of-the-server|"venice-api-client"|@ts-/);
      expect(generated).not.toMatch(/[\u0000\u200b\u202e]/);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  server.close();
  expect(asked).toBe(0);
  // Otherwise the generator would be refusing what it makes, and nothing be tested.
  expect(taken).toBeGreaterThan(RUNS / 20);
});
