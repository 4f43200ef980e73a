import { Ajv2020 } from "ajv/dist/2020.js";
import ts from "typescript";
import { expect, test } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { compileValidator } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/facade-spec.ts";

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const object = (properties: JsonObject, rest: JsonObject = {}) => ({ type: "object", properties, ...rest });
const VALUES: Json[] = [
  ...[null, true, 0, 1, 2.5, -1, "", "a", "abc", [], [1], [1, "a"], ["a"], ["a", "a"], [1, 2], {}],
  ...[{ a: 1 }, { a: "a" }, { b: "b" }, { a: 1, b: "b" }, { a: "a", b: 1 }, { a: 1, b: "b", c: "c" }],
  ...[{ "x-a": 1 }, { valueOf: "a", hasOwnProperty: "a" }, { valueOf: 1 }],
];

const SCHEMAS: { [name: string]: Json } = {
  type: NUMBER,
  types: { type: ["string", "null"] },
  enum: { enum: ["a", 1, null] },
  const: { const: "a" },
  limits: { ...NUMBER, minimum: 0, exclusiveMaximum: 2 },
  multipleOf: { ...NUMBER, multipleOf: 0.5 },
  lengths: { ...TEXT, minLength: 1, maxLength: 2 },
  pattern: { ...TEXT, pattern: "^\\w$" },
  items: { type: "array", items: TEXT, uniqueItems: true },
  prefixItems: { type: "array", prefixItems: [NUMBER], items: TEXT },
  exactTuple: { type: "array", prefixItems: [NUMBER, TEXT], items: false, minItems: 2 },
  contains: { type: "array", contains: NUMBER },
  properties: object({ a: NUMBER }),
  closed: object({ a: NUMBER }, { additionalProperties: false }),
  typedRest: object({ a: NUMBER }, { additionalProperties: TEXT }),
  requiredElsewhere: object({ a: NUMBER }, { required: ["b"] }),
  requiredOfRest: object({ a: NUMBER }, { required: ["b"], additionalProperties: TEXT }),
  refusedProperty: object({ b: false }),
  patternProperties: { type: "object", patternProperties: { "^x-": false } },
  propertyNames: { type: "object", propertyNames: { maxLength: 1 } },
  inheritedNames: object({ valueOf: TEXT, hasOwnProperty: TEXT }, { required: ["valueOf"] }),
  anyOf: { anyOf: [NUMBER, object({ a: TEXT }, { required: ["a"] })] },
  oneOf: { oneOf: [NUMBER, { type: "integer" }, TEXT] },
  allOf: { allOf: [object({ a: NUMBER }), object({ b: TEXT }, { required: ["b"] })] },
  not: { not: TEXT },
};

test.each(Object.entries(SCHEMAS))("the validator agrees with ajv on %s", async (_name, schema) => {
  const document = { ...facadeSpec(schema), openapi: "3.1.0" };
  const [judge, validate] = [
    new Ajv2020({ strict: false, ownProperties: true }).compile(schema as JsonObject),
    await compileValidator(document),
  ];
  expect(VALUES.filter((value) => validate(value))).toEqual(VALUES.filter((value) => judge(value)));
});

test("each value that ajv takes compiles against the type", { timeout: 60_000 }, async () => {
  const document = { ...facadeSpec({}, {}, SCHEMAS), openapi: "3.1.0" };
  const checks = Object.entries(SCHEMAS).flatMap(([name, schema]) => {
    const judge = new Ajv2020({ strict: false, ownProperties: true }).compile(schema as JsonObject);
    return VALUES.filter((value) => judge(value)).map(
      (value) => `((_: components["schemas"]["${name}"]) => {})(wrap(${JSON.stringify(value)}));`,
    );
  });
  expect(checks.length).toBeGreaterThan(100);
  const types = await renderTypes(normalize(document).document);
  expect(compile(`${types}\n${checks.join("\n")}`)).toEqual([]);
});

/** The compiler's guess that a value without any of the optional properties is a slip, which no schema makes. */
const NO_COMMON_PROPERTY = 2559;

/** The lines that don't compile. */
function compile(source: string): string[] {
  const text = `declare function wrap<const V>(value: V): Mutable<V>;
type Mutable<V> = V extends object ? { -readonly [K in keyof V]: Mutable<V[K]> } : V;\n${source}`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === "values.ts"
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram(["values.ts"], options, host);
  const found = ts.getPreEmitDiagnostics(program).filter(({ code }) => code !== NO_COMMON_PROPERTY);
  return found.map(({ start = 0, messageText }) => {
    const line = text.slice(text.lastIndexOf("\n", start) + 1, text.indexOf("\n", start));
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n").split("\n")[0]!}`;
  });
}
