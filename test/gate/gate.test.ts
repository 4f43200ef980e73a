import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { checkServer, readSpec } from "../../scripts/gate/gate.ts";
import { operationsOf } from "../../scripts/spec/openapi.ts";
import { bytes } from "../support/bytes.ts";
import { TINY_SPEC, tinySpec, withSchema } from "../support/tiny-spec.ts";

const path = (name: string): string => tinySpec("  /api_keys/{id}:", `  ${JSON.stringify(name)}:`);
const bomb = Array.from({ length: 9 }, (_, n) => {
  const items = Array<string>(9).fill(n === 0 ? "lol" : `*a${n - 1}`);
  return `x-${n}: &a${n} [${items.join(", ")}]\n`;
}).join("");

/** No defect, whatever its message. */
const refusalWith = (reason: RegExp): unknown =>
  expect.objectContaining({ name: "Refusal", message: expect.stringMatching(reason) as string });

test("a YAML publication is read as plain JSON values", () => {
  expect(readSpec(bytes(TINY_SPEC))).toEqual(parse(TINY_SPEC));
});

test.each([
  ["OpenAPI 3.1", tinySpec("3.0.0", "3.1.1")],
  ["JSON", JSON.stringify(parse(TINY_SPEC))],
  ["JSON indented with tabs", JSON.stringify(parse(TINY_SPEC), null, "\t")],
  ["a byte order mark", `\ufeff${TINY_SPEC}`],
  ["CRLF line ends", TINY_SPEC.replaceAll("\n", "\r\n")],
  ["a semver version", tinySpec('"20260101.000000"', "1.0.0")],
  ["a status code that isn't quoted", tinySpec('"200"', "200")],
  ["extensions of any content", `${TINY_SPEC}x-any: { deep: [null, "*/", 2026-01-01] }\n`],
  ["an alias that is used as intended", `${TINY_SPEC}x-a: &a { b: &b 1 }\nx-b: &b 2\nx-c: *a\nx-d: *b\n`],
  ["an empty schema and a boolean one", withSchema("A", { properties: { a: {}, b: true } })],
  ["a null where it's a value", withSchema("A", { default: null, example: null, enum: [null] })],
  [
    "a recursion through a property",
    withSchema("A", { properties: { a: { $ref: "#/components/schemas/A" } } }),
  ],
  [
    "examples in a list, as some write them",
    tinySpec("application/json:", "application/json:\n            examples: [1, null]"),
  ],
  ["no end of the last line, which is for the update to judge", TINY_SPEC.trimEnd()],
  ["JSON with white space at its end", `${JSON.stringify(parse(TINY_SPEC))} \n `],
  [
    "an example of a schema that refers to its own parts",
    withSchema("A", { example: { $ref: "#/$defs/S", properties: { self: { $ref: "#" } } } }),
  ],
  ["a type that no validator meets", withSchema("A", { type: "text" })],
  [
    "a reference with a description beside it",
    withSchema("A", { $ref: "#/components/schemas/NewKey", description: "B" }),
  ],
  ["a null in an example", withSchema("A", { example: { type: null } })],
  ["a pattern that never ends where no validator is generated", tinySpec("^(a+)+$", "^(b*)*$")],
  ["a property called $ref", withSchema("A", { properties: { $ref: { type: "string" } } })],
  ["a property without a name", withSchema("A", { properties: { "": { type: "string" } } })],
  ["a property called by an emoji of several", withSchema("A", { properties: { "👨‍👩‍👧": { type: "string" } } })],
  ["a line break in an enum", withSchema("A", { enum: ["a\nb"] })],
  ["an address and an anchor in OpenAPI 3.0", withSchema("A", { $id: "/a", $anchor: "a b" })],
  [
    "an address and an anchor in OpenAPI 3.1",
    withSchema("A", { $id: "/a", $anchor: "a", properties: { b: { $ref: "#a" } } }).replace("3.0.0", "3.1.0"),
  ],
  ["a property named as a keyword", withSchema("A", { properties: { $id: { type: "string" } } })],
  [
    "a reference to the schema false",
    withSchema("A", false) + stringify({ B: { $ref: "#/components/schemas/A" } }).replace(/^(?=.)/gm, "    "),
  ],
  ["a comment's end in prose", withSchema("A", { description: "*/ process.exit() /*" })],
  [
    "a reference by percent-encoded path",
    withSchema("A", {
      $ref: "#/paths/~1api_keys~1%7Bid%7D/get/parameters/0/schema",
    }),
  ],
  [
    "a discriminator's mapping",
    withSchema("A", { discriminator: { propertyName: "t", mapping: { x: "NewKey" } } }),
  ],
])("a good publication passes: %s", (_, given) => {
  expect(readSpec(bytes(given))).toMatchObject({ info: { title: "Tiny" } });
});

