import { pointer } from "./pointer.ts";
import { isObject } from "./openapi.ts";
import type { Json, JsonObject } from "./openapi.ts";
import { quote } from "./quote.ts";
import { Refusal } from "./refusal.ts";

const KINDS = [
  "document",
  "components",
  "pathItem",
  "operation",
  "responses",
  "callback",
  "parameter",
  "requestBody",
  "response",
  "header",
  "mediaType",
  "encoding",
  "schema",
  "discriminator",
  "securityScheme",
] as const;
export type Kind = (typeof KINDS)[number];

/** One object of the kind, a list of them, or a map whose names are the document's own. */
type Shape = Kind | `${Kind}[]` | `${Kind}{}`;

/**
 * Where OpenAPI 3.0 and 3.1 have which object; `*` is every key that's no extension. Other fields are leaves:
 * annotations, limits, and examples and links, which nothing is generated from.
 */
const GRAMMAR: { [kind in Kind]: { [field: string]: Shape } } = {
  document: { paths: "pathItem{}", webhooks: "pathItem{}", components: "components" },
  components: {
    schemas: "schema{}",
    responses: "response{}",
    parameters: "parameter{}",
    requestBodies: "requestBody{}",
    headers: "header{}",
    securitySchemes: "securityScheme{}",
    callbacks: "callback{}",
    pathItems: "pathItem{}",
  },
  pathItem: {
    parameters: "parameter[]",
    get: "operation",
    put: "operation",
    post: "operation",
    delete: "operation",
    options: "operation",
    head: "operation",
    patch: "operation",
    trace: "operation",
  },
  operation: {
    parameters: "parameter[]",
    requestBody: "requestBody",
    responses: "responses",
    callbacks: "callback{}",
  },
  responses: { "*": "response" },
  callback: { "*": "pathItem" },
  parameter: { schema: "schema", content: "mediaType{}" },
  requestBody: { content: "mediaType{}" },
  response: { headers: "header{}", content: "mediaType{}" },
  header: { schema: "schema", content: "mediaType{}" },
  mediaType: { schema: "schema", encoding: "encoding{}" },
  encoding: { headers: "header{}" },
  schema: {
    properties: "schema{}",
    patternProperties: "schema{}",
    dependentSchemas: "schema{}",
    $defs: "schema{}",
    definitions: "schema{}",
    additionalProperties: "schema",
    unevaluatedProperties: "schema",
    unevaluatedItems: "schema",
    propertyNames: "schema",
    items: "schema",
    contains: "schema",
    contentSchema: "schema",
    not: "schema",
    if: "schema",
    then: "schema",
    else: "schema",
    allOf: "schema[]",
    anyOf: "schema[]",
    oneOf: "schema[]",
    prefixItems: "schema[]",
    discriminator: "discriminator",
  },
  discriminator: {},
  securityScheme: {},
};

/** How a keyword of a schema holds schemas: one, a list, a map by name; `undefined` if it holds none. */
export function schemaShapeOf(keyword: string): "one" | "list" | "map" | undefined {
  const shape = Object.hasOwn(GRAMMAR.schema, keyword) ? GRAMMAR.schema[keyword] : undefined;
  return shape === "schema"
    ? "one"
    : shape === "schema[]"
      ? "list"
      : shape === "schema{}"
        ? "map"
        : undefined;
}

/** Whether a field holds nothing that the walk visits. */
export function isLeaf(kind: Kind, field: string): boolean {
  return !Object.hasOwn(GRAMMAR[kind], field) && !("*" in GRAMMAR[kind]);
}

/** Annotations may be left empty, and these hold any value; a null elsewhere is what a truncation leaves behind. */
const NULLABLE_FIELDS = new Set(["default", "example", "const", "value", "description", "summary", "title"]);

export interface Visit {
  kind: Kind;
  value: JsonObject;
  at: string;
}

/** Every object of the document that OpenAPI gives a meaning, each once; no `$ref` is followed. */
export function* walk(value: Json, kind: Kind, at: string): Generator<Visit> {
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

function* walkShape(value: Json, shape: Shape, at: string): Generator<Visit> {
  const kind = KINDS.find((name) => shape.startsWith(name) && shape.replace(/\W+$/, "") === name);
  if (kind === undefined) throw new TypeError(`no kind for the shape ${shape}`);
  if (shape.endsWith("[]")) {
    if (!Array.isArray(value)) throw new Refusal(`${at} must be a list, is ${quote(value)}`);
    for (const [index, item] of value.entries()) yield* walk(item, kind, pointer(at, index));
  } else if (shape.endsWith("{}")) {
    for (const [name, item] of Object.entries(expectObject(value, at, "map"))) {
      yield* walk(item, kind, pointer(at, name));
    }
  } else {
    yield* walk(value, kind, at);
  }
}

function expectObject(value: Json, at: string, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new Refusal(`${at} must be an object (${what}), is ${quote(value)}: the source is cut off or broken`);
}
