/** Random schemas of all keywords that decide whether a value is right, for fast-check. */
import fc from "fast-check";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import type { Version } from "./judge.ts";

const NAMES = ["a", "b", "c", "kind", "x-a", "valueOf"];
const TEXTS = ["", "a", "ab", "cat", "x-y.z", "😀😀"];
const REFERENCES = ["A", "B", "N", "Cat", "Dog", "Tree", "Holder"].map((name) => ({
  $ref: `#/components/schemas/${name}`,
}));
const PATTERNS = ["^[a-c]+$", "^[\\w-.]+$", "^x\\-", "b"];

/** Sets some of the keywords. */
const some = (keywords: { [name: string]: fc.Arbitrary<Json> }): fc.Arbitrary<JsonObject> =>
  fc.record(keywords, { requiredKeys: [] }).map((record) => ({ ...record }) as JsonObject);
const merged = (...parts: fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject> =>
  fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as JsonObject);
const typed = (type: string, keywords: { [name: string]: fc.Arbitrary<Json> }) =>
  merged(fc.constant({ type }), some(keywords));
const count = fc.integer({ min: 0, max: 3 });

function plainSchemas(version: Version): fc.Arbitrary<JsonObject> {
  const limit = fc.constantFrom(0, 1, 2, 0.5);
  const isExclusive: fc.Arbitrary<Json> = version === "3.0.0" ? fc.boolean() : limit;
  const limits = {
    ...{ minimum: limit, maximum: fc.constantFrom(2, 5, 19.99), multipleOf: fc.constantFrom(1, 5, 0.01) },
    exclusiveMinimum: isExclusive,
  };
  return fc.oneof(
    typed("string", { minLength: count, maxLength: count, pattern: fc.constantFrom(...PATTERNS) }),
    typed("string", { enum: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1 }) }),
    typed("string", { format: fc.constantFrom("date-time", "binary", "uuid", "byte") }),
    typed("number", limits),
    typed("integer", limits),
    fc.constant<JsonObject>({ type: "boolean" }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom<Json>("a", 1, true, 0.5, null), { minLength: 1 }) }),
    fc.constantFrom<JsonObject>({}, { type: "object" }, { type: "array", items: {} }, ...REFERENCES),
    ...(version === "3.0.0"
      ? []
      : [
          fc.record<JsonObject>({ const: fc.constantFrom<Json>("a", 1, null, true) }),
          fc.record<JsonObject>({
            type: fc.uniqueArray(fc.constantFrom("string", "number", "null", "boolean"), { minLength: 1 }),
          }),
        ]),
  );
}

/** Schemas of a few levels. */
export function schemasOf(version: Version): fc.Arbitrary<JsonObject> {
  const is31 = version === "3.1.0";
  const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => {
    const part = tie("schema");
    const parts = fc.array(part, { minLength: 1, maxLength: 3 });
    const names = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 });
    const properties = fc.dictionary(fc.constantFrom(...NAMES), part, { minKeys: 1, maxKeys: 3 });
    const oneWay = fc.dictionary(
      fc.constantFrom("a", "b"),
      fc.constantFrom<Json>({ type: "string", readOnly: true }, { type: "number", writeOnly: true }),
      { minKeys: 1 },
    );
    const rest = fc.oneof(fc.boolean(), part);
    const objects = typed("object", {
      properties: fc.oneof({ arbitrary: properties, weight: 6 }, oneWay),
      required: names.filter((list) => list.length > 0),
      additionalProperties: rest,
      minProperties: count,
      maxProperties: count,
      ...(is31 && {
        patternProperties: fc.dictionary(fc.constantFrom("^x-", "b"), part, { maxKeys: 1 }),
        propertyNames: fc.constantFrom<Json>({ maxLength: 1 }, { pattern: "^[a-c]" }),
        dependentRequired: fc.constant({ a: ["b"] }),
        dependentSchemas: fc.dictionary(fc.constant("a"), part),
        unevaluatedProperties: rest,
        $defs: fc.dictionary(fc.constant("X"), part),
      }),
    });
    const arrays = merged(
      fc.record({ type: fc.constant("array"), items: is31 ? rest : part }),
      some({
        ...{ minItems: count, maxItems: count, uniqueItems: fc.boolean() },
        ...(is31 && { prefixItems: parts, contains: part, minContains: count, maxContains: count }),
      }),
    );
    const unions = fc.oneof(
      ...["allOf", "anyOf", "oneOf"].map((keyword) => parts.map((list): JsonObject => ({ [keyword]: list }))),
      part.map((schema): JsonObject => ({ not: schema })),
      ...(is31
        ? [
            fc.record(
              { if: part, then: part, else: part },
              { requiredKeys: ["if"] },
            ) as fc.Arbitrary<JsonObject>,
          ]
        : []),
    );
    const nested = fc.oneof(objects, arrays, unions, merged(objects, unions));
    const any = fc.oneof({ maxDepth: 3, withCrossShrink: true }, plainSchemas(version), nested);
    return {
      schema: is31
        ? any
        : fc.tuple(any, fc.boolean()).map(([schema, isNullable]) => withNull(schema, isNullable)),
    };
  });
  return schema;
}

/** Nothing may stand beside a reference in OpenAPI 3.0. */
function withNull(schema: JsonObject, isNullable: boolean): JsonObject {
  return isNullable && !("$ref" in schema) ? { ...schema, nullable: true } : schema;
}
