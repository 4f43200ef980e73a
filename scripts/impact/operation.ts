import type { ImpactContext, SpecSide } from "./context.ts";
import { type Finding, under } from "./finding.ts";
import { compareKeyword } from "./keywords.ts";
import {
  type Found,
  PARAMETER_GROUPS,
  type ParameterGroup,
  headersPlace,
  parametersPlace,
  requestPlace,
  responsePlace,
} from "./place.ts";
import { compareProse } from "./prose.ts";
import { listOf, objectOf } from "./json.ts";
import { isProse } from "../spec/prose.ts";
import type { JsonObject, Operation } from "../spec/openapi.ts";

/** Compares the parameters, bodies and headers that an operation has in both specs; the types see the others. */
export function compareSpecs(context: ImpactContext, before: Operation, after: Operation): Found[] {
  const [old, next] = [context.before.schemas, context.after.schemas];
  return [
    ...compareParameters(context, parametersOf(context.before, before), parametersOf(context.after, after)),
    ...compareBody(
      context,
      old.resolve(before.value["requestBody"]),
      next.resolve(after.value["requestBody"]),
      requestPlace,
    ),
    ...compareResponses(context, objectOf(before.value["responses"]), objectOf(after.value["responses"])),
  ];
}

type Parameters = Map<string, JsonObject>;

/** By place and name; an operation's own parameter replaces that of its path. */
function parametersOf(
  { document, schemas }: SpecSide,
  { path, value }: Operation,
): Record<ParameterGroup, Parameters> {
  const all = [...listOf(document.paths[path]?.["parameters"]), ...listOf(value["parameters"])];
  const resolved = all.map((parameter) => schemas.resolve(parameter));
  const group = (name: ParameterGroup): Parameters =>
    new Map(
      resolved
        .filter((one) => one["in"] === name)
        .flatMap((one) => (typeof one["name"] === "string" ? [[one["name"], one]] : [])),
    );
  return { path: group("path"), query: group("query"), header: group("header"), cookie: group("cookie") };
}

function compareParameters(
  context: ImpactContext,
  before: Record<ParameterGroup, Parameters>,
  after: Record<ParameterGroup, Parameters>,
): Found[] {
  return PARAMETER_GROUPS.map((group) => ({
    place: parametersPlace(group),
    findings: compareFields(context, before[group], after[group]),
  }));
}

/** Parameters or headers, name by name. */
function compareFields(context: ImpactContext, before: Parameters, after: Parameters): Finding[] {
  return [...before].flatMap(([name, old]) => {
    const next = after.get(name);
    return next
      ? under(name, [...compareHolder(context, old, next), ...compareFieldContents(context, old, next)])
      : [];
  });
}

/** A parameter or a header may have a media type instead of a schema. */
function compareFieldContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const [baseValue, revised] = [objectOf(before["content"]), objectOf(after["content"])];
  const names = new Set([...Object.keys(baseValue), ...Object.keys(revised)]);
  return [...names].flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(baseValue, media);
    if (!isAdded && Object.hasOwn(revised, media))
      return compareHolder(context, objectOf(baseValue[media]), objectOf(revised[media]));
    const effect = isAdded ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [{ path: "", effect, sentence: ({ name }) => `media type ${media} of ${name} ${verb}` }];
  });
}

/** What these say of themselves, beside their schemas and what the types show. */
const NOT_KEYWORDS = new Set(["schema", "content", "headers", "required", "name", "in", "$ref"]);

/** A thing that holds a schema: a parameter, a header, a media type. */
function compareHolder(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const [old, next] = [withoutFormDefaults(before), withoutFormDefaults(after)];
  const keywords = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [
    ...[...keywords]
      .filter((keyword) => !NOT_KEYWORDS.has(keyword) && !isProse(keyword))
      .flatMap((keyword) => compareKeyword(keyword, old[keyword], next[keyword])),
    ...context.constraints.compare(before["schema"], after["schema"]),
    ...compareProse(before, after),
    ...context.prose.compare(before["schema"], after["schema"]),
  ];
}

/** A parameter or header without the form that its place would give it unsaid. */
export function withoutFormDefaults(holder: JsonObject): JsonObject {
  const usual = holder["in"] === "query" || holder["in"] === "cookie" ? "form" : "simple";
  const { style = usual } = holder;
  const defaults: JsonObject = { style: usual, explode: style === "form" };
  return Object.fromEntries(Object.entries(holder).filter(([key, value]) => defaults[key] !== value));
}

/** A request body or a response: what it says of itself, then each media type that both have. */
function compareBody(
  context: ImpactContext,
  before: JsonObject,
  after: JsonObject,
  placeOf: typeof requestPlace,
): Found[] {
  const [old, next] = [objectOf(before["content"]), objectOf(after["content"])];
  const shared = Object.keys(old).filter((media) => Object.hasOwn(next, media));
  return [
    { place: placeOf(), findings: compareHolder(context, before, after) },
    ...shared.map((media) => ({
      place: placeOf(media),
      findings: compareHolder(context, objectOf(old[media]), objectOf(next[media])),
    })),
  ];
}

function compareResponses(context: ImpactContext, before: JsonObject, after: JsonObject): Found[] {
  const shared = Object.keys(before).filter((status) => Object.hasOwn(after, status));
  return shared.flatMap((status) => {
    const old = context.before.schemas.resolve(before[status]);
    const next = context.after.schemas.resolve(after[status]);
    const fields = (side: SpecSide, response: JsonObject): Parameters =>
      new Map(
        Object.entries(objectOf(response["headers"])).map(([name, header]) => [
          name,
          side.schemas.resolve(header),
        ]),
      );
    const headers = compareFields(context, fields(context.before, old), fields(context.after, next));
    return [
      ...compareBody(context, old, next, (media) => responsePlace(status, media)),
      { place: headersPlace(status), findings: headers },
    ];
  });
}
