/** Edits single schemas of a publication, at most one for each operation, and finds requests that prove a break. */
import { Ajv } from "ajv";
import {
  type Json,
  type JsonObject,
  type Operation,
  type SpecDocument,
  isObject,
  listOf,
  objectOf,
  operationsOf,
  resolveReference,
  valueAt,
} from "../../scripts/spec/openapi.ts";
import { toJsonSchema } from "../../scripts/spec/json-schema.ts";
import type { Direction } from "../../scripts/impact/finding.ts";
import { VALUES } from "./schema-pairs.ts";

export type Random = (size: number) => number;

/** Linear congruential, so that a failure can be repeated. */
export function createRandom(seed: number): Random {
  let state = seed;
  return (size) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * size);
  };
}

type Step = { property: string } | { item: true } | { branch: number; of: string };

/** A schema of a body: where in the document it stands, and how a value of the body comes to it. */
interface Occurrence {
  operation: Operation;
  direction: Direction;
  body: Json;
  steps: Step[];
}

export interface Mutant {
  pointer: string;
  edit: string;
  occurrences: Occurrence[];
  apply: (schema: JsonObject) => void;
}

const MAX_STEPS = 10;

/** All schemas of JSON bodies, by their pointers. */
function findSchemas(document: SpecDocument): Map<string, Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  for (const operation of operationsOf(document)) {
    const at = ["paths", operation.path, operation.method];
    const bodies: [Direction, string[]][] = [
      ["request", ["requestBody"]],
      ["response", ["responses", "200"]],
    ];
    for (const [direction, keys] of bodies) {
      const path = [...at, ...keys, "content", "application/json", "schema"];
      const body = keyValue(document, path);
      if (body === undefined) continue;
      const seen = new Set<string>();
      const visit = (keysOf: string[], steps: Step[]): void => {
        const schema = keyValue(document, keysOf);
        const pointer = JSON.stringify(keysOf);
        if (!isObject(schema) || seen.has(pointer) || steps.length > MAX_STEPS) return;
        seen.add(pointer);
        const { $ref } = schema;
        found.set(pointer, [...(found.get(pointer) ?? []), { operation, direction, body, steps }]);
        if (typeof $ref === "string") visit($ref.slice(2).split("/"), steps);
        for (const name of Object.keys(objectOf(schema["properties"])))
          visit([...keysOf, "properties", name], [...steps, { property: name }]);
        if (isObject(schema["items"])) visit([...keysOf, "items"], [...steps, { item: true }]);
        for (const of of ["allOf", "anyOf", "oneOf"])
          for (const branch of listOf(schema[of]).keys())
            visit([...keysOf, of, String(branch)], [...steps, { branch, of }]);
      };
      visit(path, []);
    }
  }
  return found;
}

function keyValue(document: SpecDocument, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (node, key) => (Array.isArray(node) ? node[Number(key)] : isObject(node) ? node[key] : undefined),
    document,
  );
}

/** Edits that don't touch the same operation, up to `count`. */
export function createMutants(document: SpecDocument, random: Random, count: number): Mutant[] {
  const schemas = [...findSchemas(document)];
  const taken = new Set<string>();
  const mutants: Mutant[] = [];
  for (let tries = 0; tries < count * 20 && mutants.length < count; tries++) {
    const [pointer, occurrences] = schemas[random(schemas.length)] ?? [];
    if (pointer === undefined || !occurrences) continue;
    const ids = new Set(occurrences.map(({ operation }) => operation.id));
    if ([...ids].some((id) => taken.has(id))) continue;
    const schema = objectOf(keyValue(document, JSON.parse(pointer) as string[]));
    const edit = chooseEdit(document, schema, random);
    if (!edit) continue;
    for (const id of ids) taken.add(id);
    mutants.push({ pointer, occurrences, ...edit });
  }
  return mutants;
}

export function applyMutants(document: SpecDocument, mutants: readonly Mutant[]): SpecDocument {
  const after = structuredClone(document);
  for (const { pointer, apply } of mutants) apply(objectOf(keyValue(after, JSON.parse(pointer) as string[])));
  return after;
}

type Edit = Pick<Mutant, "edit" | "apply">;

