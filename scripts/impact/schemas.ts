import { type Branch, NULL, expandTypes, mergeEnums, omitAnnotations } from "./branches.ts";
import { intersectUnions } from "./intersections.ts";
import { isNullBranch } from "../spec/null-branch.ts";
import { isAnnotation } from "../spec/annotation.ts";
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

/** The schemas of one document. Each schema has its branches made once, so that branches compare by identity. */
export class Schemas {
  readonly #document: SpecDocument;
  readonly #branches = new Map<Json, Branch[]>();

  readonly #sealed = new Map<Branch, Branch>();

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
    const resolved = this.target(schema);
    const known = this.#branches.get(resolved);
    if (known) return known;
    // A schema that is a branch of itself adds nothing to itself.
    this.#branches.set(resolved, []);
    const branches = this.#expand(resolved);
    this.#branches.set(resolved, branches);
    return branches;
  }

  /** A schema behind its reference. What stands beside a reference holds as well: OpenAPI 3.1 says so, and in 3.0 it is what was meant. */
  target(schema: Json): JsonObject {
    const isAlone =
      isObject(schema) && Object.keys(schema).every((key) => key === "$ref" || isAnnotation(key));
    return isAlone ? this.resolve(schema) : objectOf(schema);
  }

  #expand(schema: JsonObject): Branch[] {
    const { allOf, anyOf, oneOf, $ref, ...own } = schema;
    const all = listOf(allOf).map((part) => this.branchesOf(part));
    if ($ref !== undefined) all.push(this.branchesOf({ $ref }));
    for (const union of [anyOf, oneOf])
      if (Array.isArray(union)) all.push(mergeEnums(union.flatMap((part) => this.#memberOf(part))));
    let branches = expandTypes(omitAnnotations(own));
    const isAlone = all.length === 1 && Object.keys(omitAnnotations(own)).length === 0;
    for (const part of all) {
      const others = isAlone ? part : part.map((branch) => this.#seal(branch));
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

  /** What a part says of unevaluated values concerns itself alone: beside others it is compared as it is written. */
  #seal(branch: Branch): Branch {
    const { unevaluatedProperties, unevaluatedItems, ...rest } = branch;
    if (unevaluatedProperties === undefined && unevaluatedItems === undefined) return branch;
    const sealed = this.#sealed.get(branch) ?? { ...rest, allOf: [...listOf(rest["allOf"]), branch] };
    this.#sealed.set(branch, sealed);
    return sealed;
  }

  #memberOf(part: Json): Branch[] {
    return isNullBranch(part) ? [NULL] : this.branchesOf(part);
  }
}
