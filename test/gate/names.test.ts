import { describe, expect, test } from "vitest";
import { checkNames, checkOperationIds, checkOperations } from "../../scripts/gate/names.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import type { Kind, Visit } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

const check = (kind: Kind, value: JsonObject) => () => {
  checkNames({ kind, value, at: "#/x" });
};
const long = (length: number) => "a".repeat(length);

/** The places of each kind of name: an object's own keys, or those of a field. */
const COMPONENT_NAMES = {
  good: ["A", "z.9_-Z0", long(200)],
  bad: ["", "é", "a/b", "a b", "a$", long(201)],
};
const TOKENS = {
  good: ["x-a", "AZaz09!#$%&^_.+~-", long(200)],
  bad: ["", "é", "a b", "a:b", "a*", long(201)],
};
const MEDIA_TYPES = {
  good: [
    "*/*",
    "application/*",
    "text/plain",
    "a9!#$&^_.+-/a9!#$&^_.+-",
    "text/plain;charset=utf-8",
    "text/plain; a.+-b=c.+-d; e=f",
    'a/b; c=""',
    `a/b; c="${long(100)}"`,
  ],
  bad: [
    "",
    "text",
    "text/",
    "/plain",
    "a/b/c",
    "**/a",
    "a/**",
    "a b/c",
    "a/b c",
    "a/b;  c=d",
    "a/b; c",
    "a/b; c=",
    "a/b; =d",
    'a/b; c="\\"',
    `a/b; c="${long(101)}"`,
  ],
};
const PROPERTY_NAMES = {
  good: ["", "a b", "größe", "a/*b", "\u0905\u0940\u0902", "👨‍👩‍👧", long(200)],
  bad: [
    " a",
    "a ",
    "*/",
    "a*/b",
    "x\u0301\u0302\u0303",
    "abx\u0301\u0302\u0303",
    "a\nb",
    "a\u00a0b",
    "a\u0308",
    long(201),
  ],
};
const EXTENSIONS = ["x-a", "x-AZaz09._-"];
const BAD_EXTENSIONS = ["x-", "ax-a", "x-a b", "x-a/", "y-a"];

type Names = { good: string[]; bad: string[] };
const ROOT = "openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs";
const SECTIONS =
  "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems";
const KEYS: [names: Names, ...places: [kind: Kind, field?: string][]][] = [
  [
    { good: [...ROOT.split(" "), ...EXTENSIONS], bad: ["", "swagger", "info2", "ainfo", ...BAD_EXTENSIONS] },
    ["document"],
  ],
  [
    { good: [...SECTIONS.split(" "), ...EXTENSIONS], bad: ["", "definitions", "links2", ...BAD_EXTENSIONS] },
    ["components"],
  ],
  [
    {
      good: ["/", "/a", "/a/b/", "/a.b/{c.d-e}", "/a{b}c/.a/...", "/~:@!$&()+,;=-_9", "/a.", "//"],
      bad: [
        "",
        "a",
        "a/",
        "/..",
        "/.",
        "/a/../b",
        "/a/.",
        "/./a",
        "/{}",
        "/{a",
        "/a}",
        "/{a b}",
        "/a b",
        "/é",
      ],
    },
    ["document", "paths"],
  ],
  [TOKENS, ["document", "webhooks"], ["response", "headers"], ["encoding", "headers"]],
  [COMPONENT_NAMES, ["components", "schemas"], ["operation", "callbacks"], ["schema", "$defs"]],
  [COMPONENT_NAMES, ["schema", "definitions"], ["components", "responses"]],
  [
    {
      good: ["100", "599", "1XX", "5XX", "default", ...EXTENSIONS],
      bad: ["", "099", "600", "20", "2000", "2xx", "2X0", "XXX", "defaults", "adefault", ...BAD_EXTENSIONS],
    },
    ["responses"],
  ],
  [
    { good: ["{$request.body#/id}", "https://a.example/?b=c&d=~%!@+,-_", "/"], bad: ["", "a b", "a*", '"'] },
    ["callback"],
  ],
  [
    MEDIA_TYPES,
    ["parameter", "content"],
    ["requestBody", "content"],
    ["response", "content"],
    ["header", "content"],
  ],
  [PROPERTY_NAMES, ["mediaType", "encoding"], ["schema", "properties"], ["schema", "patternProperties"]],
  [PROPERTY_NAMES, ["schema", "dependentSchemas"]],
];

const PLACES = KEYS.flatMap(([names, ...places]) =>
  places.map(([kind, field]) => [kind, field ?? "own keys", field, names] as const),
);

test.each(PLACES)("the names in a %s's %s have the form of their place", (kind, _what, field, names) => {
  const put = (name: string) => check(kind, field === undefined ? { [name]: 1 } : { [field]: { [name]: 1 } });
  const at = field === undefined ? "#/x" : `#/x/${field}`;
  for (const name of names.good) expect(put(name), name).not.toThrow();
  for (const name of names.bad) {
    expect(put(name), name).toThrow(Refusal);
    expect(put(name), name).toThrow(`${at}: the name `);
    expect(put(name), name).toThrow("is not allowed there");
  }
});

