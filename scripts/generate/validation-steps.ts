import { reachableFrom, subschemasOf } from "../spec/subschemas.ts";
import {
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";

/** Bodies of real publications need a few dozen. */
const MAX_STEPS = 10_000;

/** Keywords whose schemas judge the same value again. */
const SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

/**
 * A few references, each used several times by the next, multiply: 18 levels of 4 would keep a validator, and the
 * caller who waits for a key, busy for hours.
 *
 * @throws {@link Refusal} if a value would be judged by too many schemas
 */
export function checkValidationSteps(document: SpecDocument, bodies: Record<string, JsonObject>): void {
  const known = new Map<Json, number>();
  for (const [name, body] of Object.entries(bodies))
    for (const schema of reachableFrom(document, [body]))
      if (countSteps(document, schema, known) > MAX_STEPS)
        throw new Refusal(
          `${name}: ${JSON.stringify(schema).slice(0, 200)} judges one value by over ${MAX_STEPS} schemas, ` +
            "as its references multiply",
        );
}

function countSteps(document: SpecDocument, schema: Json, known: Map<Json, number>): number {
  const resolved = objectOf(resolveReference(document, schema));
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // A schema that judges a value by itself again is the gate's to refuse.
  known.set(resolved, 0);
  const steps = subschemasOf(resolved)
    .filter(({ keyword }) => SAME_VALUE.has(keyword))
    .reduce((sum, { subschema }) => sum + countSteps(document, subschema, known), 1);
  known.set(resolved, steps);
  return steps;
}
