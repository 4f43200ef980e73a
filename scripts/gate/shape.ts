import { pointer } from "../spec/pointer.ts";
import type { Kind, Visit } from "../spec/walk.ts";
import { isObject } from "../spec/openapi.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";
import { quote } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

const isString = (value: Json): boolean => typeof value === "string";
const isNumber = (value: Json): boolean => typeof value === "number";
const isStringList = (value: Json): boolean => Array.isArray(value) && value.every(isString);

/** The longest of the real spec has 173. */
const MAX_ENUM_VALUES = 5_000;

/** What the generator and the validators rely on; a wrong type here would crash them or be skipped in silence. */
const SCHEMA_KEYWORDS: { [keyword: string]: [wants: string, test: (value: Json) => boolean] } = {
  type: ["a type or a list of types", (value) => isString(value) || isStringList(value)],
  // Draft 3 had a boolean here, which is harmless: everyone overlooks it.
  required: ["a list of names", (value) => isStringList(value) || typeof value === "boolean"],
  enum: [
    `a list of up to ${MAX_ENUM_VALUES} values`,
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_ENUM_VALUES,
  ],
  format: ["a string", isString],
  pattern: ["a string", isString],
  minimum: ["a number", isNumber],
  maximum: ["a number", isNumber],
  multipleOf: ["a number", isNumber],
  minLength: ["a number", isNumber],
  maxLength: ["a number", isNumber],
  minItems: ["a number", isNumber],
  maxItems: ["a number", isNumber],
  minProperties: ["a number", isNumber],
  maxProperties: ["a number", isNumber],
};

type Rule = (value: JsonObject, at: string) => void;

/** What a cut or a slip most often leaves out, by kind. */
const RULES: { [kind in Kind]?: Rule } = {
  pathItem: (value, at) => {
    if (!Object.keys(value).some((key) => METHOD.test(key))) fail(at, "has no operation");
  },
  operation: (value, at) => {
    if (!isObject(value["responses"])) fail(at, "has no responses");
  },
  responses: (value, at) => {
    if (Object.keys(value).length === 0) fail(at, "is empty");
  },
  parameter: (value, at) => {
    for (const field of ["name", "in"]) if (!(field in value)) fail(at, `has no ${field}`);
    if (!("schema" in value || "content" in value)) fail(at, "has neither schema nor content");
  },
  requestBody: (value, at) => {
    if (!isObject(value["content"])) fail(at, "has no content");
  },
  schema: (value, at) => {
    for (const [keyword, [wants, test]] of Object.entries(SCHEMA_KEYWORDS)) {
      const given = value[keyword];
      if (given !== undefined && !test(given)) {
        throw new Refusal(`${pointer(at, keyword)} must be ${wants}, is ${quote(given)}`);
      }
    }
  },
};

const METHOD = /^(?:get|put|post|delete|options|head|patch|trace)$/;

/** A reference stands for the object it names, which is visited itself. */
export function checkShape({ kind, value, at }: Visit): void {
  if (!("$ref" in value)) RULES[kind]?.(value, at);
}

function fail(at: string, what: string): never {
  throw new Refusal(`${at} ${what}: the source is cut off or broken`);
}
