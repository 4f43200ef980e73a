import { type Branch, NULL, product, splitTypes, withMergedLists, withoutProse } from "./branch.ts";
import { listOf, objectOf } from "./json.ts";
import { isNullBranch } from "../spec/null-branch.ts";
import { isProse } from "../spec/prose.ts";
import { type Json, type JsonObject, isObject } from "../spec/openapi.ts";

/** Beyond this many a union is compared as it is written: products of unions grow without end. */
const BRANCH_LIMIT = 200;

/** One object for every place that asks for nothing, so that comparing with it ends in recursive schemas. */
const ANYTHING: Branch[] = [{}];

/** The schemas of one document. Branches are made once for each schema, so that they can be told by identity. */
export class Schemas {
  readonly #document: JsonObject;
  readonly #overlaps = new Map<Json, number>();
  readonly #branches = new Map<Json, Branch[]>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** Follows local references to what they name; the gate has seen to it that they end somewhere. */
  resolve(value: Json | undefined): JsonObject {
    let found = value;
    for (const seen = new Set<Json>(); isObject(found) && typeof found["$ref"] === "string";) {
      if (seen.has(found)) return {};
      seen.add(found);
      found = this.#named(found["$ref"]);
    }
    return isObject(found) ? found : {};
  }

  branchesOf(schema: Json): Branch[] {
    if (schema === false) return [];
    if (schema === true) return ANYTHING;
    // What stands beside a reference holds as well: OpenAPI 3.1 says so, and in 3.0 it is what was meant.
    const alone = isObject(schema) && Object.keys(schema).every((key) => key === "$ref" || isProse(key));
    const resolved = alone ? this.resolve(schema) : objectOf(schema);
    const known = this.#branches.get(resolved);
    if (known) return known;
    // A schema that is a branch of itself adds nothing to itself.
    this.#branches.set(resolved, []);
    const branches = this.#expand(resolved);
    this.#branches.set(resolved, branches);
    return branches;
  }

  /** How many pairs of branches of a `oneOf` may accept the same value, which `oneOf` then rejects. */
  countOverlaps(schema: Json): number {
    const resolved = this.resolve(schema);
    const known = this.#overlaps.get(resolved);
    if (known !== undefined) return known;
    this.#overlaps.set(resolved, 0);
    const groups = listOf(resolved["oneOf"]).map((part) => this.branchesOf(part));
    const own = groups.flatMap((group, index) =>
      groups
        .slice(index + 1)
        .filter((other) =>
          group.some((branch) => other.some((sibling) => this.#mayOverlap(branch, sibling))),
        ),
    ).length;
    const parts = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => listOf(resolved[keyword]));
    const count = parts.reduce<number>((sum, part) => sum + this.countOverlaps(part), own);
    this.#overlaps.set(resolved, count);
    return count;
  }

  #mayOverlap(one: Branch, other: Branch): boolean {
    const kinds = [one, other].map(({ type }) => (type === "integer" ? "number" : type));
    if (kinds[0] !== undefined && kinds[1] !== undefined && kinds[0] !== kinds[1]) return false;
    if (kinds[0] === "null" && kinds[1] === "null") return false;
    if (listsDiffer(one["enum"], other["enum"])) return false;
    if (lacksRequired(one, other) || lacksRequired(other, one)) return false;
    const shared = namesIn(one["required"]).filter((name) => namesIn(other["required"]).includes(name));
    return !shared.some((name) => {
      const values = [one, other].map((branch) => {
        const property = objectOf(branch["properties"])[name];
        const branches = property === undefined ? [] : this.branchesOf(property);
        return branches.length === 1 ? branches[0] : undefined;
      });
      const [left, right] = values;
      if (!left || !right) return false;
      const isTyped = left["type"] !== undefined && right["type"] !== undefined;
      const isNumeric = [left, right].every(({ type }) => type === "integer" || type === "number");
      return (
        listsDiffer(left["enum"], right["enum"]) || (isTyped && !isNumeric && left["type"] !== right["type"])
      );
    });
  }

  #expand(schema: JsonObject): Branch[] {
    const { allOf, anyOf, oneOf, $ref, ...own } = schema;
    const all = listOf(allOf).map((part) => this.branchesOf(part));
    if ($ref !== undefined) all.push(this.branchesOf({ $ref }));
    for (const union of [anyOf, oneOf])
      if (Array.isArray(union)) all.push(withMergedLists(union.flatMap((part) => this.#partOf(part))));
    let branches = splitTypes(withoutProse(own));
    for (const others of all) {
      branches = product(branches, others);
      if (branches.length > BRANCH_LIMIT) return [withoutProse(schema)];
    }
    // As the generated types have it, whatever OpenAPI 3.0 says of a nullable schema without a type.
    if (own["nullable"] === true && own["type"] === undefined && all.length > 0) branches.push(NULL);
    return [...new Set(branches)];
  }

  #partOf(part: Json): Branch[] {
    return isNullBranch(part) ? [NULL] : this.branchesOf(part);
  }

  #named(reference: string): Json | undefined {
    const steps = reference.replace(/^#\/?/, "").split("/");
    return steps.reduce<Json | undefined>((value, step) => {
      const key = decodeURIComponent(step).replace(/~1/g, "/").replace(/~0/g, "~");
      return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }, this.#document);
  }
}

function listsDiffer(one: Json | undefined, other: Json | undefined): boolean {
  return Array.isArray(one) && Array.isArray(other) && !one.some((value) => other.includes(value));
}

/** Whether the one is closed to what the other requires. */
function lacksRequired(one: Branch, other: Branch): boolean {
  return (
    one["additionalProperties"] === false &&
    namesIn(other["required"]).some((name) => !Object.hasOwn(objectOf(one["properties"]), name))
  );
}

function namesIn(list: Json | undefined): string[] {
  return listOf(list).filter((name) => typeof name === "string");
}
