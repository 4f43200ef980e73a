/** Which parameters openapi-fetch alone would not send as the spec says, and the code that then writes them. */
import { readFileSync } from "node:fs";
import { isJsonMediaType } from "../spec/media-types.ts";
import {
  objectOf,
  operationsOf,
  type Json,
  type JsonObject,
  type Operation,
  type SpecDocument,
} from "../spec/openapi.ts";
import { parametersOf } from "../spec/parameters.ts";
import { walk } from "../spec/walk.ts";
import { serializeParameters, type ParameterFormat } from "./serialize-parameters.ts";
import { typesOf } from "./untyped-objects.ts";

const SERIALIZER = "serialize-parameters.ts";

/** The module that writes them, if there are any. */
export function renderSerializer(document: SpecDocument): { [fileName: string]: string } {
  if (serializedOperations(document).length === 0) return {};
  return { [SERIALIZER]: readFileSync(new URL(SERIALIZER, import.meta.url), "utf8") };
}

/** By operation, for src/exchange.ts: an empty table costs a bundle next to nothing. */
export function renderParameterFormats(document: SpecDocument): { imports: string; table: string } {
  const operations = serializedOperations(document);
  const rows = operations.map(
    ({ operation: { method, path }, formats }) =>
      `${JSON.stringify(`${method.toUpperCase()} ${path}`)}: ${serializeParameters.name}(${JSON.stringify(formats)}),`,
  );
  return {
    imports:
      rows.length > 0
        ? `import { ${serializeParameters.name} } from ${JSON.stringify(`./${SERIALIZER}`)};\n`
        : "",
    table: `/** The options of openapi-fetch by which it sends parameters as the spec says, where its own way is another. */
export const PARAMETER_SERIALIZERS: { [operation: string]: ((init: object) => object) | undefined } = {
${rows.join("\n")}
};\n`,
  };
}

function serializedOperations(
  document: SpecDocument,
): { operation: Operation; formats: ParameterFormat[] }[] {
  return operationsOf(document)
    .map((operation) => ({
      operation,
      formats: parametersOf(document, operation)
        .map((parameter) => ({ format: formatOf(parameter), schema: parameter["schema"] ?? {} }))
        .filter(({ format, schema }) => !isUsual(format, typesOf(schema, document)))
        .map(({ format }) => format),
    }))
    .filter(({ formats }) => formats.length > 0);
}

const IGNORED_HEADERS = /^(?:accept|authorization|content-type)$/i;

/** Lets callers leave out the headers that a request has anyway; the number of such parameters. */
export function relaxIgnoredHeaders(document: SpecDocument): number {
  const visits = [...walk(document, "document", "#")].filter(
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
