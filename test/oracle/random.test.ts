/**
 * Random schemas, judged by ajv and the compiler. VENICE_ORACLE_SCHEMAS is the number for each version (80 if unset),
 * VENICE_ORACLE_SEED makes others.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { documentOf } from "./cases.ts";
import { bodyOf, findUncompilable } from "./compile-values.ts";
import { findDisagreements, rightValues } from "./disagreements.ts";
import type { Version } from "./judge.ts";
import { schemasOf } from "./schemas.ts";

const numRuns = Number(process.env["VENICE_ORACLE_SCHEMAS"] ?? 80);
const seed = Number(process.env["VENICE_ORACLE_SEED"] ?? 20261125);

const sample = (version: Version) => fc.sample(schemasOf(version), { numRuns, seed });

it.each<Version>(["3.0.0", "3.1.0"])(
  "the validator agrees with ajv on random schemas, OpenAPI %s",
  { timeout: 600_000 },
  async (version) => {
    const differences: string[] = [];
    for (const schema of sample(version)) {
      const wrong = await findDisagreements(schema, version);
      if (wrong.length > 0) differences.push(`${JSON.stringify(schema)} on ${wrong.join(" ")}`);
    }
    expect(differences).toEqual([]);
  },
);

it.each<Version>(["3.0.0", "3.1.0"])(
  "each value that ajv accepts compiles against the type of a random schema, OpenAPI %s",
  { timeout: 600_000 },
  async (version) => {
    const schemas = sample(version);
    const bodies = schemas.map((schema, index) => bodyOf(rightValues(schema, version), index));
    const found = await findUncompilable(documentOf(schemas, version), bodies);
    const lines = found.map(({ index, problem }) => `${problem} of ${JSON.stringify(schemas[index])}`);
    expect(lines).toEqual([]);
  },
);
