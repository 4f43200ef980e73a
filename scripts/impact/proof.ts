/**
 * The proof of `none` and `patch`: both specs are the same in one normal form. What is left when nothing was found
 * proves nothing, since nobody thought of every keyword.
 */
import { type Json, type JsonObject, type Operation, isObject } from "../spec/openapi.ts";
import { isProse } from "../spec/prose.ts";
import { schemaShapeOf } from "../spec/walk.ts";
import type { Branch } from "./branch.ts";
import type { SpecSide } from "./context.ts";
import { listOf } from "./json.ts";
import { withoutFormDefaults } from "./operation.ts";

/** References expanded, one way of writing for each meaning, annotations left out, order where it means nothing. */
export class NormalForm {
  readonly #side: SpecSide;
  readonly #known = new Map<Branch[], Json>();
  #path: Branch[][] = [];
  /** The outermost schema on the path that a schema inside refers back to. */
  #returnsTo = Infinity;

  constructor(side: SpecSide) {
    this.#side = side;
  }

  /** An operation with what it takes over from its path and its document. */
  operation({ path, value }: Operation): Json {
    const { document } = this.#side;
    const item = document.paths[path] ?? {};
    const parameters = [...listOf(item["parameters"]), ...listOf(value["parameters"])].map((parameter) =>
      this.object(parameter),
    );
    const key = (parameter: Json) =>
      isObject(parameter) ? JSON.stringify([parameter["in"], parameter["name"]]) : "";
    // An operation's own parameter replaces that of its path.
    const byName = Object.fromEntries(parameters.map((parameter) => [key(parameter), parameter]));
    const rest = Object.fromEntries(Object.entries(value).filter(([field]) => field !== "tags"));
    const inherited = {
      security: value["security"] ?? document["security"] ?? [],
      servers: value["servers"] ?? item["servers"] ?? document["servers"] ?? [],
    };
    return sortKeys({
      ...(this.object({ ...rest, ...inherited }) as JsonObject),
      parameters: sortKeys(byName),
    });
  }

  /** Anything but a schema: its fields, and the schemas in them. */
  object(value: Json | undefined): Json {
    if (Array.isArray(value)) return value.map((item) => this.object(item));
    if (!isObject(value)) return value ?? null;
    const target = typeof value["$ref"] === "string" ? this.#side.schemas.resolve(value) : value;
    const resolved = "in" in target ? withoutFormDefaults(target) : target;
    const fields = Object.entries(resolved)
      .filter(([key]) => !isProse(key))
      .map(([key, child]) => [key, key === "schema" ? this.schema(child) : this.object(child)] as const);
    return sortKeys(withoutDefaults(Object.fromEntries(fields)));
  }

  schema(schema: Json): Json {
    const branches = this.#side.schemas.branchesOf(schema);
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
    const form = sortItems(branches.map((branch) => this.#branch(branch)));
    this.#path.pop();
    // What refers back to the outside is written otherwise from another place.
    if (this.#returnsTo >= this.#path.length) this.#known.set(branches, form);
    this.#returnsTo = Math.min(outer, this.#returnsTo);
    return form;
  }

  #branch(branch: Branch): Json {
    const keywords = Object.entries(branch)
      .filter(([keyword]) => !isProse(keyword))
      .map(([keyword, value]) => [keyword, this.#keyword(keyword, value)] as const);
    return sortKeys(withoutDefaults(Object.fromEntries(keywords)));
  }

  #keyword(keyword: string, value: Json): Json {
    const shape = schemaShapeOf(keyword);
    if (shape === "one") return this.schema(value);
    if (shape === "list") return listOf(value).map((item) => this.schema(item));
    if (shape === "map" && isObject(value))
      return sortKeys(
        Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.schema(part)])),
      );
    // Sets, which are written as lists.
    return ["enum", "required", "type"].includes(keyword) && Array.isArray(value) ? sortItems(value) : value;
  }
}

/** What a keyword means that isn't there. */
const DEFAULTS: Record<string, Json> = {
  ...{ minLength: 0, minItems: 0, minProperties: 0, uniqueItems: false, nullable: false, required: false },
  ...{ readOnly: false, writeOnly: false, deprecated: false, allowEmptyValue: false, allowReserved: false },
};

function withoutDefaults(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => DEFAULTS[key] !== value));
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function sortItems(items: Json[]): Json[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, item]) => item);
}

/** Where two normal forms differ first, as keys from the outside in; `undefined` if they are the same. */
export function findDifference(before: Json, after: Json): string[] | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (typeof before !== "object" || typeof after !== "object" || !before || !after) return [];
  const [old, next] = [before as JsonObject, after as JsonObject];
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const below = findDifference(old[key] ?? null, next[key] ?? null);
    if (below) return [key, ...below];
    if (Object.hasOwn(old, key) !== Object.hasOwn(next, key)) return [key];
  }
  return [];
}
