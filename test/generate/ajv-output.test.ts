/** What ajv-output.ts expects of the code that ajv writes: if a new version of ajv spells it differently, see here. */
import { expect, test } from "vitest";
import { toStandAloneModule } from "../../scripts/generate/ajv-output.ts";

/** As ajv writes a report, with the option `lines`. */
const reported = (fields: string) =>
  `const err0 = {${fields}};\nif(vErrors === null){\nvErrors = [err0];\n}\nelse {\nvErrors.push(err0);\n}\nerrors++;`;
const errorOf = (fields: string) =>
  `instancePath:instancePath+"/a",schemaPath:"#/properties/a/type",keyword:"type",params:{type: "number"},${fields}`;
const push = (path: string, message: string) =>
  `(vErrors ??= []).push({path:${path},message:${message}});\nerrors++;`;

test.each<[what: string, fields: string, code: string]>([
  ["an error", errorOf(`message:"must be number"`), push(`instancePath+"/a"`, `"must be number"`)],
  [
    "an error of the value itself",
    `instancePath,schemaPath:"#/type",keyword:"type",params:{type: "number"},message:"must be number"`,
    push("instancePath", `"must be number"`),
  ],
  [
    "several types",
    errorOf(`message:"must be number,null"`),
    push(`instancePath+"/a"`, `"must be number or null"`),
  ],
  [
    "a property that is known when the module is written",
    `instancePath,schemaPath:"#/required",keyword:"required",params:{at:"a/b"},message:"is required"`,
    push(`instancePath+"/"+"a~1b"`, `"is required"`),
  ],
  [
    "the schema false",
    `instancePath,schemaPath:"#/false schema",keyword:"false schema",params:{},message:"boolean schema is false"`,
    push("instancePath", `"is not allowed"`),
  ],
  [
    "a text that looks like code",
    errorOf(String.raw`message:"must be \",message:\"x"`),
    push(`instancePath+"/a"`, String.raw`"must be \",message:\"x"`),
  ],
  ["an error without fields, as a branch of a union has", "", "errors++;"],
])("%s is reported with path and message alone", (_what, fields, code) => {
  expect(toStandAloneModule(reported(fields))).toBe(code);
});

test("a property that is known only when the validator runs is escaped there", () => {
  const fields = `instancePath,schemaPath:"#/a",keyword:"additionalProperties",params:{at:key0},message:"is unknown"`;
  const module = toStandAloneModule(reported(fields));
  expect(module).toContain(push(`instancePath+"/"+escapeStep(key0)`, `"is unknown"`));
  expect(module).toContain("const escapeStep = ");
});

test.each([
  ["a text like the directive of a script stays", `let a = "use strict";`, undefined],
  ["the directive of a script goes", `"use strict";const a = 1;`, "const a = 1;"],
  ["a constant that nothing uses goes", "const schema11 = {};\nlet a;", "let a;"],
  ["a pattern that the flag u allows keeps it", `const pattern0 = new RegExp("^a$", "u");`, undefined],
  [
    "a pattern that the flag u refuses loses it",
    String.raw`const pattern0 = new RegExp("^\\-$", "u");`,
    String.raw`const pattern0 = new RegExp("^\\-$");`,
  ],
  [
    "the length of a text is counted here",
    `const func1 = require("ajv/dist/runtime/ucs2length").default;`,
    "const func1 = (text) => Array.from(text).length;",
  ],
])("%s", (_what, source, code = source) => {
  expect(toStandAloneModule(source)).toBe(code);
});

test.each([
  [
    "an import that has no counterpart",
    `const func0 = require("ajv/dist/runtime/uri").default;`,
    /imports more/,
  ],
  ["an error of other fields", reported("path:a,message:b"), /writes its errors differently/],
  ["errors that are counted in another way", "errors = vErrors.length;", /counts its errors differently/],
  ["a report of another form", `const err12 = {};\nreport(err0);`, /reports its errors differently/],
])("%s stops the generation", (_what, source, reason) => {
  expect(() => toStandAloneModule(source)).toThrow(reason);
});

test("only a line that is a pattern's alone is one", () => {
  for (const line of [
    `const pattern0 = new RegExp("^\\\\-$", "u"); let a;`,
    `let a; const pattern0 = new RegExp("^a$", "u");`,
    `const pattern0 = new RegExp("^\\\\-$", "u").source;`,
  ])
    expect(toStandAloneModule(line)).toBe(line);
});