const parameter = (place: string) => (name: Json) => check("parameter", { in: place, name });
const VALUES: [what: string, at: string, put: (value: Json) => () => void, good: Json[], bad: Json[]][] = [
  [
    "an operationId",
    "#/x/operationId",
    (operationId) => check("operation", { operationId }),
    ["a", "_", "$", "Z9.$-_", long(200)],
    ["", "9a", "-a", "a b", "é", long(201), 1, null, ["a"]],
  ],
  [
    "a parameter's place",
    "#/x/in",
    (place) => check("parameter", { in: place }),
    ["query", "header", "path", "cookie"],
    ["", "body", "querys", "aquery", 1, ["query"]],
  ],
  [
    "a discriminator's property",
    "#/x/propertyName",
    (propertyName) => check("discriminator", { propertyName }),
    PROPERTY_NAMES.good,
    [...PROPERTY_NAMES.bad, 1],
  ],
  [
    "a name in a path",
    "#/x/name",
    parameter("path"),
    ["a", "Z9._-", long(200)],
    ["", "a b", "é", "~", long(201)],
  ],
  ["a name in a query", "#/x/name", parameter("query"), PROPERTY_NAMES.good, [...PROPERTY_NAMES.bad, 1]],
  ["a name of a header", "#/x/name", parameter("header"), TOKENS.good, [...TOKENS.bad, 1]],
  ["a name of a cookie", "#/x/name", parameter("cookie"), TOKENS.good, TOKENS.bad],
];

test.each(VALUES)("%s has the form of its place", (_what, at, put, good, bad) => {
  for (const value of good) expect(put(value), JSON.stringify(value)).not.toThrow();
  for (const value of bad) {
    expect(put(value), JSON.stringify(value)).toThrow(Refusal);
    expect(put(value), JSON.stringify(value)).toThrow(`${at}: ${JSON.stringify(value).slice(0, 5)}`);
    expect(put(value), JSON.stringify(value)).toThrow("is not allowed there");
  }
});

test("names below an extension and in other fields are free", () => {
  expect(check("schema", { "x-properties": { "*/": 1 }, example: { "*/": 1 } })).not.toThrow();
  expect(check("components", { "x-a": { "a b": 1 } })).not.toThrow();
  expect(check("parameter", { name: "a b" })).not.toThrow();
  expect(check("parameter", { in: ["path"], name: "a b" })).toThrow("#/x/in: ");
  expect(check("securityScheme", { in: "path", name: "a b" })).not.toThrow();
  expect(check("document", { paths: ["a"], webhooks: null })).not.toThrow();
});

describe("operations", () => {
  const of = (paths: { [path: string]: JsonObject }) => () => {
    checkOperations(specWith({ paths }));
  };
  const many = (count: number) =>
    of(Object.fromEntries(Array.from({ length: count }, (_, n) => [`/p${n}`, { get: {} }])));

  test("are at least 1 and at most 1 000", () => {
    expect(of({})).toThrow("#/paths holds no operation: the source is cut off or empty");
    expect(many(1_000)).not.toThrow();
    expect(many(1_001)).toThrow("#/paths holds 1001 operations: over 1000 are not taken");
  });

  test("have one id each", () => {
    const twice = of({ "/a": { get: { operationId: "b" } }, "/c": { post: { operationId: "b" } } });
    expect(twice).toThrow('duplicate operationId "b": GET /a and POST /c');
  });

  test("have one route each, whatever their parameters are called", () => {
    const routes = (...paths: string[]) => of(Object.fromEntries(paths.map((path) => [path, { get: {} }])));
    expect(routes("/a/{b}/{cc}", "/a/{dd}/{e}")).toThrow(
      "GET /a/{b}/{cc} and GET /a/{dd}/{e} are the same route: they differ in parameter names alone",
    );
    expect(routes("/a/{b}", "/a/", "/a/b", "/a/{b}/c")).not.toThrow();
    expect(of({ "/a/{b}": { get: {} }, "/a/{c}": { post: {} } })).not.toThrow();
  });

  test("have ids that no webhook and no callback has, too", () => {
    const visit = (kind: Kind, at: string, operationId?: string): Visit => ({
      kind,
      at,
      value: { ...(operationId !== undefined && { operationId }) },
    });
    const visits = [visit("operation", "#/a", "b"), visit("schema", "#/s", "b"), visit("operation", "#/n")];
    expect(() => {
      checkOperationIds([...visits, visit("operation", "#/m"), visit("operation", "#/c", "d")]);
    }).not.toThrow();
    expect(() => {
      checkOperationIds([...visits, visit("operation", "#/d", "b")]);
    }).toThrow('duplicate operationId "b": #/a and #/d');
  });
});
