/** How small or how large a number may be. */
import { isDeepStrictEqual } from "node:util";
import { type Finding, describeChange, equivalent } from "./finding.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";

type Value = Json | undefined;

/** Two keywords for one thing: how small or how large a number may be. */
const BOUNDS = [
  { inclusive: "minimum", exclusive: "exclusiveMinimum", beyond: "above", sign: 1 },
  { inclusive: "maximum", exclusive: "exclusiveMaximum", beyond: "below", sign: -1 },
] as const;

export function isBound(keyword: string): boolean {
  return BOUNDS.some(({ inclusive, exclusive }) => keyword === inclusive || keyword === exclusive);
}

interface Bound {
  limit: number;
  isOpen: boolean;
}

export function compareBounds(before: JsonObject, after: JsonObject): Finding[] {
  return BOUNDS.flatMap((bound): Finding[] => {
    const { inclusive, exclusive, sign } = bound;
    if (before[inclusive] === after[inclusive] && before[exclusive] === after[exclusive]) return [];
    const [baseValue, revised] = [boundOf(before, bound), boundOf(after, bound)];
    if (isDeepStrictEqual(baseValue, revised) || isWithin(before["enum"], revised, sign))
      return [equivalent(({ name }) => `${inclusive} of ${name} changed, which all of its values satisfy`)];
    const gap = revised && baseValue ? sign * (revised.limit - baseValue.limit) : revised ? 1 : -1;
    const compatibility = gap > 0 || (gap === 0 && revised?.isOpen === true) ? "narrows" : "extends";
    const message: Finding["message"] = ({ name }) => describeBound(bound, name, baseValue, revised);
    return [{ path: "", compatibility, message }];
  });
}

function describeBound(bound: (typeof BOUNDS)[number], name: string, before?: Bound, after?: Bound): string {
  const keyword = (before ?? after)?.isOpen === true ? bound.exclusive : bound.inclusive;
  if (!before || !after || before.isOpen === after.isOpen)
    return describeChange(`${keyword} of ${name}`, before?.limit, after?.limit);
  const show = ({ limit, isOpen }: Bound) => (isOpen ? `${bound.beyond} ${limit}` : String(limit));
  return `${bound.inclusive} of ${name} changed from ${show(before)} to ${show(after)}`;
}

function isWithin(values: Value, bound: Bound | undefined, sign: 1 | -1): boolean {
  if (!Array.isArray(values) || !bound) return false;
  return values.every((value) => {
    if (typeof value !== "number") return false;
    const distance = sign * (value - bound.limit);
    return distance > 0 || (distance === 0 && !bound.isOpen);
  });
}

/** The tighter one if a schema has both. */
function boundOf(schema: JsonObject, bound: (typeof BOUNDS)[number]): Bound | undefined {
  const [closed, open] = [schema[bound.inclusive], schema[bound.exclusive]];
  if (typeof open === "number" && !(typeof closed === "number" && bound.sign * (closed - open) > 0))
    return { limit: open, isOpen: true };
  return typeof closed === "number" ? { limit: closed, isOpen: false } : undefined;
}
