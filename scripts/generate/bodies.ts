/** How bodies are written, if openapi-fetch alone would not send them as the spec says. */
import { isJsonMediaType } from "../spec/media-types.ts";
import {
  objectOf,
  resolveReference,
  valueAt,
  type JsonObject,
  type Operation,
  type SpecDocument,
} from "../spec/openapi.ts";
import { essenceOf, jsonFormat, multipartFormat, plainFormat } from "./serialize-bodies.ts";
import { formFormat } from "./serialize-form.ts";
import type { ParameterFormat } from "./serialize-parameters.ts";
import { typesOf } from "./untyped-objects.ts";

/** A function that returns a format, and its arguments. */
export interface FormatCall {
  name: string;
  args: [mediaType: string, more?: unknown];
}

/** What openapi-fetch says that a body is. */
const USUAL = "application/json";

/** The formats of an operation's body, in the spec's order; none if openapi-fetch alone sends it right. */
export function bodyFormatsOf(document: SpecDocument, { value }: Operation): FormatCall[] {
  const content = objectOf(valueAt(document, value, "requestBody", "content"));
  const calls = Object.entries(content).map(([type, media]) => callOf(document, type, objectOf(media)));
  const isUsual = calls.every(({ name, args: [type] }) => name === jsonFormat.name && type === USUAL);
  return isUsual ? [] : calls;
}

function callOf(document: SpecDocument, mediaType: string, media: JsonObject): FormatCall {
  const { schema = {} } = media;
  const { format } = objectOf(resolveReference(document, schema));
  const isRange = /^(?:application|\*)\/\*/.test(mediaType) && format !== "binary";
  if (isRange || isJsonMediaType(mediaType))
    return { name: jsonFormat.name, args: [isRange ? USUAL : mediaType, typesOf(schema, document)] };
  const encodings = Object.entries(objectOf(media["encoding"])).map(([name, encoding]): Encoding => [
    name,
    objectOf(encoding),
  ]);
  const essence = essenceOf(mediaType);
  if (essence === "multipart/form-data")
    return { name: multipartFormat.name, args: [mediaType, encodings.flatMap(contentTypeOf)] };
  if (essence === "application/x-www-form-urlencoded")
    return { name: formFormat.name, args: [mediaType, encodings.flatMap(formatOfField)] };
  return { name: plainFormat.name, args: [mediaType] };
}

type Encoding = [property: string, encoding: JsonObject];

/** The media type of a part, if the spec has one for it alone. */
function contentTypeOf([name, { contentType, ...style }]: Encoding): [name: string, type: string][] {
  const isOne = typeof contentType === "string" && !/[*,]/.test(contentType);
  return isOne && !isStyled(style) ? [[name, contentType]] : [];
}

function formatOfField([name, encoding]: Encoding): ParameterFormat[] {
  const { contentType, style: own, explode } = encoding;
  const isJson = typeof contentType === "string" && isJsonMediaType(contentType);
  const style = typeof own === "string" ? own : "form";
  const format: ParameterFormat = {
    ...{ in: "query", name, style },
    explode: typeof explode === "boolean" ? explode : style === "form",
  };
  if (isStyled(encoding)) return [format];
  return isJson ? [{ ...format, isJson }] : [];
}

/** Beside one of these, OpenAPI ignores a media type. */
function isStyled(encoding: JsonObject): boolean {
  return ["style", "explode", "allowReserved"].some((field) => field in encoding);
}
