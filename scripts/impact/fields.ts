/** The fields that schemas don't have: their canonical form, what they have by default, and the rules for changes. */
import { isDeepStrictEqual } from "node:util";
import { type CanonicalForm, type Form, spellRecord } from "./canonical.ts";
import { type Keyword, advisory } from "./keywords.ts";
import type { Schemas } from "./schemas.ts";
import { type Json, type JsonObject, isObject, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

interface FieldSide {
  schemas: Schemas;
  canonical: CanonicalForm;
}

/** The form of a value, its fields and the schemas in them. */
export function formOf(side: FieldSide, value: Json | undefined): Form {
  if (Array.isArray(value)) return `[${value.map((item) => formOf(side, item)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const target = typeof value["$ref"] === "string" ? side.schemas.resolve(value) : value;
  const own = Object.entries(omitFieldDefaults(side.schemas, target)).filter(
    ([key, child]) => !isAnnotation(key) && !(child === false && FALSE_IF_ABSENT.has(key)),
  );
  return spellRecord(own.map(([key, child]) => [key, formOfField(side, key, child)]));
}

function formOfField(side: FieldSide, key: string, value: Json): Form {
  if (key === "schema") return side.canonical.schema(value);
  if (!MAPS.has(key)) return formOf(side, value);
  return spellRecord(Object.entries(objectOf(value)).map(([name, child]) => [name, formOf(side, child)]));
}

/** Fields whose value is a map from names, which may be spelt like annotations. */
const MAPS = new Set([
  "headers",
  "content",
  "responses",
  "encoding",
  "callbacks",
  "links",
  "variables",
  "scopes",
]);

const FALSE_IF_ABSENT = new Set(["required", "deprecated", "allowEmptyValue", "allowReserved"]);

/** A parameter, a header or a media type without what it has by default. */
export function omitFieldDefaults(schemas: Schemas, field: JsonObject): JsonObject {
  if (!("schema" in field || "content" in field)) return field;
  if (!isObject(field["encoding"])) return omitStyleDefaults(field, inQuery(field) ? "form" : "simple");
  const { encoding, ...rest } = field;
  const properties = schemas
    .branchesOf(field["schema"] ?? true)
    .map((branch) => objectOf(branch["properties"]));
  const parts = Object.entries(encoding).flatMap(([name, part]): [string, JsonObject][] => {
    const media = new Set(properties.map((named) => mediaTypeOf(schemas, named[name])));
    const own = omitEncodingDefaults(objectOf(part), media.size === 1 ? [...media][0] : undefined);
    return Object.keys(own).length > 0 ? [[name, own]] : [];
  });
  return parts.length > 0 ? { ...rest, encoding: Object.fromEntries(parts) } : rest;
}

function inQuery(field: JsonObject): boolean {
  return field["in"] === "query" || field["in"] === "cookie";
}

function omitStyleDefaults(field: JsonObject, usual: string): JsonObject {
  const { style = usual } = field;
  return omit(field, { style: usual, explode: style === "form" });
}

function omitEncodingDefaults(encoding: JsonObject, media: string | undefined): JsonObject {
  const own = omit(encoding, { ...(media && { contentType: media }), allowReserved: false });
  // An object is written as JSON, unless a style is given.
  return media === undefined || media === JSON_MEDIA ? own : omitStyleDefaults(own, "form");
}

function omit(field: JsonObject, defaults: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(field).filter(([key, value]) => defaults[key] !== value));
}

const JSON_MEDIA = "application/json";

/** How OpenAPI writes a part of a form by default; `undefined` if its versions differ or the schema leaves it open. */
function mediaTypeOf(schemas: Schemas, schema: Json | undefined): string | undefined {
  const branches = schemas.branchesOf(schema ?? true);
  const media = new Set(
    branches.map(({ type, format, items, contentEncoding }) => {
      if (type === "object") return JSON_MEDIA;
      if (type === "array") return mediaTypeOf(schemas, items);
      if (format === "binary" || format === "base64" || contentEncoding !== undefined) return undefined;
      return typeof type === "string" && type !== "null" ? "text/plain" : undefined;
    }),
  );
  return media.size === 1 ? [...media][0] : undefined;
}

/** A server that expects one serialization rejects the others. */
const serialization: Keyword = { keeps: () => false };

const permission: Keyword = { keeps: (_, after) => after === true };

/** How the parts of a form are serialized. Further media types for a part reject nothing; any other change may. */
const encoding: Keyword = {
  keeps: (before, after) => {
    const [partsBefore, partsAfter] = [objectOf(before), objectOf(after)];
    return Object.keys({ ...partsBefore, ...partsAfter }).every((name) =>
      isWiderEncoding(partsBefore[name], partsAfter[name]),
    );
  },
};

/** A change of any other field is not understood. */
export const FIELDS = new Map<string, Keyword>(
  Object.entries<Keyword>({
    ...{ style: serialization, explode: serialization, encoding, links: advisory },
    ...{ allowReserved: permission, allowEmptyValue: permission },
  }),
);

function isWiderEncoding(before: Json | undefined, after: Json | undefined): boolean {
  const { contentType: mediaBefore, ...restBefore } = objectOf(before);
  const { contentType: mediaAfter, ...restAfter } = objectOf(after);
  if (!isDeepStrictEqual(restBefore, restAfter)) return false;
  if (mediaBefore === mediaAfter) return true;
  if (typeof mediaBefore !== "string" || typeof mediaAfter !== "string") return false;
  const accepted = mediaAfter.split(",").map((media) => media.trim());
  return mediaBefore.split(",").every((media) => accepted.includes(media.trim()));
}
