import { pointer } from "./pointer.ts";
import { isObject } from "./openapi.ts";
import type { Json, JsonObject } from "./openapi.ts";
import { quoteUntrusted } from "./quote.ts";
import { Refusal } from "./refusal.ts";

export type Kind =
  | "document"
  | "components"
  | "pathItem"
  | "operation"
  | "responses"
  | "callback"
  | "parameter"
  | "requestBody"
  | "response"
  | "header"
  | "mediaType"
  | "encoding"
  | "schema"
  | "discriminator"
  | "securityScheme";

/** A field has one object of a kind, a list of them, or a map whose names the document chooses. */
type Container = "one" | "list" | "map";
type Shape = readonly [Container, Kind];
const one = (kind: Kind): Shape => ["one", kind];
const list = (kind: Kind): Shape => ["list", kind];
const map = (kind: Kind): Shape => ["map", kind];

/**
 * Which objects each kind of object has in OpenAPI 3.0 and 3.1; `*` is every key that is no extension. Other fields are
 * leaves: annotations, limits, and examples and links, from which nothing is generated.
 */
const GRAMMAR: { [kind in Kind]: { [field: string]: Shape } } = {
  document: { paths: map("pathItem"), webhooks: map("pathItem"), components: one("components") },
  components: {
    schemas: map("schema"),
    responses: map("response"),
    parameters: map("parameter"),
    requestBodies: map("requestBody"),
    headers: map("header"),
    securitySchemes: map("securityScheme"),
    callbacks: map("callback"),
    pathItems: map("pathItem"),
  },
  pathItem: {
    parameters: list("parameter"),
    get: one("operation"),
    put: one("operation"),
    post: one("operation"),
    delete: one("operation"),
    options: one("operation"),
    head: one("operation"),
    patch: one("operation"),
    trace: one("operation"),
  },
  operation: {
    parameters: list("parameter"),
    requestBody: one("requestBody"),
    responses: one("responses"),
    callbacks: map("callback"),
  },
  responses: { "*": one("response") },
  callback: { "*": one("pathItem") },
  parameter: { schema: one("schema"), content: map("mediaType") },
  requestBody: { content: map("mediaType") },
  response: { headers: map("header"), content: map("mediaType") },
  header: { schema: one("schema"), content: map("mediaType") },
  mediaType: { schema: one("schema"), encoding: map("encoding") },
  encoding: { headers: map("header") },
  schema: {
    properties: map("schema"),
    patternProperties: map("schema"),
    dependentSchemas: map("schema"),
    $defs: map("schema"),
    definitions: map("schema"),
    additionalProperties: one("schema"),
    unevaluatedProperties: one("schema"),
    unevaluatedItems: one("schema"),
    propertyNames: one("schema"),
    items: one("schema"),
    contains: one("schema"),
    contentSchema: one("schema"),
    not: one("schema"),
    if: one("schema"),
    then: one("schema"),
    else: one("schema"),
    allOf: list("schema"),
    anyOf: list("schema"),
    oneOf: list("schema"),
    prefixItems: list("schema"),
    discriminator: one("discriminator"),
  },
  discriminator: {},
  securityScheme: {},
};

/** How a keyword of a schema has schemas; `undefined` if it has none. */
export function schemaShapeOf(keyword: string): Container | undefined {
  const shape = Object.hasOwn(GRAMMAR.schema, keyword) ? GRAMMAR.schema[keyword] : undefined;
  return shape?.[1] === "schema" ? shape[0] : undefined;
}

/** Whether the walk visits nothing in a field. */
export function isLeaf(kind: Kind, field: string): boolean {
  return !Object.hasOwn(GRAMMAR[kind], field) && !("*" in GRAMMAR[kind]);
}

/** These may be null: annotations may be empty, and data may be any value. A truncation leaves other fields null. */
const NULLABLE_FIELDS = new Set(["default", "example", "const", "value", "description", "summary", "title"]);

export interface Visit {
  kind: Kind;
  value: JsonObject;
  at: string;
}

/** Visits every object that OpenAPI defines, each once; it follows no `$ref`. */
export function* walk(value: Json, kind: Kind, at = "#"): Generator<Visit> {
  if (kind === "schema" && typeof value === "boolean") return;
  const object = expectObject(value, at, kind);
  yield { kind, value: object, at };
  for (const [key, child] of Object.entries(object)) {
    if (key.startsWith("x-")) continue;
    const below = pointer(at, key);
    if (child === null && !NULLABLE_FIELDS.has(key)) {
      throw new Refusal(`${below} is null: the source is cut off or broken`);
    }
    const fields = GRAMMAR[kind];
    const shape = Object.hasOwn(fields, key) ? fields[key] : fields["*"];
    if (shape !== undefined) yield* walkShape(child, shape, below);
  }
}

function* walkShape(value: Json, [container, kind]: Shape, at: string): Generator<Visit> {
  if (container === "one") {
    yield* walk(value, kind, at);
  } else if (container === "list") {
    if (!Array.isArray(value)) throw new Refusal(`${at} must be a list, is ${quoteUntrusted(value)}`);
    for (const [index, item] of value.entries()) yield* walk(item, kind, pointer(at, index));
  } else {
    for (const [name, item] of Object.entries(expectObject(value, at, "map"))) {
      yield* walk(item, kind, pointer(at, name));
    }
  }
}

function expectObject(value: Json, at: string, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new Refusal(
    `${at} must be an object (${what}), is ${quoteUntrusted(value)}: the source is cut off or broken`,
  );
}
