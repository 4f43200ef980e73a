/** How parameters are written, if openapi-fetch alone would not send them as the spec says. */
import { isJsonMediaType } from "../spec/media-types.ts";
import { objectOf, type Json, type JsonObject, type Operation, type SpecDocument } from "../spec/openapi.ts";
import { parametersOf } from "../spec/parameters.ts";
import { walk } from "../spec/walk.ts";
import type { ParameterFormat } from "./serialize-parameters.ts";
import { typesOf } from "./untyped-objects.ts";

/** The parameters of an operation that openapi-fetch alone would not send as the spec says. */
export function parameterFormatsOf(document: SpecDocument, operation: Operation): ParameterFormat[] {
  return parametersOf(document, operation)
    .map((parameter) => ({ format: formatOf(parameter), schema: parameter["schema"] ?? {} }))
    .filter(({ format, schema }) => !isUsual(format, typesOf(schema, document)))
    .map(({ format }) => format);
}

const IGNORED_HEADERS = /^(?:accept|authorization|content-type)$/i;

/** Lets callers leave out the headers that a request has anyway; the number of such parameters. */
export function relaxIgnoredHeaders(document: SpecDocument): number {
  const visits = [...walk(document, "document")].filter(
    ({ kind, value: { in: place, name, required } }) =>
      kind === "parameter" &&
      place === "header" &&
      required === true &&
      typeof name === "string" &&
      IGNORED_HEADERS.test(name),
  );
  for (const { value } of visits) delete value["required"];
  return visits.length;
}

/** The schema of a parameter that is written as JSON. */
export function jsonContentOf(parameter: JsonObject): Json | undefined {
  const [[mediaType, content] = ["", null]] = Object.entries(objectOf(parameter["content"]));
  const isJson = !("schema" in parameter) && isJsonMediaType(mediaType);
  return isJson ? (objectOf(content)["schema"] ?? {}) : undefined;
}

function formatOf(parameter: JsonObject): ParameterFormat {
  // The gate has checked what these are.
  const place = parameter["in"] as ParameterFormat["in"];
  const name = parameter["name"] as string;
  const usual = place === "query" || place === "cookie" ? "form" : "simple";
  const isSchema = "schema" in parameter;
  const style = isSchema && typeof parameter["style"] === "string" ? parameter["style"] : usual;
  const explode =
    isSchema && typeof parameter["explode"] === "boolean" ? parameter["explode"] : style === "form";
  return {
    ...{ in: place, name, style: place === "cookie" ? "cookie" : style, explode },
    ...(jsonContentOf(parameter) !== undefined && { isJson: true }),
  };
}

/** Whether openapi-fetch writes it so by itself, whatever the value is. */
function isUsual({ in: place, name, style, explode, isJson }: ParameterFormat, types: string[]): boolean {
  if (isJson === true || place === "cookie" || types.includes("object")) return false;
  const mayBeList = types.includes("array");
  // Its own names of path parameters may have a style in them; names in a query aren't encoded.
  if (place === "path") return style === "simple" && !name.startsWith(".");
  return place === "header" || (/^[\w.~!$:@[\]-]+$/.test(name) && (!mayBeList || explode));
}
