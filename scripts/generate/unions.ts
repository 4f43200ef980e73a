/** Corrections of `anyOf` and `oneOf`. */
import { hasNoConstraints, isNullBranch } from "../spec/annotation.ts";
import {
  isObject,
  listOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { replaceContent } from "./schema-visits.ts";

/** On a string schema beside an enum: types.ts writes it as `string & {}`. */
export const OPEN_ENUM = "x-open-enum";

const UNIONS = ["anyOf", "oneOf"] as const;

/** Returns true if a union had null-only branches. If one branch is left, it replaces the union. */
export function foldNullBranches(schema: JsonObject): boolean {
  return UNIONS.some((keyword) => {
    const { [keyword]: branches, ...own } = schema;
    if (!Array.isArray(branches) || !branches.some(isNullBranch)) return false;
    const rest = branches.filter((branch) => !isNullBranch(branch));
    const [only = { enum: [null] }] = rest;
    if (!hasNoConstraints(own)) {
      // Keywords beside the union may refuse null, so null stays a branch.
      schema[keyword] = [...rest, { enum: [null], nullable: true }];
    } else if (rest.length <= 1 && isObject(only) && only["$ref"] === undefined) {
      // The union's own keywords, such as its description, override those of the branch.
      replaceContent(schema, { ...only, ...own, nullable: true });
    } else {
      schema["nullable"] = true;
      schema[keyword] = rest;
    }
    return true;
  });
}

export function markOpenEnum(schema: JsonObject, document: SpecDocument): boolean {
  return UNIONS.some((keyword) => {
    const branches = listOf(schema[keyword]);
    if (!branches.some((branch) => listsStrings(resolveReference(document, branch)))) return false;
    const open = branches
      .filter(isObject)
      .filter((branch) => branch["type"] === "string" && !listsStrings(branch));
    for (const branch of open) branch[OPEN_ENUM] = true;
    return open.length > 0;
  });
}

function listsStrings(schema: Json | undefined): boolean {
  const { const: only, enum: values = [only ?? null] } = isObject(schema) ? schema : {};
  return Array.isArray(values) && values.some((value) => typeof value === "string");
}
