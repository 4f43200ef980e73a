import { pointer } from "../spec/pointer.ts";
import type { Kind, Visit } from "../spec/walk.ts";
import { INHERITED_NAMES, isMethod, isObject } from "../spec/openapi.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

type Test = (value: Json) => boolean;
type Wanted = [description: string, test: Test];

const isString: Test = (value) => typeof value === "string";
const isStringList: Test = (value) => Array.isArray(value) && value.every(isString);

/** The longest of the real spec has 173. */
const MAX_ENUM_VALUES = 5_000;

/** The longest of the real spec has 9. Generated code is nested as deep. */
const MAX_BRANCHES = 500;

// Annotations may be null.
const TEXT: Wanted = ["a string", (value) => value === null || isString(value)];
const STRING: Wanted = ["a string", isString];
const FLAG: Wanted = ["true or false", (value) => typeof value === "boolean"];
const NUMBER: Wanted = ["a number", (value) => typeof value === "number"];
const POSITIVE: Wanted = ["a number above 0", (value) => typeof value === "number" && value > 0];
const COUNT: Wanted = [
  "a whole number, not below 0",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
];
const BOUND: Wanted = ["a number or a flag", (value) => ["number", "boolean"].includes(typeof value)];
const BRANCHES: Wanted = [
  `a list that isn't empty, of up to ${MAX_BRANCHES}`,
  (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_BRANCHES,
];

/** Fields of every kind of object. */
const COMMON_FIELDS: { [field: string]: Wanted } = {
  title: TEXT,
  summary: TEXT,
  description: TEXT,
  deprecated: FLAG,
};

/** The generator and the validators rely on these types: another one would crash them or be ignored silently. */
const FIELDS: { [kind in Kind]?: { [field: string]: Wanted } } = {
  parameter: { required: FLAG, explode: FLAG, allowReserved: FLAG, allowEmptyValue: FLAG, style: STRING },
  requestBody: { required: FLAG },
  header: { required: FLAG, explode: FLAG, style: STRING },
  encoding: { explode: FLAG, allowReserved: FLAG, style: STRING, contentType: STRING },
  schema: {
    type: ["a type or a list of types", (value) => isString(value) || isStringList(value)],
    // Draft 3 had a flag here, which every tool ignores.
    required: ["a list of names", (value) => isStringList(value) || typeof value === "boolean"],
    enum: [
      `a list of up to ${MAX_ENUM_VALUES} values`,
      (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_ENUM_VALUES,
    ],
    format: STRING,
    pattern: STRING,
    contentEncoding: STRING,
    contentMediaType: STRING,
    nullable: FLAG,
    readOnly: FLAG,
    writeOnly: FLAG,
    uniqueItems: FLAG,
    minimum: NUMBER,
    maximum: NUMBER,
    exclusiveMinimum: BOUND,
    exclusiveMaximum: BOUND,
    multipleOf: POSITIVE,
    minLength: COUNT,
    maxLength: COUNT,
    minItems: COUNT,
    maxItems: COUNT,
    minContains: COUNT,
    maxContains: COUNT,
    minProperties: COUNT,
    maxProperties: COUNT,
    allOf: BRANCHES,
    anyOf: BRANCHES,
    oneOf: BRANCHES,
    prefixItems: BRANCHES,
    dependentRequired: [
      "an object of lists of names",
      (value) => isObject(value) && Object.values(value).every(isStringList),
    ],
  },
};

const SCHEME_FIELDS: { [type: string]: string[] } = {
  http: ["scheme"],
  apiKey: ["name", "in"],
  oauth2: ["flows"],
  openIdConnect: ["openIdConnectUrl"],
};

type Rule = (value: JsonObject, at: string) => void;

/** Checks for the fields that a truncation or a mistake most often omits. */
const RULES: { [kind in Kind]?: Rule } = {
  pathItem: (value, at) => {
    if (!Object.keys(value).some(isMethod)) fail(at, "has no operation");
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
  securityScheme: (value, at) => {
    const { type } = value;
    for (const field of ["type", ...(typeof type === "string" ? (SCHEME_FIELDS[type] ?? []) : [])])
      if (!(field in value)) fail(at, `has no ${field}`);
  },
  discriminator: (value, at) => {
    if (!("propertyName" in value)) fail(at, "has no propertyName");
  },
};

export function checkShape({ kind, value, at }: Visit): void {
  for (const [field, [description, test]] of Object.entries({ ...COMMON_FIELDS, ...FIELDS[kind] })) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    if (found !== undefined && !test(found))
      throw new Refusal(`${pointer(at, field)} must be ${description}, is ${quoteUntrusted(found)}`);
  }
  // A boolean asserts nothing, and generators expect a list.
  if (kind === "schema" && typeof value["required"] === "boolean") delete value["required"];
  // The target of a reference has its own visit.
  if (!("$ref" in value)) RULES[kind]?.(value, at);
}

const TYPES = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);

/** Checks what only the validators rely on. */
export function checkValidated({ value, at }: Visit): void {
  const types = [value["type"] ?? []].flat();
  for (const type of types)
    if (typeof type !== "string" || !TYPES.has(type))
      throw new Refusal(`${pointer(at, "type")}: ${quoteUntrusted(type)} is no type of JSON Schema`);
  const isList = Array.isArray(value["type"]);
  if (isList && (types.length === 0 || new Set(types).size < types.length))
    throw new Refusal(`${pointer(at, "type")}: ${quoteUntrusted(types)} must list different types`);
  for (const keyword of ["enum", "const"]) {
    const values = JSON.stringify(value[keyword] ?? null);
    // A comparison of objects calls their own `valueOf` and `toString`.
    const name = INHERITED_NAMES.find((inherited) => values.includes(`"${inherited}":`));
    if (name !== undefined)
      throw new Refusal(
        `${pointer(at, keyword)}: the name ${quoteUntrusted(name)} is not allowed in a value there`,
      );
  }
}

function fail(at: string, what: string): never {
  throw new Refusal(`${at} ${what}: the source is cut off or broken`);
}
