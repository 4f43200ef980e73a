import { type Direction, type Level, highest } from "./finding.ts";
import type { ImpactContext, Side } from "./revision.ts";
import type { Match } from "../spec/match-operations.ts";
import { type Json, type Operation, isObject } from "../spec/openapi.ts";

/** An operation of both revisions, and the highest impact of its own changes. */
export interface ComparedMatch extends Match {
  impact: Level;
}

/** How operations of both revisions use a component. */
export interface Usage {
  /** Whether it is sent or received. */
  directions: Set<Direction>;
  /** The highest impact of the changes of the operations that use it before and after. */
  reported: Level;
}

/** By reference. A component that isn't here is used by no operation. */
export function usageOf(context: ImpactContext, matches: readonly ComparedMatch[]): Map<string, Usage> {
  const usage = new Map<string, Usage>();
  for (const { before, after, impact } of matches) {
    if (!before) continue;
    const reached = after && referencesOf(context.after, after);
    for (const [reference, directions] of referencesOf(context.before, before)) {
      const known = usage.get(reference) ?? { directions: new Set(), reported: "none" };
      for (const direction of directions) known.directions.add(direction);
      if (reached?.has(reference)) known.reported = highest([known.reported, impact]);
      usage.set(reference, known);
    }
  }
  return usage;
}

/** Every reference that is met on the way from an operation, with the directions in which it is met. */
function referencesOf(side: Side, { path, value }: Operation): Map<string, Set<Direction>> {
  const { parameters, requestBody, responses, callbacks } = value;
  const starts: [start: Json | undefined, direction: Direction][] = [
    ...[side.document.paths[path]?.["parameters"], parameters, requestBody].map(
      (start): [Json | undefined, Direction] => [start, "request"],
    ),
    [responses, "response"],
    // Their requests are received, and their responses sent.
    [callbacks, "request"],
    [callbacks, "response"],
  ];
  const found = new Map<string, Set<Direction>>();
  for (const [start, direction] of starts)
    for (const reference of reach(side, start)) {
      const directions = found.get(reference) ?? new Set();
      found.set(reference, directions.add(direction));
    }
  return found;
}

function reach({ schemas }: Side, start: Json | undefined): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value);
    if (!isObject(value)) continue;
    waiting.push(...Object.values(value));
    const reference = value["$ref"];
    if (typeof reference !== "string" || reached.has(reference)) continue;
    reached.add(reference);
    waiting.push(schemas.resolve({ $ref: reference }));
  }
  return reached;
}