const set = (keyword: string, value: Json): Edit => ({
  edit: `${keyword}: ${JSON.stringify(value)}`,
  apply: (schema) => (schema[keyword] = value),
});

const remove = (keyword: string): Edit => ({
  edit: `${keyword} removed`,
  apply: (schema) => Reflect.deleteProperty(schema, keyword),
});

const EDITS: { [type: string]: Edit[] } = {
  string: [
    ...[
      set("maxLength", 1),
      set("maxLength", 3),
      set("minLength", 2),
      set("pattern", "^zz"),
      set("pattern", ".*"),
    ],
    ...[set("enum", ["a"]), set("enum", ["a", "b"]), set("type", "number"), set("format", "uri")],
    ...["maxLength", "minLength", "pattern", "enum", "format"].map(remove),
  ],
  number: [
    ...[
      set("maximum", 1),
      set("minimum", 2),
      set("exclusiveMinimum", true),
      set("multipleOf", 3),
      set("type", "integer"),
    ],
    ...["maximum", "minimum", "multipleOf", "exclusiveMinimum"].map(remove),
  ],
  integer: [
    set("maximum", 1),
    set("minimum", 2),
    set("type", "number"),
    set("type", "string"),
    remove("maximum"),
    remove("minimum"),
  ],
  boolean: [set("enum", [true]), set("type", "string")],
  array: [
    ...[
      set("maxItems", 0),
      set("maxItems", 2),
      set("minItems", 1),
      set("minItems", 2),
      set("uniqueItems", true),
    ],
    ...[set("items", { type: "boolean" }), remove("maxItems"), remove("minItems")],
  ],
  object: [
    ...[set("additionalProperties", false), set("additionalProperties", { type: "string" })],
    ...[set("minProperties", 1), set("maxProperties", 1), remove("required"), remove("additionalProperties")],
  ],
};

const ANY: Edit[] = [
  ...[set("nullable", true), set("readOnly", true), set("default", "x"), set("description", "Edited.")],
  ...[
    set("deprecated", true),
    set("not", { type: "boolean" }),
    remove("nullable"),
    remove("description"),
    remove("type"),
  ],
];

function chooseEdit(document: SpecDocument, schema: JsonObject, random: Random): Edit | undefined {
  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
  if (typeof schema["$ref"] === "string") {
    const names = Object.keys(objectOf(valueAt(document, document, "components", "schemas")));
    const name = pick(names);
    return name === undefined ? undefined : set("$ref", `#/components/schemas/${name}`);
  }
  const { type } = schema;
  const own = (typeof type === "string" && EDITS[type]) || [];
  const edits = [...own, ...propertyEdits(schema, pick), ...unionEdits(schema, pick), ...ANY.slice(0, 2)];
  const edit = random(6) === 0 ? pick(ANY) : pick(edits);
  if (!edit) return undefined;
  const copy = structuredClone(schema);
  edit.apply(copy);
  return JSON.stringify(copy) === JSON.stringify(schema) ? undefined : edit;
}

function propertyEdits(schema: JsonObject, pick: (names: string[]) => string | undefined): Edit[] {
  const name = pick(Object.keys(objectOf(schema["properties"])));
  if (name === undefined) return [];
  const required = listOf(schema["required"]);
  const properties = objectOf(schema["properties"]);
  const others = Object.entries(properties).filter(([key]) => key !== name);
  const flipped = required.includes(name) ? required.filter((one) => one !== name) : [...required, name];
  return [
    { ...set("properties", Object.fromEntries(others)), edit: `property ${name} removed` },
    { ...set("properties", { ...properties, added: { type: "string" } }), edit: "property added" },
    set("required", flipped),
    set("required", [...required, "unknown"]),
  ];
}

function unionEdits(schema: JsonObject, pick: (names: string[]) => string | undefined): Edit[] {
  const of = pick(["anyOf", "oneOf", "allOf"].filter((keyword) => Array.isArray(schema[keyword])));
  if (of === undefined) return [];
  const members = listOf(schema[of]);
  const renamed = (to: string): Edit => ({
    edit: `${of} becomes ${to}`,
    apply: (target) => {
      target[to] = members;
      if (to !== of) Reflect.deleteProperty(target, of);
    },
  });
  return [
    ...(members.length > 1 ? [{ ...set(of, members.slice(1)), edit: `first of ${of} removed` }] : []),
    { ...set(of, [...members, { type: "boolean" }]), edit: `boolean added to ${of}` },
    { ...set(of, [...members].reverse()), edit: `${of} reversed` },
    ...["anyOf", "oneOf"].map(renamed),
  ];
}