test.each([
  // Bytes and YAML.
  ["an empty source", " \n", /is empty/],
  ["an HTML page", "<!doctype html><title>502</title>", /HTML/],
  ["a JSON string", '"{}"\n', /the source is not OpenAPI: it holds "\{\}"/],
  ["a comment alone", "# a\n", /the source is not OpenAPI: it holds null/],
  ["several documents", `${TINY_SPEC}---\n${TINY_SPEC}`, /multiple documents/],
  ["a duplicate key", `${TINY_SPEC}openapi: 3.0.0\n`, /duplicate key "openapi"/],
  ["a duplicate key in JSON", '{"openapi": "3.0.0", "openapi": "3.1.0"}', /#: duplicate key "openapi"/],
  ["a duplicate key that is escaped", `${TINY_SPEC}"\\x6fpenapi": 3.0.0\n`, /duplicate key/],
  ["a custom tag", `${TINY_SPEC}x-a: !!js/function "return 1"\n`, /Unresolved tag/],
  ["binary", `${TINY_SPEC}x-a: !!binary aGk=\n`, /Unresolved tag/],
  ["YAML 1.1", `%YAML 1.1\n---\n${TINY_SPEC}`, /only YAML 1\.2/],
  ["a merge key", `${TINY_SPEC}x-a: { <<: { a: 1 } }\n`, /the key "<<"/],
  ["a key that's a map", `${TINY_SPEC}? { a: 1 }\n: 1\n`, /keys must be strings/],
  ["not a number", `${TINY_SPEC}x-a: .nan\n`, /x-a: NaN is not a JSON value/],
  ["an infinite number", `${TINY_SPEC}x-a: 1e999\n`, /Infinity is not a JSON value/],
  [
    "an alias bomb",
    TINY_SPEC + bomb,
    /#\/x-\d[\/\d]+: with it, the source has over 100000 values once its aliases/,
  ],
  ["an alias that holds itself", `${TINY_SPEC}x-a: &a [*a]\n`, /#\/x-a\/0[\/0]* is nested deeper than 100/],
  ["an alias of nothing", `${TINY_SPEC}x-a: *a\n`, /alias/i],
  [
    "a name with a line break",
    `${TINY_SPEC}"a\\n::error::b": { a: 1, a: 2 }\n`,
    /^#\/a\\n::error::b: duplicate key "a"$/,
  ],
  [
    "a name of 5 MB",
    `${TINY_SPEC}? ${"a".repeat(5_000_000)}\n: { a: 1, a: 2 }\n`,
    /^#\/a{998} … .*a: duplicate key "a"$/,
  ],
  ["__proto__", `${TINY_SPEC}x-a: { __proto__: { polluted: true } }\n`, /"__proto__" is not allowed/],

  // The head.
  ["Swagger 2.0", 'swagger: "2.0"\ninfo: {}\n', /not OpenAPI 3\.0 or 3\.1: openapi is undefined/],
  ["OpenAPI 3.2", tinySpec("3.0.0", "3.2.0"), /not OpenAPI 3\.0 or 3\.1/],
  ["an unknown root key", `${TINY_SPEC}imports: []\n`, /the name "imports"/],
  ["a version that's not quoted", tinySpec('"20260101.000000"', "20260101.123456"), /must be quoted/],
  ["a version of another form", tinySpec('"20260101.000000"', "latest"), /neither a date, YYYYMMDD/],
  ["a version that's code", tinySpec('"20260101.000000"', "'1.0.0\";exit()'"), /neither a date, YYYYMMDD/],
  [
    "another host",
    tinySpec("https://api.venice.ai/", "https://venice.ai.evil.example/"),
    /keys are sent there/,
  ],
  ["a host that ends alike", tinySpec("api.venice.ai", "evilvenice.ai"), /keys are sent there/],
  ["plain http", tinySpec("https://api", "http://api"), /keys are sent there/],
  ["a URL with credentials", tinySpec("https://api", "https://u:p@api"), /no plain URL/],
  ["a URL with a query", tinySpec("api/v1", "api/v1?a=b"), /no plain URL/],
  ["no server", tinySpec("servers:\n  - url: https://api.venice.ai/api/v1\n", ""), /servers/],

  // Cut off.
  ["a schema's body", `${TINY_SPEC}    Cut:\n`, /schemas\/Cut must be an object .*cut off/],
  ["a keyword's value", `${TINY_SPEC}          pattern:\n`, /pattern is null: the source is cut off/],
  ["a path's body", tinySpec("components:", "  /cut:\ncomponents:"), /~1cut must be an object/],
  ["a path's operations", tinySpec("components:", "  /cut: {}\ncomponents:"), /has no operation/],
  [
    "an operation's responses",
    tinySpec("components:", "  /cut:\n    get:\n      summary: x\ncomponents:"),
    /has no responses/,
  ],
  [
    "a parameter's schema",
    tinySpec("          schema:\n            type: string\n            pattern: ^(a+)+$\n", ""),
    /neither schema nor content/,
  ],
  [
    "the schemas",
    TINY_SPEC.slice(0, TINY_SPEC.indexOf("  schemas:")),
    /NewKey" is no schema of the document/,
  ],
  ["the security schemes", tinySpec("    BearerAuth:\n", "    Other:\n"), /names "BearerAuth"/],
  ["all paths", TINY_SPEC.slice(0, TINY_SPEC.indexOf("paths:")), /#\/paths must be an object/],

  // References.
  ["a reference to a file", withSchema("A", { $ref: "/etc/passwd" }), /leaves the document/],
  ["a reference to a file's URL", withSchema("A", { $ref: "file:///etc/passwd#/a" }), /leaves the document/],
  ["a relative reference", withSchema("A", { $ref: "../package.json" }), /leaves the document/],
  ["a reference in an example", withSchema("A", { example: { $ref: "./x.yaml" } }), /leaves the document/],
  [
    "a reference in prose",
    tinySpec("title: Tiny", "title: Tiny\n  description: { $ref: ./a.md }"),
    /leaves the document/,
  ],
  [
    "a reference that's escaped in JSON",
    `{"openapi":"3.0.0","x-a":{"\\u0024ref":"a.yaml"},${JSON.stringify(parse(tinySpec("openapi: 3.0.0\n", ""))).slice(1)}`,
    /leaves the document/,
  ],
  [
    "a reference with code in it",
    withSchema("A", { $ref: '#/components/schemas/A"];process.exit();["' }),
    /leaves the document/,
  ],
  [
    "a reference with a bad escape",
    withSchema("A", { $ref: "#/components/schemas/%E0" }),
    /leaves the document/,
  ],
  [
    "a reference to nothing",
    withSchema("A", { $ref: "#/components/schemas/B" }),
    /no schema of the document/,
  ],
  [
    "a reference to a prototype's property",
    withSchema("A", { $ref: "#/components/schemas/toString" }),
    /no schema of the document/,
  ],
  [
    "a reference to what's no schema",
    withSchema("A", { $ref: "#/components/securitySchemes/BearerAuth" }),
    /is no schema of the document/,
  ],
  [
    "a reference to what was not examined",
    `${withSchema("A", { $ref: "#/x-a" })}x-a: { type: string }\n`,
    /is no schema of the document/,
  ],
  ["a reference that's no string", withSchema("A", { $ref: 1 }), /leaves the document/],
  [
    "an external example",
    withSchema("A", { example: { externalValue: "file:///etc/passwd" } }),
    /leaves the document/,
  ],
  [
    "a mapping to elsewhere",
    withSchema("A", { discriminator: { propertyName: "t", mapping: { x: "./x.yaml#/X" } } }),
    /leaves the document/,
  ],
  [
    "a mapping to nothing",
    withSchema("A", { discriminator: { propertyName: "t", mapping: { x: "X" } } }),
    /is no schema/,
  ],
  [
    "an anchor in OpenAPI 3.0",
    withSchema("A", { $anchor: "a", not: { $ref: "#a" } }),
    /"#a" leaves the document/,
  ],
  ["a dynamic reference", withSchema("A", { $dynamicRef: "#a" }), /\$dynamicRef is not supported/],
  ["another dialect", withSchema("A", { $schema: "https://evil.example/meta" }), /no known dialect/],
  [
    "a circle of references",
    `${withSchema("A", { $ref: "#/components/schemas/B" })}    B:\n      $ref: "#/components/schemas/A"\n`,
    /refers to itself/,
  ],
  [
    "a circle through allOf",
    withSchema("A", { allOf: [{ $ref: "#/components/schemas/A" }] }),
    /refers to itself/,
  ],

  [
    "a parameter beside a reference",
    tinySpec(
      "  schemas:",
      "  parameters: { A: { $ref: '#/paths/~1api_keys~1%7Bid%7D/get/parameters/0', required: false } }\n  schemas:",
    ),
    /A\/required stands beside a \$ref/,
  ],

  // Names.
  ["code in a component's name", withSchema('A"];process.exit();//', {}), /the name .* is not allowed/],
  ["code in a path", path('/a"];process.exit();//'), /the name .* is not allowed/],
  ["a comment's end in a path", path("/a*/b"), /the name .* is not allowed/],
  ["a path without a slash", path("x-a"), /the name .* is not allowed/],
  ["code in an operationId", tinySpec("getApiKey", '"get`;exit()"'), /operationId: .* is not allowed/],
  ["code in a parameter's name", tinySpec("- name: id", '- name: "id\\""'), /name: .* is not allowed/],
  [
    "a comment's end in a property's name",
    withSchema("A", { properties: { "a*/b": {} } }),
    /the name .* is not allowed/,
  ],
  [
    "a line's end in a property's name",
    withSchema("A", { properties: { "a\nb": {} } }),
    /the name .* holds U\+000A/,
  ],
  [
    "a media type that's none",
    tinySpec("application/json:", '"application/json\'":'),
    /the name .* is not allowed/,
  ],
  ["a status code that's none", tinySpec('"200"', '"2000"'), /the name "2000"/],
  [
    "an unknown section of components",
    tinySpec("  securitySchemes:", "  imports: {}\n  securitySchemes:"),
    /the name "imports"/,
  ],
  [
    "a duplicate operationId",
    tinySpec("operationId: getApiKey", "operationId: createApiKey"),
    /duplicate operationId "createApiKey"/,
  ],
  [
    "the same route twice",
    tinySpec(
      "components:",
      "  /api_keys/{key}:\n    get:\n      responses: { default: { description: x } }\ncomponents:",
    ),
    /the same route/,
  ],

  // Schemas and patterns.
  [
    "a summary that's a map",
    tinySpec("operationId: getApiKey", "summary: { a: 1 }"),
    /get\/summary must be a string/,
  ],
  ["a negative count", withSchema("A", { minItems: -1 }), /minItems must be a whole number, not below 0/],
  ["a flag that's a text", withSchema("A", { uniqueItems: "true" }), /uniqueItems must be true or false/],
  ["a union of nothing", withSchema("A", { anyOf: [] }), /anyOf must be a list that isn't empty/],
  ["a step of 0", withSchema("A", { multipleOf: 0 }), /multipleOf must be a number above 0/],
  ["an enum that's empty", withSchema("A", { enum: [] }), /enum must be a list of up to/],
  [
    "a type that's none, in a validator",
    tinySpec("        description:\n          type: string", "        description:\n          type: text"),
    /"text" is no type of JSON Schema/,
  ],
  ["a discriminator without a property", withSchema("A", { discriminator: {} }), /has no propertyName/],
  ["a security scheme without its type", tinySpec("      type: http\n", ""), /has no type/],
  ["a scheme of http that isn't named", tinySpec("      scheme: bearer\n", ""), /has no scheme/],
  ["a type that's an object", withSchema("A", { type: { a: 1 } }), /type must be a type/],
  ["a limit that's a text", withSchema("A", { maxLength: "1" }), /maxLength must be a whole number/],
  [
    "a schema that's a text",
    withSchema("A", { properties: { a: "string" } }),
    /must be an object \(schema\)/,
  ],
  [
    "a pattern that never ends, in a validator",
    tinySpec("^\\d{4}-\\d{2}-\\d{2}$", "^(a+)+$"),
    /may backtrack without end \(examined: exponential\)/,
  ],
  ["a pattern that doesn't compile", tinySpec("^\\d{4}-\\d{2}-\\d{2}$", "^("), /no regular expression/],
  [
    "a pattern behind a reference",
    tinySpec(
      "        description:\n          type: string",
      "        description:\n          type: string\n          pattern: ^(a|a)*$",
    ),
    /may backtrack/,
  ],
  [
    "a property pattern",
    tinySpec(
      "      properties:\n        description:",
      "      patternProperties:\n        (x+x+)+y: {}\n      properties:\n        description:",
    ),
    /may backtrack/,
  ],
])("a bad publication is refused with its reason: %s", (_, given, reason) => {
  expect(() => readSpec(bytes(given))).toThrow(refusalWith(reason));
});

/** A tiny spec with one name that the document may choose. */
const NAMES: [what: string, good: string, withName: (name: string) => string][] = [
  ["a root key", "x-a", (name) => `${TINY_SPEC}${JSON.stringify(name)}: 1\n`],
  [
    "a section of the components",
    "headers",
    (name) => tinySpec("  securitySchemes:", `  ${JSON.stringify(name)}: {}\n  securitySchemes:`),
  ],
  ["a path", "/a/{b}", path],
  ["a webhook", "new-key", (name) => `${TINY_SPEC}${stringify({ webhooks: { [name]: OPERATION } })}`],
  ["a component", "A.b-C_1", (name) => withSchema(name, {})],
  [
    "a status code",
    "4XX",
    (name) => tinySpec('"200":', `${JSON.stringify(name)}: { description: a }\n        "200":`),
  ],
  [
    "a media type",
    "application/problem+json; charset=utf-8",
    (name) => tinySpec("application/json:", `${JSON.stringify(name)}:`),
  ],
  [
    "a response header",
    "x-request-id",
    (name) =>
      tinySpec(
        "description: OK",
        `description: OK\n          headers: { ${JSON.stringify(name)}: { schema: {} } }`,
      ),
  ],
  ["an operationId", "get_$1.a-b", (name) => tinySpec("getApiKey", JSON.stringify(name))],
  ["a parameter's name", "filter.a", (name) => tinySpec("- name: id", `- name: ${JSON.stringify(name)}`)],
  ["a parameter's place", "query", (name) => tinySpec("in: path", `in: ${JSON.stringify(name)}`)],
  ["a definition", "A", (name) => withSchema("B", { $defs: { [name]: {} } })],
  [
    "a callback's address",
    "https://a.example/{$request.body#/id}?a=1",
    (name) =>
      tinySpec(
        "operationId: getApiKey",
        `operationId: getApiKey\n      callbacks: { a: { ${JSON.stringify(name)}: ${JSON.stringify(OPERATION)} } }`,
      ),
  ],
  [
    "a callback",
    "onData",
    (name) =>
      tinySpec(
        "operationId: getApiKey",
        `operationId: getApiKey\n      callbacks: { ${JSON.stringify(name)}: { "{$url}": ${JSON.stringify(OPERATION)} } }`,
      ),
  ],
];
const OPERATION = { post: { responses: { default: { description: "a" } } } };
/** Each ends a string, a comment or a line, or starts another value. */
const HARMFUL = ['"', "'", "`", "*/", "\\", " ", "\n", "<", "é"];

describe.each(NAMES)("%s", (_what, good, withName) => {
  test("that is plain passes", () => {
    expect(readSpec(bytes(withName(good)))).toMatchObject({ info: { title: "Tiny" } });
  });

  test.each(HARMFUL)("with %j at its beginning or its end is refused", (harmful) => {
    for (const name of [harmful + good, good + harmful]) {
      expect(() => readSpec(bytes(withName(name)))).toThrow(Refusal);
      expect(() => readSpec(bytes(withName(name)))).toThrow(/is not allowed there|can't be seen/);
    }
  });
});

test.each([
  ["the version of OpenAPI", "openapi: 3.0.0", (text: string) => `openapi: ${JSON.stringify(text)}`, "3.0.0"],
  ["a version", '"20260101.000000"', (text: string) => JSON.stringify(text), "1.0.0"],
  [
    "a version that is a date",
    '"20260101.000000"',
    (text: string) => JSON.stringify(text),
    "20260101.000000",
  ],
])("%s with anything before or after it is refused", (_what, piece, write, good) => {
  expect(readSpec(bytes(tinySpec(piece, write(good)))).paths).toHaveProperty("/api_keys");
  for (const text of [`a${good}`, `${good} a`, `1${good}\n`])
    expect(() => readSpec(bytes(tinySpec(piece, write(text))))).toThrow(Refusal);
});

test.each([
  ["a dialect", { $schema: "javascript:https://json-schema.org/draft/2020-12/schema" }, /no known dialect/],
  ["a reference", { $ref: "a.yaml#/components/schemas/NewKey" }, /leaves the document/],
  ["a reference to the root", { $ref: "/#/components/schemas/NewKey" }, /leaves the document/],
])("%s with something before it is refused", (_what, schema, reason) => {
  expect(() => readSpec(bytes(withSchema("A", schema)))).toThrow(reason);
});

test("references and mappings are returned in canonical form", () => {
  const written = {
    B: { $ref: "#/paths/~1api_keys~1%7Bid%7D/get/parameters/0/schema" },
    C: { $ref: "#/components/schemas/New%4Bey" },
    D: { discriminator: { propertyName: "t", mapping: { x: "NewKey", y: "#/components/schemas/%4EewKey" } } },
  };
  const text = TINY_SPEC + stringify(written).replace(/^(?=.)/gm, "    ");
  const target = "#/components/schemas/NewKey";
  expect(readSpec(bytes(text))["components"]).toMatchObject({
    schemas: {
      B: { $ref: "#/paths/~1api_keys~1{id}/get/parameters/0/schema" },
      C: { $ref: target },
      D: { discriminator: { mapping: { x: target, y: target } } },
    },
  });
});

test("an alias refers to the last anchor before it in the text", () => {
  const aliases = "x-a: &a { b: &b 1 }\nx-b: &b 2\nx-c: *a\nx-d: *b\n";
  expect(readSpec(bytes(TINY_SPEC + aliases))).toMatchObject({ "x-c": { b: 1 }, "x-d": 2 });
});

test("the gate has no way to the disk, the network or an evaluator", () => {
  const folder = new URL("../../scripts/", import.meta.url);
  const gate = readdirSync(new URL("gate/", folder)).map((name) => `gate/${name}`);
  const files = [
    ...gate,
    "spec/pattern-cost.ts",
    "spec/regex.ts",
    "spec/text.ts",
    "spec/walk.ts",
    "pull/page.ts",
  ];
  const imports = files.flatMap((name) => {
    const code = readFileSync(new URL(name, folder), "utf8");
    expect(code).not.toMatch(/\b(?:fetch|eval|Function)\(|await import/);
    return Array.from(code.matchAll(/from "([^."][^"]*)"/g), (match) => match[1]);
  });
  // node:module loads recheck, by a constant name.
  expect(new Set(imports)).toEqual(new Set(["node:module", "node:util", "recheck", "yaml"]));
});

test("bytes that are not UTF-8 are refused", () => {
  expect(() => readSpec(Uint8Array.of(0x61, 0xff))).toThrow(/not valid UTF-8/);
});

test("more than 16 MiB are refused", () => {
  expect(() => readSpec(new Uint8Array(16 * 1024 * 1024 + 1))).toThrow(/over 16 MiB/);
});

test("reading a publication pollutes no prototype", () => {
  expect(() => readSpec(bytes(`${TINY_SPEC}x-a: { __proto__: { polluted: true } }\n`))).toThrow(Refusal);
  expect({}).not.toHaveProperty("polluted");
});

test("a publication that is truncated at a line break is refused if it loses an operation or a reference", () => {
  const lines = TINY_SPEC.split("\n");
  const accepted = lines.flatMap((_, count) => {
    const truncated = `${lines.slice(0, count).join("\n")}\n`;
    try {
      return [Object.keys(readSpec(bytes(truncated)).paths).length];
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      return [];
    }
  });
  expect(accepted.every((paths) => paths === 2)).toBe(true);
});

test("operations without an id get ids that no other operation has", () => {
  const operation = (id?: string) => ({ ...(id !== undefined && { operationId: id }), responses: {} });
  const paths = {
    "/x/{id}": { get: operation() },
    "/x/id": { get: operation() },
    "/y": { get: operation() },
    "/z": { get: operation("getY") },
    "/w": { get: operation() },
  };
  const ids = operationsOf({ openapi: "3.0.0", info: { version: "1.0.0" }, paths }).map(({ id }) => id);
  expect(ids).toEqual(["get_2fx_2f_7bid_7d", "get_2fx_2fid", "get_2fy", "getY", "getW"]);
});

test.each([
  ["query", "größe (m²), 'a' | b*", undefined],
  ["query", "filter[a b]", undefined],
  ["query", "a*/b", /name: .* is not allowed there/],
  ["query", "a\u0308", /name: .* is not allowed there/],
  ["query", "a\u200B", /can't be seen/],
  ["header", "X-A!", undefined],
  ["header", "X:A", /name: .* is not allowed there/],
  ["cookie", "a;b", /name: .* is not allowed there/],
  ["path", "a/b", /name: .* is not allowed there/],
  ["body", "a", /in: "body" is not allowed there/],
])("a parameter in the %s may be called %j, or is refused: %s", (place, name, problem) => {
  const read = () =>
    readSpec(
      bytes(
        tinySpec("name: id\n          in: path", `name: ${JSON.stringify(name)}\n          in: ${place}`),
      ),
    );
  if (problem) expect(read).toThrow(problem);
  else expect(read).not.toThrow();
});

test("a media type may have parameters in quotation marks", () => {
  const spec = (type: string) => bytes(tinySpec("application/json:", `${JSON.stringify(type)}:`));
  expect(() => readSpec(spec('application/json; profile="https://a/b c"'))).not.toThrow();
  for (const type of ['application/json; a="b', 'application/json; a="b\\""', 'application/json; a="b"c'])
    expect(() => readSpec(spec(type))).toThrow(/is not allowed there/);
});

test("a boolean required, as draft 3 has it, is dropped", () => {
  const document = readSpec(bytes(withSchema("A", { required: true, allOf: [{}] })));
  expect(document["components"]).toHaveProperty("schemas.A", { allOf: [{}] });
});

const document = (edit: (spec: Json) => void): string => {
  const spec = parse(TINY_SPEC) as Json;
  edit(spec);
  return JSON.stringify(spec);
};
type Json = { [key: string]: Json };
/** Components that refer to the next, `count` references deep. */
const nested = (count: number) =>
  document(({ components }) => {
    for (let n = 0; n <= count; n++)
      components!["schemas"]![`S${n}`] = (
        n < count ? { properties: { a: { $ref: `#/components/schemas/S${n + 1}` } } } : {}
      ) as Json;
  });
const withServer = (url: string) => tinySpec("https://api.venice.ai/api/v1", url);
const withVersion = (version: string) => tinySpec('"20260101.000000"', version);

test.each([
  ["a patch of OpenAPI with two digits", tinySpec("3.0.0", "3.1.10")],
  ["a version with larger numbers", withVersion("10.20.30")],
  ["a version with a prerelease and a build", withVersion("1.0.0-beta.1+5")],
  ["the last second of a leap day", withVersion('"20280229.235959"')],
  ["a server without a path", withServer("https://api.venice.ai")],
  ["a server with no subdomain", withServer("https://venice.ai/api")],
  ["a server with two subdomains", withServer("https://eu.api.venice.ai/")],
  ["100 nested references", nested(101)],
  [
    "no security, or none that names a scheme",
    document((spec) => {
      spec["security"] = [null, {}] as unknown as Json;
    }),
  ],
  [
    "security that is no list",
    document((spec) => {
      spec["security"] = { BearerAuth: [] } as unknown as Json;
    }),
  ],
  [
    "a schema of createApiKey that holds itself",
    document(({ components }) => {
      components!["schemas"]!["NewKey"]!["properties"]!["parent"] = {
        $ref: "#/components/schemas/NewKey",
      } as unknown as Json;
    }),
  ],
])("a publication just within a limit passes: %s", (_, given) => {
  expect(readSpec(bytes(given))).toMatchObject({ info: { title: "Tiny" } });
});

test.each([
  [
    "a character in a comment that reverses text",
    `# a\u202eb\n${TINY_SPEC}`,
    /^line 1 of the source holds U\+202E/,
  ],
  [
    "a reference in place of an operation's fields",
    tinySpec("operationId: getApiKey", "$ref: '#/paths/~1api_keys/post'"),
    /\/get\/\$ref: OpenAPI has no reference there/,
  ],
  ["101 nested references", nested(102), /nested in over 100 references/],
  [
    "an operationId that a webhook has, too",
    document((spec) => {
      spec["openapi"] = "3.1.0" as unknown as Json;
      const responses = { 200: { description: "x" } };
      spec["webhooks"] = { a: { post: { operationId: "createApiKey", responses } } } as unknown as Json;
    }),
    /duplicate operationId "createApiKey"/,
  ],
  ["no info", "openapi: 3.0.0\npaths: {}\n", /#\/info must be an object: the source is cut off or broken/],
  ["OpenAPI's version in a list", tinySpec("3.0.0", "[3.0.0]"), /not OpenAPI 3\.0 or 3\.1/],
  ["a version in a list", withVersion("[1.0.0]"), /neither a date/],
  ["a version in another form of a date", withVersion('"2026-01-01T00:00:00.000Z"'), /neither a date/],
  ["a version of the year 12026", withVersion('"+0120260101.000000"'), /neither a date/],
  ["a month that there isn't", withVersion('"20261301.000000"'), /neither a date/],
  ["a day that there isn't", withVersion('"20260230.000000"'), /neither a date/],
  ["an hour that there isn't", withVersion('"20260101.250000"'), /neither a date/],
  ["a server at another port", withServer("https://api.venice.ai:8443/"), /no https address of venice\.ai/],
  ["a server whose path climbs", withServer("https://api.venice.ai/a/../b"), /no plain URL/],
  ["a server in capitals", withServer("https://API.venice.ai/"), /no plain URL/],
  ["a server without https://", withServer("api.venice.ai/api"), /no plain URL/],
  ["a server of nothing but https://", withServer("https://"), /no plain URL/],
  ["a server that is null", tinySpec("- url: https://api.venice.ai/api/v1", "- null"), /no plain URL/],
  ["servers in a map", tinySpec("- url:", "0:\n      url:"), /no plain URL/],
  [
    "security without components",
    document((spec) => {
      delete spec["components"];
      delete spec["paths"]!["/api_keys"];
    }),
    /#\/security names "BearerAuth", which #\/components\/securitySchemes doesn't define/,
  ],
  [
    "security of a scheme whose name is inherited",
    tinySpec("  - BearerAuth: []", "  - toString: []"),
    /#\/security names "toString"/,
  ],
  ["a server in a list", withServer("[https://api.venice.ai]"), /no plain URL/],
])("a publication just beyond a limit is refused: %s", (_, given, reason) => {
  expect(() => readSpec(bytes(given))).toThrow(refusalWith(reason));
});

test("the server's address is read as it is written, with its host", () => {
  const href = "https://api.venice.ai/api/v1";
  expect(checkServer([{ url: href }, { url: "https://b.venice.ai/" }])).toEqual({
    href,
    host: "api.venice.ai",
  });
});
