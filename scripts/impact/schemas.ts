/** The schemas of one document as unions of branches. `allOf` is the intersection of its parts' unions. */
import { isDeepStrictEqual } from "node:util";
import {
  type Branch,
  NULL,
  expandTypes,
  mergeEnums,
  omitAnnotations,
  omitOtherTypes,
  settleUnevaluated,
} from "./branches.ts";
import { KEYWORDS } from "./keywords.ts";
import { isAnnotation, isNullBranch } from "../spec/annotation.ts";
import {
  type Json,
  type JsonObject,
  type SpecDocument,
  isObject,
  listOf,
  objectOf,
  ownValue,
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

  /** The target of a bare reference. Keywords beside a `$ref` apply too, by OpenAPI 3.1 and as authors of 3.0 mean it. */
  target(schema: Json): JsonObject {
    const isBareReference =
      isObject(schema) && Object.keys(schema).every((key) => key === "$ref" || isAnnotation(key));
    return isBareReference ? this.resolve(schema) : objectOf(schema);
  }

  #expand(schema: JsonObject): Branch[] {
    const { allOf, anyOf, oneOf, $ref, ...own } = schema;
    const all = listOf(allOf).map((part) => this.branchesOf(part));
    if ($ref !== undefined) all.push(this.branchesOf({ $ref }));
    for (const union of [anyOf, oneOf])
      if (Array.isArray(union)) all.push(mergeEnums(union.flatMap((part) => this.#memberOf(part))));
    let branches = expandTypes(settleUnevaluated(omitAnnotations(own), all.length === 0));
    const isOnlyPart = all.length === 1 && Object.keys(omitAnnotations(own)).length === 0;
    for (const part of all) {
      const others = isOnlyPart ? part : part.map((branch) => this.#seal(branch));
      const isPossible = branches.length > 0 && others.length > 0;
      branches = intersectUnions(branches, others);
      // In a schema that no value matches, every change would be hidden.
      const isImpossible = isPossible && branches.length === 0;
      if (branches.length > MAX_BRANCHES || isImpossible) return [omitAnnotations(schema)];
    }
    // The generated types allow null here, although OpenAPI 3.0 ignores `nullable` without a type.
    if (own["nullable"] === true && own["type"] === undefined && all.length > 0) branches.push(NULL);
    return [...new Set(branches)];
  }

  /** `unevaluated*` in one part of an allOf ignores the other parts, so such a part is compared as it is written. */
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

/** Each branch of the one with each of the other, if their types agree. */
function intersectUnions(left: readonly Branch[], right: readonly Branch[]): Branch[] {
  return left.flatMap((one) =>
    right.flatMap((other) => {
      const types = new Set([one["type"], other["type"]].filter((type) => type !== undefined));
      const isInteger = types.size === 2 && types.has("integer") && types.has("number");
      if (types.size > 1 && !isInteger) return [];
      const both = intersectBranches(one, other);
      return [isInteger ? omitOtherTypes(both, "integer") : both];
    }),
  );
}

/** Keeps the keywords of both, so that neither hides a change of the other. */
function intersectBranches(left: Branch, right: Branch): Branch {
  if (Object.keys(left).length === 0) return right;
  if (Object.keys(right).length === 0) return left;
  const both: Branch = {};
  for (const keyword of new Set([...keywordsOf(left), ...keywordsOf(right)])) {
    const [values, others] = [valuesOf(left, keyword), valuesOf(right, keyword)];
    const [value, other] = [left[keyword], right[keyword]];
    const combine = keyword === "items" ? intersectSchemas : KEYWORDS.get(keyword)?.both;
    const one = value !== undefined && other !== undefined ? combine?.(value, other) : undefined;
    if (one !== undefined) both[keyword] = one;
    else setValues(both, keyword, [...values, ...others]);
  }
  const branch = withProperties(both, left, right);
  return branch["type"] === undefined ? branch : omitOtherTypes(branch, branch["type"]);
}

/** Of a keyword that several schemas of an allOf have, the values that can't be written as one. */
const SEVERAL = "\0several ";

function setValues(branch: Branch, keyword: string, values: readonly Json[]): void {
  const distinct = values.filter(
    (value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) === index,
  );
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined) branch[keyword] = only;
  else branch[SEVERAL + keyword] = distinct;
}

export function keywordsOf(branch: Branch): string[] {
  return Object.keys(branch).map((key) => (key.startsWith(SEVERAL) ? key.slice(SEVERAL.length) : key));
}

/** All of them hold. */
export function valuesOf(branch: Branch, keyword: string): Json[] {
  const value = branch[keyword];
  return value === undefined ? listOf(branch[SEVERAL + keyword]) : [value];
}

/** One object for each pair, so that the comparison of recursive schemas ends. */
const INTERSECTIONS = new WeakMap<object, WeakMap<object, JsonObject>>();

function intersectSchemas(left: Json, right: Json): Json {
  if (isDeepStrictEqual(left, right)) return left;
  if (typeof left !== "object" || left === null) return left === false ? false : right;
  if (typeof right !== "object" || right === null) return right === false ? false : left;
  const known = INTERSECTIONS.get(left) ?? new WeakMap<object, JsonObject>();
  INTERSECTIONS.set(left, known);
  const both = known.get(right) ?? { allOf: [left, right] };
  known.set(right, both);
  return both;
}

/** A property that only one schema names must also match `additionalProperties` of the other one. */
function withProperties(both: Branch, left: Branch, right: Branch): Branch {
  const [rest, otherRest] = [left, right].map((branch) => branch["additionalProperties"] ?? true);
  const [own, others] = [objectOf(left["properties"]), objectOf(right["properties"])];
  if (rest === undefined || otherRest === undefined) return both;
  const names = new Set([...Object.keys(own), ...Object.keys(others)]);
  const properties = [...names].map((name): [string, Json] => {
    const [value = rest, other = otherRest] = [ownValue(own, name), ownValue(others, name)];
    return [name, intersectSchemas(value, other)];
  });
  if (properties.length > 0) both["properties"] = Object.fromEntries(properties);
  const remaining = intersectSchemas(rest, otherRest);
  if (remaining !== true || "additionalProperties" in both) both["additionalProperties"] = remaining;
  return both;
}
