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
/** Real ones need 10. Each branch of a union stands within the one before, and formatters recurse. */
const MAX_BRANCH_DEPTH = 200;

/** Keywords whose schemas judge the same value again. */
const SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);
const UNIONS = new Set(["anyOf", "oneOf"]);

/**
 * A few references, each used several times by the next, multiply: 18 levels of 4 would keep a validator, and the
 * caller who waits for a key, busy for hours.
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
  const visits = walk(document, "document", "#");
  return schemas.length === 0 ? undefined : [...visits].find(({ value }) => value === innermost)?.at;
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

/** How deep the code of unions is nested. */
function branchDepth(document: SpecDocument, schema: Json, known: Map<Json, number>): number {
  const resolved = objectOf(resolveReference(document, schema));
  const before = known.get(resolved);
  if (before !== undefined) return before;
  // A schema that holds itself becomes a function of its own.
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
