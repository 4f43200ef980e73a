import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { compileValidator } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";
import { componentsOf, VALUES } from "./cases.ts";
import { readPublished } from "./read-published.ts";
import { judge, type Version } from "./judge.ts";

/** The values that ajv accepts. */
export function rightValues(schema: JsonObject, version: Version): Json[] {
  return VALUES.filter(judge(schema, version, componentsOf(version)));
}

/** The values of which our validator says something else than ajv, a line each. */
export async function findDisagreements(schema: JsonObject, version: Version): Promise<string[]> {
  const document = { ...facadeSpec(schema, {}, componentsOf(version)), openapi: version };
  const validate = await compileValidator(readPublished(document));
  const right = new Set(rightValues(schema, version));
  return VALUES.filter((value) => right.has(value) !== validate(value)).map(
    (value) => `${JSON.stringify(value)} is ${right.has(value) ? "right" : "wrong"}`,
  );
}
