import { VALIDATED_OPERATIONS } from "../spec/facade-operations.ts";
import { operationsOf, type SpecDocument } from "../spec/openapi.ts";
import { pointer } from "../spec/pointer.ts";
import { walk, type Visit } from "../spec/walk.ts";
import { parseLocalReference, type Positions } from "./refs.ts";

/** Every schema from which a validator is generated: those of the validated operations, and all that they refer to. */
export function* validatedSchemas(document: SpecDocument, positions: Positions): Generator<Visit> {
  const seen = new Set<string>();
  const queue = operationsOf(document)
    .filter(({ id }) => VALIDATED_OPERATIONS.includes(id))
    .map(({ path, method }) => pointer(pointer("#/paths", path), method));
  for (const address of queue) {
    const start = positions.get(address);
    if (!start || seen.has(address)) continue;
    seen.add(address);
    for (const visit of walk(start.value, start.kind, start.at)) {
      if (visit.kind === "schema") yield visit;
      if (typeof visit.value["$ref"] === "string")
        queue.push(parseLocalReference(visit.value["$ref"], visit.at));
    }
  }
}
