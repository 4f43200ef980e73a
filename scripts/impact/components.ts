import { meaningOf } from "../spec/hash.ts";
import { sameMeaning } from "./canonical.ts";
import type { ImpactContext, SpecSide } from "./context.ts";
import { type Change, type Direction, type Level, rank } from "./finding.ts";
import { type Place, changesOf } from "./place.ts";
import { objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import { type Json, type JsonObject, type Operation, isObject } from "../spec/openapi.ts";
import type { Match } from "../spec/match-operations.ts";
import { NormalForm, findDifference } from "./proof.ts";

/**
 * `components` is a published type: a name that goes is missed by whoever used it. What an operation reaches
 * is compared there, where it is known whether it is sent or received; the rest is compared here, as both.
 */
export function compareComponents(context: ImpactContext, matches: readonly Match[]): Change[] {
  const [old, next] = [componentsOf(context.before), componentsOf(context.after)];
  const compared = comparedReferences(context, matches);
  const forms = [new NormalForm(context.before), new NormalForm(context.after)] as const;
  const kinds = new Set([...Object.keys(old), ...Object.keys(next)].filter((kind) => !isProse(kind)));
  return [...kinds].flatMap((kind) => {
    const [these, those] = [objectOf(old[kind]), objectOf(next[kind])];
    return [...new Set([...Object.keys(these), ...Object.keys(those)])].flatMap((name): Change[] => {
      const what = `component ${kind}.${name}`;
      if (!Object.hasOwn(those, name)) return [{ impact: "major", text: `${what} removed` }];
      if (!Object.hasOwn(these, name)) return [{ impact: "minor", text: `${what} added` }];
      if (compared.has(`#/components/${kind}/${name}`)) return [];
      const read = (form: NormalForm, value: Json | undefined) =>
        kind === "schemas" ? form.schema(value ?? true) : form.object(value);
      const differs = () =>
        findDifference(read(forms[0], these[name]), read(forms[1], those[name])) !== undefined;
      if (kind !== "schemas") return compareOther(kind, what, these[name], those[name], differs);
      const changes = compareSchema(context, name, these[name], those[name]);
      if (changes.some(({ impact }) => rank(impact) > rank("patch")) || !differs()) return changes;
      return [...changes, { impact: "major", text: `${what} changed in a way that is not understood` }];
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
  differs: () => boolean,
): Change[] {
  const isEqual = sameMeaning(before, after);
  if (kind === "securitySchemes") {
    if (isEqual) return [];
    const impact: Level = sameMeaning(schemeOf(before), schemeOf(after)) ? "patch" : "major";
    return [{ impact, text: `${what} changed` }];
  }
  // A reference in it may lead to something else, though it is written as before.
  const isMajor = OPERATION_PARTS.has(kind) && differs();
  if (isEqual && !isMajor) return [];
  const isPatch = sameMeaning(
    meaningOf("components", before ?? null),
    meaningOf("components", after ?? null),
  );
  const impact: Level = isMajor ? "major" : isPatch || OPERATION_PARTS.has(kind) ? "patch" : "minor";
  return [{ impact, text: `${what} changed` }];
}

/** Components that no operation compares, and whose types are published: any change may stop a program. */
const OPERATION_PARTS = new Set([
  "parameters",
  "requestBodies",
  "responses",
  "headers",
  "callbacks",
  "pathItems",
]);

/** What a caller must meet: no descriptions, no hints, and scheme names are read in any letter case. */
function schemeOf(value: Json | undefined): Json {
  const { scheme, flows, ...rest } = objectOf(value);
  const names = Object.entries(objectOf(flows)).map(([flow, settings]): [string, Json] => {
    const scopes = Object.fromEntries(
      Object.keys(objectOf(objectOf(settings)["scopes"])).map((name) => [name, ""]),
    );
    return [flow, { ...objectOf(settings), scopes }];
  });
  const written: JsonObject = { ...rest, bearerFormat: "", flows: Object.fromEntries(names) };
  if (typeof scheme === "string") written["scheme"] = scheme.toLowerCase();
  return meaningOf("components", written);
}

function componentsOf({ document }: SpecSide) {
  return objectOf(document["components"]);
}

/** References that both sides of an operation meet, so that what they lead to is compared there. */
function comparedReferences({ before, after }: ImpactContext, matches: readonly Match[]): Set<string> {
  const compared = new Set<string>();
  for (const match of matches) {
    if (!match.before || !match.after) continue;
    const reached = reachedFrom(after, match.after);
    for (const reference of reachedFrom(before, match.before))
      if (reached.has(reference)) compared.add(reference);
  }
  return compared;
}

/** Every reference that is met on the way from an operation, but for its callbacks, which it does not compare. */
function reachedFrom({ document, schemas }: SpecSide, { path, value: operation }: Operation): Set<string> {
  const reached = new Set<string>();
  const { parameters, requestBody, responses } = operation;
  const waiting: (Json | undefined)[] = [
    document.paths[path]?.["parameters"],
    parameters,
    requestBody,
    responses,
  ];
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
