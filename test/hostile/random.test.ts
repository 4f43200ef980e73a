/** References, extensions, mappings and odd characters at random places of the committed publication. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { startServer } from "../support/listen.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SNAPSHOT = parse(readFileSync(join(ROOT, "openapi/venice.yaml"), "utf8")) as JsonObject;
/** `HOSTILE_RUNS=5000 npx vitest run test/hostile/random.test.ts` for the long form. */
const RUNS = Number(process.env["HOSTILE_RUNS"] ?? 40);
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

test("a random addition reads no file, makes no request, and keeps the server's address", async () => {
  let asked = 0;
  const server = await startServer((_request, response) => {
    asked += 1;
    response.end('{ "enum": ["sentinel-of-the-server"] }');
  });
  const url = `${server.origin}/`;
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
      const document = structuredClone(SNAPSHOT);
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

const KEYWORDS =
  `$defs $ref additionalProperties allOf anyOf callbacks const contains content contentMediaType default dependentRequired
  dependentSchemas deprecated description discriminator encoding enum example examples exclusiveMinimum explode
  externalDocs format get head headers if in items jsonSchemaDialect links maxLength minContains minItems minimum
  multipleOf name not nullable oneOf parameters pattern patternProperties prefixItems properties propertyNames put
  readOnly requestBody required responses schema security servers style summary tags then title type
  unevaluatedProperties uniqueItems webhooks xml`.split(/\s+/);
const VALUES = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1.5,
    "",
    "a",
    "object",
    "string",
    "null",
    "integer",
    [],
    {},
    [null],
    [{}],
  ),
  fc.constantFrom<Json>(["a"], { a: 1 }, { a: {} }, { $ref: "#/components/schemas/StandardError" }, 1e300),
  // Plain JSON, which fast-check types as unknown.
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

test("random damage is refused with a reason or accepted, and never causes a defect", async () => {
  const outcomes = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.constantFrom("replace", "remove", "add"),
      fc.constantFrom(...KEYWORDS),
      VALUES,
      fc.boolean(),
      async (place, index, damage, keyword, value, is31) => {
        const document = structuredClone(SNAPSHOT);
        if (is31) document["openapi"] = "3.1.0";
        const containers = containersIn(document);
        const container = containers[place % containers.length]!;
        const keys = Object.keys(container);
        const key = damage === "add" ? keyword : (keys[index % Math.max(1, keys.length)] ?? keyword);
        const target = Array.isArray(container) ? Number.parseInt(key, 10) || 0 : key;
        if (damage === "remove") Reflect.deleteProperty(container, target);
        else Reflect.set(container, target, structuredClone(value));
        const result = read(document);
        outcomes[result instanceof Refusal ? "refused" : "taken"] += 1;
        try {
          if (!(result instanceof Refusal)) await render(result);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      },
    ),
    { seed: SEED, numRuns: RUNS },
  );
  expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(RUNS / 10);
});
