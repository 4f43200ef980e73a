/**
 * The canonical form of what a spec says: references expanded, one spelling for each meaning, annotations left
 * out, sets sorted. Two parts that are equal in it mean the same; if they differ and no rule says how, the
 * change is not understood.
 */
import { type Json, type JsonObject, isObject, listOf } from "../spec/openapi.ts";
import { isProse } from "../spec/prose.ts";
import { schemaShapeOf } from "../spec/walk.ts";
import type { Branch } from "./branches.ts";
import { isConflict, withoutConflict } from "./intersections.ts";
import type { Overlap, Overlaps } from "./overlaps.ts";
import type { Schemas } from "./schemas.ts";

export class CanonicalForm {
  readonly #schemas: Schemas;
  readonly #overlaps: Overlaps;
  readonly #known = new Map<Branch[], Json>();
  readonly #texts = new Map<Branch, string>();
  #path: Branch[][] = [];
  /** The outermost schema on the path that a schema inside refers back to. */
  #returnsTo = Infinity;

  constructor(schemas: Schemas, overlaps: Overlaps) {
    this.#schemas = schemas;
    this.#overlaps = overlaps;
  }

  /** Anything but a schema: its fields, and the schemas in them. */
  object(value: Json | undefined): Json {
    if (Array.isArray(value)) return value.map((item) => this.object(item));
    if (!isObject(value)) return value ?? null;
    const target = typeof value["$ref"] === "string" ? this.#schemas.resolve(value) : value;
    const fields = Object.entries("in" in target ? omitStyleDefaults(target) : target);
    return toSortedObject(
      omitDefaults(fields.filter(([key]) => !isProse(key))).map(([key, child]) => [
        key,
        this.#field(key, child),
      ]),
    );
  }

  #field(key: string, value: Json): Json {
    if (key === "schema") return this.schema(value);
    if (!MAPS.has(key) || !isObject(value)) return this.object(value);
    return toSortedObject(Object.entries(value).map(([name, child]) => [name, this.object(child)]));
  }

  schema(schema: Json): Json {
    const branches = this.branches(this.#schemas.branchesOf(schema));
    const overlaps = this.#overlaps.of(schema);
    if (overlaps.length === 0) return branches;
    return { branches, excluded: sortSet(overlaps.map((pair) => this.overlap(pair))) };
  }

  /** In a `oneOf`, a value of both members is rejected. */
  overlap(members: Overlap): Json {
    return sortSet(members.map((member) => this.branches(member)));
  }

  branches(branches: Branch[]): Json {
    const known = this.#known.get(branches);
    if (known !== undefined) return known;
    const level = this.#path.indexOf(branches);
    if (level >= 0) {
      this.#returnsTo = Math.min(this.#returnsTo, level);
      return { recursion: this.#path.length - level };
    }
    const outer = this.#returnsTo;
    this.#returnsTo = Infinity;
    this.#path.push(branches);
    const form = sortSet(branches.map((branch) => this.#branch(branch)));
    this.#path.pop();
    // What refers back to the outside differs when it is reached from another place.
    if (this.#returnsTo >= this.#path.length) this.#known.set(branches, form);
    this.#returnsTo = Math.min(outer, this.#returnsTo);
    return form;
  }

  /** One branch, from outside any schema. */
  branchText(branch: Branch): string {
    const text = this.#texts.get(branch) ?? JSON.stringify(this.#branch(branch));
    this.#texts.set(branch, text);
    return text;
  }

  #branch(branch: Branch): Json {
    const keywords = Object.entries(branch).filter(([keyword]) => !isProse(keyword));
    const forms = omitDefaults(keywords).map(([keyword, value]): [string, Json] => [
      keyword,
      this.keyword(keyword, value),
    ]);
    return toSortedObject(forms.filter(([keyword, form]) => !asksForNothing(keyword, form)));
  }

  /** The value of a schema's keyword. */
  keyword(keyword: string, value: Json): Json {
    if (isConflict(keyword))
      return sortSet(listOf(value).map((part) => this.keyword(withoutConflict(keyword), part)));
    const shape = schemaShapeOf(keyword);
    if (shape === "one") return this.schema(value);
    if (shape === "list") return listOf(value).map((item) => this.schema(item));
    if (shape === "map" && isObject(value))
      return toSortedObject(Object.entries(value).map(([name, part]) => [name, this.schema(part)]));
    return SETS.has(keyword) && Array.isArray(value) ? sortSet(value) : value;
  }
}

/** Sets, which are written as lists. */
const SETS = new Set(["enum", "required", "type"]);

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

/** Absent, a keyword means the same as with this value. */
export const DEFAULTS: Record<string, Json> = {
  ...{ minLength: 0, minItems: 0, minProperties: 0, minContains: 1, uniqueItems: false, nullable: false },
  ...{ required: false, readOnly: false, writeOnly: false, deprecated: false },
  ...{ allowEmptyValue: false, allowReserved: false, additionalProperties: true },
};

/** `items: {}`, `properties: {}`, `required: []`. */
function asksForNothing(keyword: string, form: Json): boolean {
  const empty = EMPTY_FORMS[keyword];
  return empty !== undefined && isSameForm(form, empty);
}

const EMPTY_FORMS: Record<string, Json> = {
  ...{ items: [{}], additionalProperties: [{}], propertyNames: [{}] },
  ...{ properties: {}, patternProperties: {}, required: [] },
};

function omitDefaults(fields: [string, Json][]): [string, Json][] {
  return fields.filter(([key, value]) => DEFAULTS[key] !== value);
}

/** A parameter or header without the style that it has by default. */
export function omitStyleDefaults(field: JsonObject): JsonObject {
  const usual = field["in"] === "query" || field["in"] === "cookie" ? "form" : "simple";
  const { style = usual } = field;
  const defaults: JsonObject = { style: usual, explode: style === "form" };
  return Object.fromEntries(Object.entries(field).filter(([key, value]) => defaults[key] !== value));
}

function toSortedObject(entries: [string, Json][]): JsonObject {
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function sortSet(items: Json[]): Json[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, item]) => item);
}

export function isSameForm(before: Json, after: Json): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Where two canonical forms differ first, as keys from the outside in; `undefined` if they are equal. */
export function findDifference(before: Json, after: Json): string[] | undefined {
  if (isSameForm(before, after)) return undefined;
  if (typeof before !== "object" || typeof after !== "object" || !before || !after) return [];
  const [left, right] = [before as JsonObject, after as JsonObject];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const below = findDifference(left[key] ?? null, right[key] ?? null);
    if (below) return [key, ...below];
    if (Object.hasOwn(left, key) !== Object.hasOwn(right, key)) return [key];
  }
  return [];
}

/** Order has no meaning that a caller could meet: not of keys, nor of values, tags or branches. */
export function isEqualIgnoringOrder(before: Json | undefined, after: Json | undefined): boolean {
  return (before === undefined) === (after === undefined) && sortAll(before) === sortAll(after);
}

function sortAll(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sortAll).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sortAll(value[key])}`).join()}}`;
}
