/**
 * `components` is a published type: callers may use any name in it. A component that operations use has its
 * changes reported there; it is compared here as well, since they may have changed which component they use.
 */
import { type Part, comparePart } from "./compare-part.ts";
import { isEqualIgnoringOrder } from "./forms.ts";
import { type Change, type Direction, type Level, comparePresence, highest, rank } from "./finding.ts";
import { compareBodies, compareBodyPresence, compareResponse } from "./bodies.ts";
import { type Comparison, bodyPlace, changesOf } from "./place.ts";
import { type ComparedMatch, type Usage, usageOf } from "./references.ts";
import type { ImpactContext, Side } from "./revision.ts";
import { type Json, type JsonObject, objectOf, ownValue } from "../spec/openapi.ts";
import { reportWork } from "../spec/progress.ts";
import { isAnnotation } from "../spec/annotation.ts";

interface Component {
  kind: string;
  name: string;
  before: Json;
  after: Json;
}

export function compareComponents(context: ImpactContext, matches: readonly ComparedMatch[]): Change[] {
  const [from, to] = [componentsOf(context.before), componentsOf(context.after)];
  const usage = usageOf(context, matches);
  const kinds = new Set([...Object.keys(from), ...Object.keys(to)].filter((kind) => !isAnnotation(kind)));
  return [...kinds].flatMap((kind) => {
    const [these, those] = [objectOf(from[kind]), objectOf(to[kind])];
    return [...new Set([...Object.keys(these), ...Object.keys(those)])].flatMap((name): Change[] => {
      const [before, after] = [ownValue(these, name), ownValue(those, name)];
      if (after === undefined) return [{ impact: "major", text: `component ${kind}.${name} removed` }];
      if (before === undefined) return [{ impact: "minor", text: `component ${kind}.${name} added` }];
      reportWork(`comparing the component ${kind}.${name} with the snapshot's`);
      const used = usage.get(`#/components/${kind}/${name}`);
      const changes = compareComponent(context, { kind, name, before, after }, used?.directions);
      // What its operations report at least at this level is not reported twice.
      const isReported = used && rank(highest(changes.map(({ impact }) => impact))) <= rank(used.reported);
      return isReported ? [] : changes;
    });
  });
}

const BOTH: readonly Direction[] = ["request", "response"];

function compareComponent(
  context: ImpactContext,
  component: Component,
  directions: Usage["directions"] | undefined,
): Change[] {
  const { kind, name, before, after } = component;
  if (kind === "securitySchemes") return compareSecurityScheme(name, before, after);
  const compare = COMPARISONS[kind];
  if (!compare) return compareUnusedKind(context, component);
  const sent: readonly Direction[] = directions && directions.size > 0 ? [...directions] : BOTH;
  const found = sent.flatMap((direction) => compare(context, component, direction));
  return changesOf(found).sort((left, right) => rank(right.impact) - rank(left.impact));
}

type ComponentComparison = (
  context: ImpactContext,
  component: Component,
  direction: Direction,
) => Comparison[];

const COMPARISONS: { [kind: string]: ComponentComparison } = {
  schemas: (context, { name, before, after }, direction) => {
    const part = (side: Side, schema: Json): Part => ({
      value: { schema },
      type: typeOf(context, side, "schemas", name),
    });
    const place = bodyPlace(`component ${name}`, direction, name);
    return [comparePart(context, place, part(context.before, before), part(context.after, after))];
  },
  parameters: (context, component) => {
    const [before, after] = partsOf(context, component);
    const presence = comparePresence("", presenceOf(before.value), presenceOf(after.value));
    const isOther = ["name", "in"].some((key) => before.value[key] !== after.value[key]);
    const other = { path: "", compatibility: "breaks", message: () => "is another parameter" } as const;
    const place = placeOf(component, "request");
    return [
      comparePart(context, place, before, after, { presence: [...presence, ...(isOther ? [other] : [])] }),
    ];
  },
  headers: (context, component) => [
    comparePart(context, placeOf(component, "response"), ...partsOf(context, component)),
  ],
  requestBodies: (context, component) => {
    const [before, after] = partsOf(context, component).map((part) => ({
      ...part,
      ...presenceOf(part.value),
    }));
    const place = placeOf(component, "request");
    if (!before || !after) return [];
    return [
      ...compareBodyPresence(place, before, after),
      ...compareBodies(context, place, before, after, () => "extends"),
    ];
  },
  responses: (context, component) =>
    compareResponse(context, placeOf(component, "response"), ...partsOf(context, component)),
};

function placeOf({ kind, name }: Component, direction: Direction) {
  return bodyPlace(`component ${kind}.${name}`, direction, name);
}

function presenceOf(value: JsonObject) {
  return { optional: value["required"] !== true };
}

function partsOf(context: ImpactContext, { kind, name, before, after }: Component): [Part, Part] {
  const part = (side: Side, value: Json): Part => ({
    value: side.schemas.resolve(value),
    type: typeOf(context, side, kind, name),
  });
  return [part(context.before, before), part(context.after, after)];
}

function typeOf({ types }: ImpactContext, side: Side, kind: string, name: string) {
  return types.member(types.member(side.types.components, kind)?.type, name)?.type;
}

/** Published as types, such as `pathItems`, or not at all. */
function compareUnusedKind(context: ImpactContext, { kind, name, before, after }: Component): Change[] {
  const isSame = context.before.canonical.object(before) === context.after.canonical.object(after);
  if (isSame && isEqualIgnoringOrder(before, after)) return [];
  const impact: Level = isSame ? "patch" : UNPUBLISHED.has(kind) ? "minor" : "major";
  return [{ impact, text: `component ${kind}.${name} changed` }];
}

const UNPUBLISHED = new Set(["examples", "links"]);

function compareSecurityScheme(name: string, before: Json, after: Json): Change[] {
  if (isEqualIgnoringOrder(before, after)) return [];
  const impact: Level = isEqualIgnoringOrder(toRequiredScheme(before), toRequiredScheme(after))
    ? "patch"
    : "major";
  return [{ impact, text: `component securitySchemes.${name} changed` }];
}

/** What a caller must provide: no descriptions, no hints, and scheme names in any letter case. */
function toRequiredScheme(value: Json): Json {
  const { scheme, flows, ...rest } = objectOf(value);
  const names = Object.entries(objectOf(flows)).map(([flow, settings]): [string, Json] => {
    const scopes = Object.keys(objectOf(objectOf(settings)["scopes"]));
    return [flow, { ...objectOf(settings), scopes }];
  });
  const own = Object.entries(rest).filter(([key]) => key !== "bearerFormat" && !isAnnotation(key));
  const name = typeof scheme === "string" ? scheme.toLowerCase() : (scheme ?? null);
  return { ...Object.fromEntries(own), scheme: name, flows: Object.fromEntries(names) };
}

function componentsOf({ document }: Side): JsonObject {
  return objectOf(document["components"]);
}
