import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { renderValidators } from "../../scripts/generate/validator.ts";
import { compileValidator } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";

const compile = (schema: Json, schemas: JsonObject = {}) => compileValidator(facadeSpec(schema, {}, schemas));

async function issuesOf(schema: Json, value: unknown, schemas?: JsonObject): Promise<string[]> {
  const validate = await compile(schema, schemas);
  if (validate(value)) return [];
  return validate.errors!.map(({ path, message }) => `${path} ${message}`);
}

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const object = (properties: JsonObject, rest: JsonObject = {}) => ({ type: "object", properties, ...rest });
const CLOSED = { additionalProperties: false };

type Case = [what: string, schema: Json, value: unknown, issues: string[]];

test.each<Case>([
  ["a right value", object({ a: TEXT }), { a: "x" }, []],
  ["a wrong type", object({ a: NUMBER }), { a: "50" }, ["/a must be number"]],
  ["a wrong type of several", { type: ["string", "null"] }, 1, [" must be string or null"]],
  ["a missing property", object({ a: TEXT }, { required: ["a"] }), {}, ["/a is required"]],
  [
    "a missing property inside",
    object({ a: object({}, { required: ["b"] }) }),
    { a: {} },
    ["/a/b is required"],
  ],
  [
    "an unknown property",
    object({ a: TEXT }, CLOSED),
    { b: 1 },
    ["/b is not a property that the spec knows"],
  ],
  ["an unknown property where any may be", object({ a: TEXT }), { b: 1 }, []],
  [
    "an unknown property inside",
    object({ a: object({}, CLOSED) }),
    { a: { b: 1 } },
    ["/a/b is not a property that the spec knows"],
  ],
  ["a number too great", object({ a: { ...NUMBER, maximum: 9 } }), { a: 10 }, ["/a must be <= 9"]],
  ["a number too small", { ...NUMBER, minimum: 1 }, 0, [" must be >= 1"]],
  ["3.0's exclusive bound", { ...NUMBER, minimum: 0, exclusiveMinimum: true }, 0, [" must be > 0"]],
  ["3.0's inclusive bound", { ...NUMBER, minimum: 0, exclusiveMinimum: false }, 0, []],
  ["3.1's exclusive bound", { ...NUMBER, exclusiveMaximum: 5 }, 5, [" must be < 5"]],
  ["an exclusive bound without a bound", { ...NUMBER, exclusiveMinimum: true }, -1, []],
  [
    "a bound beside an exclusive one without a bound",
    { ...NUMBER, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
    1,
    [" must be < 1"],
  ],
  ["a fraction", { type: "integer" }, 1.5, [" must be integer"]],
  ["NaN", { ...NUMBER, minimum: 0 }, NaN, [" must be >= 0"]],
  ["64 characters of two code units each", { ...TEXT, maxLength: 64 }, "🔑".repeat(64), []],
  ["65 characters", { ...TEXT, maxLength: 64 }, "🔑".repeat(65), [" must NOT have more than 64 characters"]],
  ["an unlisted value", { ...TEXT, enum: ["A", "B"] }, "C", [' must be "A" or "B"']],
  ["a number for a listed string", { ...TEXT, enum: ["A", "B"] }, 1, [' must be "A" or "B"']],
  ["null for a listed string", { ...TEXT, enum: ["A"] }, null, [' must be "A"']],
  ["null for a nullable listed string", { ...TEXT, enum: ["A"], nullable: true }, null, []],
  ["null for a nullable listed integer", { type: "integer", enum: [1], nullable: true }, null, []],
  ["null for a nullable string", { ...TEXT, nullable: true }, null, []],
  ["a number for a nullable string", { ...TEXT, nullable: true }, 1, [" must be string or null"]],
  ["null for a null branch", { anyOf: [NUMBER, { nullable: true }] }, null, []],
  ["a string for a null branch", { anyOf: [NUMBER, { nullable: true }] }, "1", [" must be number or null"]],
  [
    "null for a nullable reference",
    object({ a: { $ref: "#/components/schemas/Key", nullable: true } }),
    { a: null },
    [],
  ],
  ["a pattern's breach", { ...TEXT, pattern: "^\\d$" }, "x", [" must match ^\\d$"]],
  ["a pattern by code point", { ...TEXT, pattern: "^.$" }, "🔑", []],
  ["a pattern with classes of characters", { ...TEXT, pattern: "^\\p{L}+$" }, "ä", []],
  ["a format, which is only advice", { ...TEXT, format: "date-time" }, "x", []],
  ["one of a union", { anyOf: [TEXT, NUMBER] }, 1, []],
  [
    "none of a union, in one line",
    { anyOf: [{ ...TEXT, enum: [""] }, { ...TEXT, pattern: "^a$" }, NUMBER] },
    "x",
    [' must be "" or match ^a$ or be number'],
  ],
  [
    "a type that two branches ask for",
    {
      anyOf: [
        { ...TEXT, maxLength: 1 },
        { ...TEXT, minLength: 3 },
      ],
    },
    1,
    [" must be string"],
  ],
  [
    "none of a nullable union",
    { anyOf: [TEXT, NUMBER, { nullable: true }] },
    true,
    [" must be string or be number or be null"],
  ],
  [
    "an object that is none of a union",
    { anyOf: [{ $ref: "#/components/schemas/Key" }] },
    1,
    [" must have one of the forms in the spec"],
  ],
  [
    "none of a oneOf",
    { oneOf: [TEXT, NUMBER] },
    true,
    [" must be string", " must be number", " must match exactly one schema in oneOf"],
  ],
  [
    "both of a oneOf",
    { oneOf: [TEXT, { ...TEXT, maxLength: 9 }] },
    "x",
    [" must match exactly one schema in oneOf"],
  ],
  [
    "each part of an allOf",
    { allOf: [object({ a: TEXT }), object({ b: TEXT }, { required: ["b"] })] },
    { a: 1 },
    ["/a must be string", "/b is required"],
  ],
  ["what a reference says", { $ref: "#/components/schemas/Key" }, { id: 1 }, ["/id must be string"]],
  ["an item", { type: "array", items: TEXT, maxItems: 2 }, ["a", 2], ["/1 must be string"]],
  [
    "items that repeat",
    { type: "array", items: TEXT, uniqueItems: true },
    ["a", "a"],
    [" must NOT have duplicate items (items ## 1 and 0 are identical)"],
  ],
  [
    "objects that repeat",
    { type: "array", uniqueItems: true },
    [{ a: [1], b: 2 }, { a: [1] }, { b: 2, a: [1] }],
    [" must NOT have duplicate items (items ## 0 and 2 are identical)"],
  ],
  ["an object as a constant", { const: { a: [1, null] } }, { a: [1, {}] }, [" must be equal to constant"]],
  ["the same object as a constant", { const: { a: [1, null] } }, { a: [1, null] }, []],
  ["an object that isn't listed", { enum: [{ a: 1 }, null] }, { a: 2 }, [' must be {"a":1} or null']],
  ["a listed object", { enum: [{ a: 1 }, null] }, { a: 1 }, []],
  ["a value that is listed twice", { enum: ["a", "a"] }, "b", [' must be "a"']],
  ["a property that says itself that it is required", object({ a: { ...TEXT, required: true } }), {}, []],
  [
    "what a reference to a property says",
    object({
      a: TEXT,
      b: { $ref: "#/paths/~1api_keys/post/requestBody/content/application~1json/schema/properties/a" },
    }),
    { b: 1 },
    ["/b must be string"],
  ],
  [
    "a value that is none of the constants",
    { anyOf: [{ const: "a" }, { const: 1 }] },
    "b",
    [' must be "a" or be 1'],
  ],
  ["a thing that is refused", { not: TEXT }, "x", [" must NOT be valid"]],
  [
    "every mistake at once",
    object({ a: NUMBER, b: TEXT }),
    { a: "", b: 1 },
    ["/a must be number", "/b must be string"],
  ],
])("%s is judged", async (_what, schema, value, want) => {
  expect(await issuesOf(schema, value, { Key: object({ id: TEXT }) })).toEqual(want);
});

test("a schema that holds itself is followed as deep as the value goes", async () => {
  const schemas = { Tree: object({ name: TEXT, next: { $ref: "#/components/schemas/Tree" } }) };
  const value = { name: "a", next: { name: "b", next: { name: 3 } } };
  expect(await issuesOf({ $ref: "#/components/schemas/Tree" }, value, schemas)).toEqual([
    "/next/next/name must be string",
  ]);
});

test("a validator forgets the last value's errors", async () => {
  const validate = await compile(TEXT);
  expect([validate(1), validate.errors?.length]).toEqual([false, 1]);
  expect([validate("x"), validate.errors]).toEqual([true, null]);
});

const NAMES = [
  "a/b",
  "a~b",
  "a.b",
  'a"b',
  "a'b",
  "a`b",
  "a\\b",
  "${a}",
  "import",
  "require(",
  "constructor",
  "toString",
  "$ref",
  "x,schemaPath:",
  'x",schemaPath:"',
  "},message:",
  "日本",
];

describe.each(NAMES)("a property named %s", (name) => {
  const path = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

  test("is checked", async () => {
    expect(await issuesOf(object({ [name]: TEXT }), { [name]: 1 })).toEqual([`${path} must be string`]);
  });
  test("may be left out", async () => {
    expect(await issuesOf(object({ [name]: TEXT }, CLOSED), {})).toEqual([]);
  });
  test("may be required", async () => {
    expect(await issuesOf(object({ [name]: TEXT }, { required: [name] }), {})).toEqual([
      `${path} is required`,
    ]);
  });
  test("may be unknown", async () => {
    expect(await issuesOf(object({}, CLOSED), { [name]: 1 })).toEqual([
      `${path} is not a property that the spec knows`,
    ]);
  });
});

const HOSTILE = [
  '"); globalThis.pwned = 1; ("',
  "'+(globalThis.pwned=1)+'",
  "${globalThis.pwned=1}",
  "`;globalThis.pwned=1;`",
  "*/globalThis.pwned=1/*",
  "\n;globalThis.pwned=1;//",
  "\u2028;globalThis.pwned=1;//",
  "\\",
  '\\"',
  ',message:"',
  "import x from 'x'",
  '= require("fs")',
  "const schema1 = 1;\n",
];

test.each(HOSTILE)("the text %j stays text wherever a schema holds it", async (text) => {
  const pattern = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const schema = object(
    {
      listed: { ...TEXT, enum: [text] },
      matched: { ...TEXT, pattern },
      fixed: { const: text },
      [text]: NUMBER,
    },
    { description: text, title: text },
  );
  const validate = await compile(schema);
  expect(validate({ listed: text, matched: text, fixed: text, [text]: 1 })).toBe(true);
  expect(validate({ listed: "x", matched: "x", fixed: "x", [text]: "x" })).toBe(false);
  expect(validate.errors!.map(({ message }) => message)).toEqual([
    `must be ${JSON.stringify(text)}`,
    `must match ${pattern}`,
    "must be equal to constant",
    "must be number",
  ]);
  expect(globalThis).not.toHaveProperty("pwned");
});

test.each<[what: string, schema: Json]>([
  ["a length", object({ a: { ...TEXT, maxLength: 1 } })],
  ["items of any kind that mustn't repeat", { type: "array", uniqueItems: true }],
  ["an object as a constant", { const: { a: 1 } }],
  ["a listed object", { enum: [{ a: 1 }] }],
  ["a long list", { enum: Array.from({ length: 300 }, (_, index) => `value ${index}`) }],
])("a validator of %s imports nothing", (_what, schema) => {
  const source = renderValidators(facadeSpec(schema))["validate-create-api-key.js"]!;
  expect(source).not.toMatch(/^import|require\(/m);
});

test("the declaration of the validators says what they report", () => {
  expect(renderValidators(facadeSpec({}))["validate-create-api-key.d.ts"]).toBe(
    `/** True where the value is right; else \`errors\` says what is wrong, \`path\` as \`/a/b\`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: { path: string; message: string }[] | null;
}
export declare const validateRequest: Validator;
export declare const validateResponse: Validator;
`,
  );
});
