import { meaningOf } from "../spec/hash.ts";
import { sameMeaning } from "./canonical.ts";
import type { ImpactContext, SpecSide } from "./context.ts";
import { type Change, type Direction, type Level, rank } from "./finding.ts";
import { type Place, changesOf } from "./place.ts";
import { objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import { type Json, isObject } from "../spec/openapi.ts";

/**
 * `components` is a published type: a name that goes is missed by whoever used it. What an operation reaches
 * is compared there, where it is known whether it is sent or received; the rest is compared here, as both.
 */
export function compareComponents(context: ImpactContext): Change[] {
  const [old, next] = [componentsOf(context.before), componentsOf(context.after)];
  const reached = [reachedFrom(context.before), reachedFrom(context.after)];
  const kinds = new Set([...Object.keys(old), ...Object.keys(next)].filter((kind) => !isProse(kind)));
  return [...kinds].flatMap((kind) => {
    const [these, those] = [objectOf(old[kind]), objectOf(next[kind])];
    return [...new Set([...Object.keys(these), ...Object.keys(those)])].flatMap((name): Change[] => {
      const what = `component ${kind}.${name}`;
      if (!Object.hasOwn(those, name)) return [{ impact: "major", text: `${what} removed` }];
      if (!Object.hasOwn(these, name)) return [{ impact: "minor", text: `${what} added` }];
      if (reached.every((pointers) => pointers.has(`#/components/${kind}/${name}`))) return [];
      if (kind === "schemas") return compareSchema(context, name, these[name], those[name]);
      return compareOther(kind, what, these[name], those[name]);
    });
  });
}

function compareSchema(context: ImpactContext, name: string, before?: Json, after?: Json): Change[] {
  const { types, constraints, prose } = context;
  const [old, next] = [context.before, context.after].map(
    (side) => types.member(types.member(side.types.components, "schemas")?.type, name)?.type,
  );
  const spec = [...constraints.compare(before, after), ...prose.compare(before, after)];
  const directions: Direction[] = ["request", "response"];
  const all = directions.flatMap((direction) => {
    const place: Place = { label: `component ${name}`, direction, noun: "property", whole: "it" };
    const findings = old && next ? types.compare(old, next, direction) : [];
    return changesOf([{ place, findings }], [{ place, findings: spec }]);
  });
  return all.sort((one, other) => rank(other.impact) - rank(one.impact));
}

function compareOther(
  kind: string,
  what: string,
  before: Json | undefined,
  after: Json | undefined,
): Change[] {
  if (sameMeaning(before, after)) return [];
  const [old, next] = [before, after].map((value) =>
    meaningOf("components", { ...objectOf(value), bearerFormat: "" }),
  );
  // `bearerFormat` is a hint to who reads it.
  const onlyProse = sameMeaning(old, next);
  const impact: Level = onlyProse ? "patch" : kind === "securitySchemes" ? "major" : "minor";
  return [{ impact, text: `${what} changed` }];
}

function componentsOf({ document }: SpecSide) {
  return objectOf(document["components"]);
}

/** Every reference that is met on the way from the operations. */
function reachedFrom({ document, schemas }: SpecSide): Set<string> {
  const reached = new Set<string>();
  const waiting: (Json | undefined)[] = [document.paths];
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
