/** ajv as an independent judge of a schema as it is published, before any correction of ours. */
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, type Json, type JsonObject } from "../../scripts/spec/openapi.ts";

export type Version = "3.0.0" | "3.1.0";
export type Direction = "request" | "response";

/** Whether a value is right. ajv reads OpenAPI 3.1 as it is; of 3.0, its own words are written as JSON Schema has them. */
export function judge(
  schema: Json,
  version: Version,
  components: JsonObject = {},
  direction: Direction = "request",
): (value: unknown) => boolean {
  const options = {
    strict: false,
    ownProperties: true,
    validateFormats: false,
    // The schemas are right; to compile the schema of schemas takes longer than to compile one of them.
    validateSchema: false,
    // Decimal fractions are not exact: without a precision, ajv refuses 19.99 as a multiple of 0.01.
    multipleOfPrecision: 9,
    // As the ECMAScript dialect that OpenAPI names: the flag `u` refuses some patterns that are right without it.
    code: { regExp: Object.assign((pattern: string) => new RegExp(pattern), { code: "new RegExp" }) },
  };
  const root = { allOf: [schema], components: { schemas: components } };
  const compile = (allErrors: boolean) =>
    version === "3.0.0"
      ? new Ajv({ ...options, allErrors }).compile(toDraft7(root, direction) as object)
      : new Ajv2020({ ...options, allErrors }).compile(root);
  // If it stops at an error, ajv leaves the keywords after `prefixItems` out if a list is shorter than those.
  const validate = compile(true);
  return (value) => {
    try {
      return validate(value);
    } catch {
      // Of a union beside `patternProperties` ajv throws if no branch is right, but not if it stops there.
      return compile(false)(value);
    }
  };
}

function toDraft7(schema: Json, direction: Direction): Json {
  const convert = (value: Json) => toDraft7(value, direction);
  if (Array.isArray(schema)) return schema.map(convert);
  if (!isObject(schema)) return schema;
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    const isUnion = Array.isArray(value) && (key === "anyOf" || key === "oneOf");
    const branch = (part: Json) => (isNull(part) ? { type: "null" } : convert(part));
    out[key] = key === "enum" ? value : isUnion ? value.map(branch) : convert(value);
  }
  for (const [limit, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (out[exclusive] === true) Object.assign(out, { [exclusive]: out[limit] });
    else if (out[exclusive] === false) Reflect.deleteProperty(out, exclusive);
  }
  // OpenAPI 3.0 requires a readOnly property of responses alone, and a writeOnly one of requests alone.
  const flag = direction === "request" ? "readOnly" : "writeOnly";
  const { required, properties } = out;
  if (Array.isArray(required) && isObject(properties))
    out["required"] = required.filter((name) => {
      const property = typeof name === "string" ? properties[name] : undefined;
      return !(isObject(property) && property[flag] === true);
    });
  const { nullable, ...rest } = out;
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}

/** Venice publishes null as a branch that says `nullable: true` and nothing else. */
function isNull(branch: Json): boolean {
  return isObject(branch) && branch["nullable"] === true && !Object.keys(branch).some(isAssertion);
}

function isAssertion(keyword: string): boolean {
  return !["nullable", "title", "description", "example", "default"].includes(keyword);
}
