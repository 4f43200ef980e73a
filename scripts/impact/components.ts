/**
 * `components` is a published type: callers may use any name in it. A component that operations use has its
 * changes reported there; it is compared here as well, since they may have changed which component they use.
 */
import { compareLocations } from "./compare-location.ts";
import { isEqualIgnoringOrder } from "./canonical.ts";
import { formOf } from "./fields.ts";
import { type Change, type Direction, type Level, highest, rank } from "./finding.ts";
import { locationsOfComponent } from "./locations.ts";
import type { ImpactContext, Side } from "./revision.ts";
import type { Match } from "../spec/match-operations.ts";
import { type Json, type Operation, isObject, objectOf, ownValue } from "../spec/openapi.ts";
import { reportWork } from "../spec/progress.ts";
import { isAnnotation } from "../spec/annotation.ts";

/** An operation of both revisions, and the highest impact of its own changes. */
export interface ComparedMatch extends Match {
  impact: Level;
}

export function compareComponents(context: ImpactContext, matches: readonly ComparedMatch[]): Change[] {
  const [componentsBefore, componentsAfter] = [context.before, context.after].map(({ document }) =>
    objectOf(document["components"]),
  );
  const usage = usageOf(context, matches);
  const kinds = new Set(
    Object.keys({ ...componentsBefore, ...componentsAfter }).filter((kind) => !isAnnotation(kind)),
  );
  return [...kinds].flatMap((kind) => {
    const [namedBefore, namedAfter] = [objectOf(componentsBefore?.[kind]), objectOf(componentsAfter?.[kind])];
    return Object.keys({ ...namedBefore, ...namedAfter }).flatMap((name): Change[] => {
      const [before, after] = [ownValue(namedBefore, name), ownValue(namedAfter, name)];
      if (after === undefined) return [{ impact: "major", text: `component ${kind}.${name} removed` }];
      if (before === undefined) return [{ impact: "minor", text: `component ${kind}.${name} added` }];
      reportWork(`comparing the component ${kind}.${name} with the snapshot's`);
      const used = usage.get(`#/components/${kind}/${name}`);
      const changes =
        compareAtLocations(context, kind, name, used?.directions) ??
        compareAsValue(context, kind, name, before, after);
      // Its operations have reported a change of at least this level, but no annotation behind a reference.
      const isReported = used && rank(highest(changes.map(({ impact }) => impact))) <= rank(used.reported);
      return isReported ? changes.filter(({ impact }) => impact === "patch") : changes;
    });
  });
}

function compareAtLocations(
  context: ImpactContext,
  kind: string,
  name: string,
  used: ReadonlySet<Direction> = new Set(),
): Change[] | undefined {
  const directions: Direction[] = used.size > 0 ? [...used] : ["request", "response"];
  const locations = directions.flatMap(
    (direction) => locationsOfComponent([context.before, context.after], kind, name, direction) ?? [],
  );
  if (locations.length === 0) return undefined;
  return compareLocations(context, locations)
    .map(({ impact, text }) => ({ impact, text }))
    .sort((left, right) => rank(right.impact) - rank(left.impact));
}

/** Of kinds whose impact isn't `major` if they differ. */
const IMPACT_OF_KIND: { [kind: string]: Level } = { examples: "minor", links: "minor" };

/** Published as types, such as `pathItems`, or not at all. */
function compareAsValue(
  context: ImpactContext,
  kind: string,
  name: string,
  before: Json,
  after: Json,
): Change[] {
  const required = kind === "securitySchemes" ? toRequiredScheme : (value: Json) => value;
  const isSame = formOf(context.before, required(before)) === formOf(context.after, required(after));
  if (isSame && isEqualIgnoringOrder(before, after)) return [];
  const impact = isSame ? "patch" : (IMPACT_OF_KIND[kind] ?? "major");
  return [{ impact, text: `component ${kind}.${name} changed` }];
}

/** What a caller must provide: no hints, no descriptions of scopes, and scheme names in any letter case. */
function toRequiredScheme(value: Json): Json {
  const { scheme, flows, ...rest } = objectOf(value);
  const granted = Object.entries(objectOf(flows)).map(([flow, settings]): [string, Json] => {
    const scopes = Object.keys(objectOf(objectOf(settings)["scopes"])).sort();
    return [flow, { ...objectOf(settings), scopes }];
  });
  const name = typeof scheme === "string" ? scheme.toLowerCase() : (scheme ?? null);
  return { ...rest, bearerFormat: null, scheme: name, flows: Object.fromEntries(granted) };
}

/** How operations of both revisions use a component. */
interface Usage {
  /** Whether it is sent or received. */
  directions: Set<Direction>;
  /** The highest impact of the changes of the operations that use it before and after. */
  reported: Level;
}

/** By reference. A component that isn't here is used by no operation. */
function usageOf(context: ImpactContext, matches: readonly ComparedMatch[]): Map<string, Usage> {
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
  const inherited = side.document.paths[path]?.["parameters"];
  const found = new Map<string, Set<Direction>>();
  const collect = (direction: Direction, start: (Json | undefined)[]) => {
    for (const reference of reach(side, start))
      found.set(reference, (found.get(reference) ?? new Set()).add(direction));
  };
  // The requests of callbacks are received, and their responses sent.
  collect("request", [inherited, parameters, requestBody, callbacks]);
  collect("response", [responses, callbacks]);
  return found;
}

function reach({ schemas }: Side, waiting: (Json | undefined)[]): Set<string> {
  const reached = new Set<string>();
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
