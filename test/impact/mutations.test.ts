import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { assess, fields, taking } from "./fixture.ts";

/** More with VENICE_IMPACT_MUTANTS=2000. */
const MUTANTS = Number(process.env["VENICE_IMPACT_MUTANTS"] ?? 80);

/** For each kind of schema, the keywords that an edit sets or removes. */
const KINDS: [base: JsonObject, edits: JsonObject][] = [
  [
    { type: "string" },
    { minLength: [0, 1, 3], maxLength: [2, 4], pattern: ["^a", ".*", "b"], enum: [["a"], ["a", "bbb"]] },
  ],
  [
    { type: "number" },
    {
      minimum: [0, 1],
      exclusiveMinimum: [0, 1],
      maximum: [2, 5],
      multipleOf: [0.1, 0.3, 1],
      enum: [[1], [0.3, 3]],
      type: ["integer"],
    },
  ],
  [
    { type: "array", items: { type: "integer" } },
    {
      minItems: [0, 1],
      maxItems: [1, 2],
      uniqueItems: [true, false],
      items: [{ type: "number" }, { enum: [1] }],
    },
  ],
  [
    { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } },
    {
      required: [["a"], ["a", "b"]],
      additionalProperties: [false, { type: "string" }],
      maxProperties: [1, 2],
      dependentRequired: [{ a: ["b"] }],
      oneOf: [[{ required: ["a"] }, { required: ["b"] }]],
      anyOf: [[{ required: ["a"] }, { required: ["b"] }]],
    },
  ],
];

const VALUES: Json[] = [
  ...["", "a", "bbb", "abcde", -1, 0, 0.1, 0.3, 1, 1.5, 3, 6, null, true],
  ...[[], [1], [1, 1], [1, 2, 3], [0.5], ["a"]],
  ...[{}, { a: "x" }, { b: "x" }, { a: "x", b: "x" }, { a: "x", c: "x" }, { a: "x", c: 1 }, { a: 1 }],
];

/** Linear congruential, so that a failure can be repeated. */
function createRandom(seed: number) {
  let state = seed;
  return (size: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * size);
  };
}

function mutate(schema: JsonObject, base: JsonObject, edits: JsonObject, random: (size: number) => number) {
  const keyword = Object.keys(edits)[random(Object.keys(edits).length)] ?? "";
  const values = [...(edits[keyword] as Json[]), base[keyword]];
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));
  const value = values[random(values.length)];
  return value === undefined ? rest : { ...rest, [keyword]: value };
}

it(
  "an impact is major for each mutant that rejects a request that was accepted",
  async () => {
    const random = createRandom(15);
    const missed: string[] = [];
    let witnessed = 0;
    for (let count = 0; count < MUTANTS; count++) {
      const [base, edits] = KINDS[count % KINDS.length] ?? [{}, {}];
      const before = mutate(mutate(base, base, edits, random), base, edits, random);
      const after = mutate(before, base, edits, random);
      // Decimals as they are written: in binary, 0.3 is no multiple of 0.1.
      const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9 });
      const accepts = (schema: JsonObject, value: Json) => ajv.validate(schema, value);
      const witness = VALUES.find((value) => accepts(before, value) && !accepts(after, value));
      if (witness === undefined) continue;
      witnessed++;
      const { impact } = await assess(taking(fields({ x: before })), taking(fields({ x: after })));
      if (impact !== "major") missed.push(`${impact}: ${JSON.stringify({ before, after, witness })}`);
    }
    expect(missed).toEqual([]);
    expect(witnessed).toBeGreaterThan(MUTANTS / 10);
  },
  30_000 + MUTANTS * 500,
);
