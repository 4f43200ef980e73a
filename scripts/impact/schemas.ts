import { type Branch, NULL, expandTypes, intersectUnions, mergeEnums, omitAnnotations } from "./branches.ts";
import { isNullBranch } from "../spec/null-branch.ts";
import { isProse } from "../spec/prose.ts";
import {
  type Json,
  type JsonObject,
  type SpecDocument,
  isObject,
  listOf,
  objectOf,
  resolveReference,
} from "../spec/openapi.ts";

/** Beyond this many branches a union is compared as it is written: intersections of unions grow without end. */
const MAX_BRANCHES = 200;

/** One object for every schema that allows anything, so that comparing with it ends in recursive schemas. */
const ANYTHING: Branch[] = [{}];

/** Two members of a oneOf, each as its branches. */
export type Overlap = readonly [Branch[], Branch[]];

/** The schemas of one document. Each schema has its branches made once, so that branches compare by identity. */
export class Schemas {
  readonly #document: SpecDocument;
  readonly #overlaps = new Map<Json, Overlap[]>();
  readonly #branches = new Map<Json, Branch[]>();

  constructor(document: SpecDocument) {
    this.#document = document;
  }

  /** The gate has checked that local references end somewhere. */
  resolve(value: Json | undefined): JsonObject {
    return objectOf(resolveReference(this.#document, value));
  }

  branchesOf(schema: Json): Branch[] {
    if (schema === false) return [];
    if (schema === true) return ANYTHING;
    const resolved = this.#target(schema);
    const known = this.#branches.get(resolved);
    if (known) return known;
    // A schema that is a branch of itself adds nothing to itself.
    this.#branches.set(resolved, []);
    const branches = this.#expand(resolved);
    this.#branches.set(resolved, branches);
    return branches;
  }

  /** What stands beside a reference holds as well: OpenAPI 3.1 says so, and in 3.0 it is what was meant. */
  #target(schema: Json): JsonObject {
    const isAlone = isObject(schema) && Object.keys(schema).every((key) => key === "$ref" || isProse(key));
    return isAlone ? this.resolve(schema) : objectOf(schema);
  }

  #expand(schema: JsonObject): Branch[] {
    const { allOf, anyOf, oneOf, $ref, ...own } = schema;
    const all = listOf(allOf).map((part) => this.branchesOf(part));
    if ($ref !== undefined) all.push(this.branchesOf({ $ref }));
    for (const union of [anyOf, oneOf])
      if (Array.isArray(union)) all.push(mergeEnums(union.flatMap((part) => this.#memberOf(part))));
    let branches = expandTypes(omitAnnotations(own));
    for (const others of all) {
      const isPossible = branches.length > 0 && others.length > 0;
      branches = intersectUnions(branches, others);
      // Of a schema that no value matches, every change would be hidden.
      const isImpossible = isPossible && branches.length === 0;
      if (branches.length > MAX_BRANCHES || isImpossible) return [omitAnnotations(schema)];
    }
    // As the generated types have it, whatever OpenAPI 3.0 says of a nullable schema without a type.
    if (own["nullable"] === true && own["type"] === undefined && all.length > 0) branches.push(NULL);
    return [...new Set(branches)];
  }

  #memberOf(part: Json): Branch[] {
    return isNullBranch(part) ? [NULL] : this.branchesOf(part);
  }

  /** The pairs of members of a `oneOf` that may accept the same value, which `oneOf` then rejects. */
  overlapsOf(schema: Json): Overlap[] {
    const resolved = this.#target(schema);
    const known = this.#overlaps.get(resolved);
    if (known) return known;
    this.#overlaps.set(resolved, []);
    const members = listOf(resolved["oneOf"]).map((part) => this.branchesOf(part));
    const own = members.flatMap((one, index) =>
      members
        .slice(index + 1)
        .filter((other) => one.some((branch) => other.some((sibling) => this.#mayOverlap(branch, sibling))))
        .map((other): Overlap => [one, other]),
    );
    const parts = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => listOf(resolved[keyword]));
    if (resolved["$ref"] !== undefined) parts.push({ $ref: resolved["$ref"] });
    const overlaps = [...own, ...parts.flatMap((part) => this.overlapsOf(part))];
    this.#overlaps.set(resolved, overlaps);
    return overlaps;
  }

  #mayOverlap(left: Branch, right: Branch): boolean {
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    if (kind !== undefined && otherKind !== undefined && kind !== otherKind) return false;
    if (kind === "null" && otherKind === "null") return false;
    if (areDisjoint(left["enum"], right["enum"])) return false;
    if (lacksRequired(left, right) || lacksRequired(right, left)) return false;
    const shared = namesIn(left["required"]).filter((name) => namesIn(right["required"]).includes(name));
    return !shared.some((name) => this.#excludesOther(name, left, right));
  }

  /** Whether a property that both require tells them apart. */
  #excludesOther(name: string, ...branches: [Branch, Branch]): boolean {
    const [left, right] = branches.map((branch) => {
      const property = objectOf(branch["properties"])[name];
      const found = property === undefined ? [] : this.branchesOf(property);
      return found.length === 1 ? found[0] : undefined;
    });
    if (!left || !right) return false;
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    const isOtherKind = kind !== undefined && otherKind !== undefined && kind !== otherKind;
    return isOtherKind || areDisjoint(left["enum"], right["enum"]);
  }
}

/** An integer is a number. */
export function kindOf({ type }: Branch): Json | undefined {
  return type === "integer" ? "number" : type;
}

function areDisjoint(left: Json | undefined, right: Json | undefined): boolean {
  return Array.isArray(left) && Array.isArray(right) && !left.some((value) => right.includes(value));
}

/** Whether the one is closed to what the other requires. */
function lacksRequired(closed: Branch, other: Branch): boolean {
  return (
    closed["additionalProperties"] === false &&
    namesIn(other["required"]).some((name) => !Object.hasOwn(objectOf(closed["properties"]), name))
  );
}

function namesIn(list: Json | undefined): string[] {
  return listOf(list).filter((name) => typeof name === "string");
}
