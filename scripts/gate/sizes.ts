/** What is small as text and large for whoever walks it. */
import { Refusal } from "../spec/refusal.ts";
import { parseLocalReference, type Positions } from "./refs.ts";

/** Of all enums together; those of the real spec have 898. Beyond, the compiler takes minutes. */
const MAX_ENUM_VALUES = 20_000;
/** The real spec has 2: each costs every walk of the document a few levels of the stack. */
const MAX_NESTED_REFERENCES = 100;

export function checkSizes(positions: Positions): void {
  let values = 0;
  for (const { kind, value, at } of positions.values()) {
    if (kind !== "schema" || !Array.isArray(value["enum"])) continue;
    values += value["enum"].length;
    if (values > MAX_ENUM_VALUES)
      throw new Refusal(`${at}/enum: with it, the enums of the source have over ${MAX_ENUM_VALUES} values`);
  }
  checkNesting(positions);
}

/** Follows references through properties and items, too, each part once: a part that holds itself ends there. */
function checkNesting(positions: Positions): void {
  const targets = groupReferences(positions);
  const depths = new Map<string, number>();
  const depthOf = (at: string, level: number): number => {
    const known = depths.get(at);
    if (level + (known ?? 0) > MAX_NESTED_REFERENCES)
      throw new Refusal(`${at} is nested in over ${MAX_NESTED_REFERENCES} references, one inside the other`);
    if (known !== undefined) return known;
    // While it is walked, it counts as a leaf.
    depths.set(at, 0);
    const below = (targets.get(at) ?? []).map((target) => depthOf(target, level + 1));
    const depth = 1 + Math.max(0, ...below);
    depths.set(at, depth);
    return depth;
  };
  for (const at of targets.keys()) depthOf(at, 0);
}

/** The targets of the references that stand at or below each target. */
function groupReferences(positions: Positions): Map<string, string[]> {
  const uses = [...positions.values()].flatMap(({ value, at }) =>
    typeof value["$ref"] === "string" ? [{ at, to: parseLocalReference(value["$ref"], at) }] : [],
  );
  const groups = new Map(uses.map(({ to }): [string, string[]] => [to, []]));
  for (const { at, to } of uses)
    for (let part = at; part !== "#"; part = part.slice(0, part.lastIndexOf("/"))) groups.get(part)?.push(to);
  return groups;
}