/** Finds bodies that one document accepts and another rejects. */
export class RequestValidator {
  readonly #document: SpecDocument;
  readonly #definitions: JsonObject;
  readonly #compiled = new Map<Json, (value: unknown) => boolean>();

  constructor(document: SpecDocument) {
    this.#document = document;
    const schemas = objectOf(valueAt(document, document, "components", "schemas"));
    this.#definitions = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema, refer)]),
    );
  }

  accepts(body: Json, value: Json): boolean {
    const known = this.#compiled.get(body);
    if (known) return known(value);
    // Decimals as they are written: in binary, 0.3 is no multiple of 0.1.
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      validateSchema: false,
      multipleOfPrecision: 9,
    });
    const validate = ajv.compile({ allOf: [toJsonSchema(body, refer)], definitions: this.#definitions });
    const accepts = (one: unknown) => validate(one);
    this.#compiled.set(body, accepts);
    return accepts(value);
  }

  /** Bodies with many values at the location of the schema, most of them valid. */
  write({ body, steps }: Occurrence): Json[] {
    const schema = steps.reduce<Json>((node, step) => this.#below(node, step), body);
    const values = [...this.#samples(schema, 0), ...VALUES];
    return values.map((value) => this.#place(body, steps, value));
  }

  #resolve(schema: Json): JsonObject {
    return objectOf(resolveReference(this.#document, schema));
  }

  #below(schema: Json, step: Step): Json {
    const resolved = this.#resolve(schema);
    if ("property" in step) return objectOf(resolved["properties"])[step.property] ?? true;
    if ("item" in step) return resolved["items"] ?? true;
    return listOf(resolved[step.of])[step.branch] ?? true;
  }

  #place(schema: Json, [step, ...rest]: readonly Step[], value: Json): Json {
    if (!step) return value;
    const inner = this.#place(this.#below(schema, step), rest, value);
    if ("branch" in step) return inner;
    if ("item" in step) return [inner];
    const [minimal] = this.#samples(schema, 0);
    return { ...objectOf(minimal), [step.property]: inner };
  }

  /** An object with the required properties only, one with all, and a sample of each union branch. */
  #samples(schema: Json, depth: number): Json[] {
    const resolved = this.#resolve(schema);
    if (depth > 5) return [null];
    const { enum: values, type, properties, required, items } = resolved;
    if (Array.isArray(values) && values.length > 0) return values;
    const members = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => listOf(resolved[keyword]));
    const inner = members.flatMap((member) => this.#samples(member, depth + 1));
    if (type === "string")
      return ["text", "a", "abcdefghijkl", "2026-01-01", "https://venice.ai/a", "", ...inner];
    if (type === "integer" || type === "number") return [1, 0, 2, 10, 100, 0.5, 1024, ...inner];
    if (type === "boolean") return [true, false];
    if (type === "array") return [...this.#samples(items ?? true, depth + 1).map((item): Json => [item]), []];
    if (!isObject(properties)) return inner.length > 0 ? inner : [{}, "text"];
    const first = (names: readonly Json[]) =>
      Object.fromEntries(
        names
          .filter((name) => typeof name === "string")
          .map((name) => [name, this.#samples(properties[name] ?? true, depth + 1)[0] ?? null]),
      );
    const base = Object.assign({}, ...inner.slice(0, 1)) as JsonObject;
    const single = Object.keys(properties).flatMap((name) =>
      this.#samples(properties[name] ?? true, depth + 1)
        .slice(0, 3)
        .map((value) => ({ ...base, ...first(listOf(required)), [name]: value })),
    );
    return [
      { ...base, ...first(listOf(required)) },
      { ...base, ...first(Object.keys(properties)) },
      ...single,
      ...inner,
    ];
  }
}

function refer(reference: string): string {
  return reference.replace("#/components/schemas/", "#/definitions/");
}
