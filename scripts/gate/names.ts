import { pointer } from "../spec/pointer.ts";
import type { Visit } from "../spec/walk.ts";
import { isObject, operationsOf } from "../spec/openapi.ts";
import type { Json, JsonObject, SpecDocument } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

const EXTENSION = "|x-[A-Za-z0-9._-]+";
const COMPONENT_NAME = /^[A-Za-z0-9._-]{1,200}$/;
const TOKEN = /^[A-Za-z0-9!#$%&^_.+~-]{1,200}$/;
const MEDIA_TYPE =
  /^(?:\*|[\w!#$&^.+-]+)\/(?:\*|[\w!#$&^.+-]+)(?:; ?[\w.+-]+=(?:[\w.+-]+|"[^"\\]{0,100}"))*$/;
/** Any name, even an empty one, that can't end a comment and has no spaces or marks that make two names look the same. */
const PROPERTY_NAME = /^(?! |.*\*\/|.*\p{M}{3})(?:[^\p{C}\p{Z}]| |\u200D){0,200}(?<! )$/u;

/** The names that a document may choose, by the map whose keys they are. They end up in generated code. */
const KEYS: { [where: string]: RegExp } = {
  document: new RegExp(
    `^(?:openapi|info|jsonSchemaDialect|servers|paths|webhooks|components|security|tags|externalDocs${EXTENSION})$`,
  ),
  components: new RegExp(
    `^(?:schemas|responses|parameters|examples|requestBodies|headers|securitySchemes|links|callbacks|pathItems${EXTENSION})$`,
  ),
  /** Without `.` and `..`: with them, fetch would call another path. */
  "document.paths": /^(?!.*\/\.{1,2}(?:\/|$))(?:\/(?:[\w.~:@!$&()+,;=-]|\{[\w.-]+\})*)+$/,
  "document.webhooks": TOKEN,
  "components.*": COMPONENT_NAME,
  responses: new RegExp(`^(?:[1-5](?:\\d\\d|XX)|default${EXTENSION})$`),
  "operation.callbacks": COMPONENT_NAME,
  /** A runtime expression, or a URL with such expressions. */
  callback: new RegExp(`^(?:[\\w{}$.#/:?&=~%!@+,-]+${EXTENSION})$`),
  "parameter.content": MEDIA_TYPE,
  "requestBody.content": MEDIA_TYPE,
  "response.content": MEDIA_TYPE,
  "response.headers": TOKEN,
  "header.content": MEDIA_TYPE,
  "encoding.headers": TOKEN,
  "mediaType.encoding": PROPERTY_NAME,
  "schema.properties": PROPERTY_NAME,
  "schema.patternProperties": PROPERTY_NAME,
  "schema.dependentSchemas": PROPERTY_NAME,
  "schema.$defs": COMPONENT_NAME,
  "schema.definitions": COMPONENT_NAME,
};

const VALUES: { [where: string]: RegExp } = {
  "operation.operationId": /^[A-Za-z_$][\w$.-]{0,199}$/,
  "parameter.in": /^(?:query|header|path|cookie)$/,
  "discriminator.propertyName": PROPERTY_NAME,
};

/** A header's and a cookie's are tokens of HTTP, a path's stands in its template; in a query any name can be encoded. */
const PARAMETER_NAMES: { [place: string]: RegExp } = {
  path: /^[\w.-]{1,200}$/,
  query: PROPERTY_NAME,
  header: TOKEN,
  cookie: TOKEN,
};

export function checkNames({ kind, value, at }: Visit): void {
  checkKeys(value, KEYS[kind], at);
  if (kind === "parameter") checkParameterName(value, at);
  for (const [field, child] of Object.entries(value)) {
    if (field.startsWith("x-")) continue;
    const below = pointer(at, field);
    if (isObject(child)) checkKeys(child, KEYS[`${kind}.${field}`] ?? KEYS[`${kind}.*`], below);
    const allowed = VALUES[`${kind}.${field}`];
    if (allowed) checkValue(child, allowed, below);
  }
}

function checkParameterName({ in: place, name }: JsonObject, at: string): void {
  const allowed = typeof place === "string" ? PARAMETER_NAMES[place] : undefined;
  if (allowed) checkValue(name, allowed, pointer(at, "name"));
}

function checkValue(value: Json | undefined, allowed: RegExp, at: string): void {
  const isText = typeof value === "string";
  if (value === undefined || (isText && allowed.test(value) && value === value.normalize("NFC"))) return;
  throw new Refusal(`${at}: ${quoteUntrusted(value)} is not allowed there`);
}

function checkKeys(map: object, allowed: RegExp | undefined, at: string): void {
  if (!allowed) return;
  for (const key of Object.keys(map)) {
    // A name in another normal form would look the same.
    if (!allowed.test(key) || key !== key.normalize("NFC"))
      throw new Refusal(`${at}: the name ${quoteUntrusted(key)} is not allowed there`);
  }
}

/** Also checks webhooks and callbacks, which checkOperations doesn't see. */
export function checkOperationIds(visits: Iterable<Visit>): void {
  const places = new Map<Json, string>();
  for (const { kind, value, at } of visits) {
    const id = kind === "operation" ? value["operationId"] : undefined;
    if (id === undefined) continue;
    const other = places.get(id);
    if (other !== undefined)
      throw new Refusal(`duplicate operationId ${quoteUntrusted(id)}: ${other} and ${at}`);
    places.set(id, at);
  }
}

/** The real spec has 46. Many more would take minutes. */
const MAX_OPERATIONS = 1_000;

/** A second operation under one id would overwrite the first in the generated types. */
export function checkOperations(document: SpecDocument): void {
  const operations = operationsOf(document);
  if (operations.length === 0)
    throw new Refusal("#/paths holds no operation: the source is cut off or empty");
  if (operations.length > MAX_OPERATIONS)
    throw new Refusal(`#/paths holds ${operations.length} operations: over ${MAX_OPERATIONS} are not taken`);
  const ids = new Map<string, string>();
  const routes = new Map<string, string>();
  for (const { id, method, path } of operations) {
    const name = `${method.toUpperCase()} ${path}`;
    const sameId = ids.get(id);
    if (sameId !== undefined) {
      throw new Refusal(`duplicate operationId ${quoteUntrusted(id)}: ${sameId} and ${name}`);
    }
    ids.set(id, name);
    const route = `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`;
    const sameRoute = routes.get(route);
    if (sameRoute !== undefined) {
      throw new Refusal(`${sameRoute} and ${name} are the same route: they differ in parameter names alone`);
    }
    routes.set(route, name);
  }
}
