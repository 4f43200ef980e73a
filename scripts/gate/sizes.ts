/** Limits on what is small as text and expensive to process. */
import { listOf } from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";
import { parseLocalReference, type Positions } from "./refs.ts";

/** Of all enums together; those of the real spec have 898. With more, the compiler takes minutes. */
const MAX_ENUM_VALUES = 20_000;
/** The real spec has 2. Each adds a few levels to the stack of every walk of the document. */
const MAX_NESTED_REFERENCES = 100;

export function checkSizes(positions: Positions): void {
  let values = 0;
  for (const { value, at } of positions.values()) {
    values += listOf(value["enum"]).length;
    if (values > MAX_ENUM_VALUES)
      throw new Refusal(`${at}/enum: with it, the enums of the source have over ${MAX_ENUM_VALUES} values`);
  }
  checkNesting(positions);
}

/** Follows references through properties and items, too, but not into a part that is being followed. */
function checkNesting(positions: Positions): void {
  const targets = groupReferences(positions);
  const depths = new Map<string, number>();
  const depthOf = (at: string, level: number): number => {
    const known = depths.get(at);
    if (level + (known ?? 0) > MAX_NESTED_REFERENCES)
      throw new Refusal(`${at} is nested in over ${MAX_NESTED_REFERENCES} references, one inside the other`);
    if (known !== undefined) return known;
    // A part inside itself counts as a leaf.
    depths.set(at, 0);
    const below = (targets.get(at) ?? []).map((target) => 1 + depthOf(target, level + 1));
    const depth = Math.max(0, ...below);
    depths.set(at, depth);
    return depth;
  };
  for (const at of targets.keys()) depthOf(at, 0);
}

/** For each target, the targets of the references at or below it. */
function groupReferences(positions: Positions): Map<string, string[]> {
  const uses = [...positions.values()].flatMap(({ value, at }) =>
    typeof value["$ref"] === "string" ? [{ at, to: parseLocalReference(value["$ref"], at) }] : [],
  );
  const groups = new Map(uses.map(({ to }): [string, string[]] => [to, []]));
  for (const { at, to } of uses)
    for (let part = at; part.includes("/"); part = part.slice(0, part.lastIndexOf("/")))
      groups.get(part)?.push(to);
  return groups;
}
