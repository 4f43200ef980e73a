import { reachableFrom, subschemasOf } from "../spec/subschemas.ts";
import {
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";
import { walk } from "../spec/walk.ts";

/** Bodies of real publications need a few dozen. */
const MAX_STEPS = 10_000;
/** Real ones need 10. The code of each branch is nested in that of the branch before, and formatters recurse. */
const MAX_BRANCH_DEPTH = 200;

/** Keywords whose schemas apply to the same value. */
const SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);
const UNIONS = new Set(["anyOf", "oneOf"]);

/**
 * References multiply if each is used several times by the next: with 18 levels of 4, a validator would take hours, and
 * its caller waits for a key.
 *
 * @throws {@link Refusal} if a value would be judged by too many schemas, or by code that is nested too deeply
 */
export function checkValidationSteps(document: SpecDocument, bodies: Record<string, JsonObject>): void {
  const steps = new Map<Json, number>();
  const depths = new Map<Json, number>();
  for (const [name, body] of Object.entries(bodies)) {
    const schemas = [...reachableFrom(document, [body])];
    const refuseAny = (isOver: (schema: JsonObject) => boolean, problem: string) => {
      const place = innermostAddress(document, schemas.filter(isOver));
      if (place !== undefined) throw new Refusal(`${place} (of the ${name}) ${problem}`);
    };
    refuseAny(
      (schema) => countSteps(document, schema, steps) > MAX_STEPS,
      `judges one value by over ${MAX_STEPS} schemas, as its references multiply`,
    );
    refuseAny(
      (schema) => branchDepth(document, schema, depths) > MAX_BRANCH_DEPTH,
      `has over ${MAX_BRANCH_DEPTH} branches in its unions and those within them`,
    );
  }
}

/** Of a schema of these that none of the others is part of; `undefined` if there are none. */
function innermostAddress(document: SpecDocument, schemas: JsonObject[]): string | undefined {
  const all = new Set<Json | undefined>(schemas);
  const innermost = schemas.find(
    (schema) => !subschemasOf(schema).some(({ subschema }) => all.has(resolveReference(document, subschema))),
  );
  const visits = walk(document, "document");
  return schemas.length === 0 ? undefined : [...visits].find(({ value }) => value === innermost)?.at;
}

function countSteps(document: SpecDocument, schema: Json, known: Map<Json, number>): number {
  const resolved = objectOf(resolveReference(document, schema));
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // The gate refuses a schema that applies to the same value again.
  known.set(resolved, 0);
  const steps = subschemasOf(resolved)
    .filter(({ keyword }) => SAME_VALUE.has(keyword))
    .reduce((sum, { subschema }) => sum + countSteps(document, subschema, known), 1);
  known.set(resolved, steps);
  return steps;
}

/** How deep the code of unions is nested. */
function branchDepth(document: SpecDocument, schema: Json, known: Map<Json, number>): number {
  const resolved = objectOf(resolveReference(document, schema));
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // A schema inside itself becomes a function.
  known.set(resolved, 0);
  const positions = new Map<string, number>();
  const depths = subschemasOf(resolved).map(({ keyword, subschema }) => {
    const position = UNIONS.has(keyword) ? (positions.get(keyword) ?? 0) + 1 : 0;
    positions.set(keyword, position);
    return position + branchDepth(document, subschema, known);
  });
  const depth = Math.max(0, ...depths);
  known.set(resolved, depth);
  return depth;
}
