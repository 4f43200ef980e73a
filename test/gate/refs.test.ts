import { describe, expect, test } from "vitest";
import {
  checkChains,
  checkNoStrayReference,
  checkNothingLeaves,
  checkReference,
  checkReferenceSiblings,
  parseLocalReference,
  type Positions,
} from "../../scripts/gate/refs.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { walk, type Kind, type Visit } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

const S = "#/components/schemas";
const visit = (kind: Kind, value: JsonObject): Visit => ({ kind, value, at: "#/x" });

function expectRefusal(run: () => unknown, message: string): void {
  expect(run).toThrow(Refusal);
  expect(run).toThrow(message);
}

describe("a local reference", () => {
  test.each([
    ["#/a", "#/a"],
    ["#/a/b~1c/~0d", "#/a/b~1c/~0d"],
    ["#/%61%2Fb", "#/a~1b"],
    ["#/aZ_09.~0~1:@!$&()+,;={}*^ -", "#/aZ_09.~0~1:@!$&()+,;={}*^ -"],
  ])("%j is returned in its canonical form", (reference, canonical) => {
    expect(parseLocalReference(reference, "#/x")).toBe(canonical);
  });

  test.each<Json>(
    [
      "",
      "#",
      "#a",
      "/a",
      "a#/a",
      "#/",
      "#/a/",
      "#/a//b",
      "#/a#",
      '#/"',
      "#/é",
      "#/a\n",
      "#/%E0",
      '#/"#/a',
    ].concat(["#/'", "#/`", "#/\\", "#/<", "#/[", "#/?", "#/|"]),
  )("%j is refused", (reference) => {
    expectRefusal(
      () => parseLocalReference(reference, "#/x"),
      `#/x: ${JSON.stringify(reference)} leaves the document; only "#/…" references are taken`,
    );
  });

  test.each<[Json]>([[null], [1], [true], [["#/a"]], [{}]])(
    "%j is refused, as it is no text",
    (reference) => {
      expectRefusal(() => parseLocalReference(reference, "#/x"), "#/x: ");
    },
  );
});

describe("nothing leaves the document", () => {
  test.each<Json>([
    null,
    1,
    "a.yaml",
    { a: ["a.yaml", null] },
    { $ref: "#" },
    { $ref: "#/a" },
    { $ref: { type: "string" } },
    { operationRef: "#/a" },
    { operationRef: "#" },
    { operationRef: 1 },
    { externalValue: 1 },
    { ref: "a.yaml" },
  ])("in %j", (value) => {
    expect(() => {
      checkNothingLeaves(value);
    }).not.toThrow();
  });

  test.each<[value: Json, message: string]>([
    [{ $ref: "a.yaml" }, '#/$ref: "a.yaml" leaves'],
    [{ $ref: 1 }, "#/$ref: 1 leaves"],
    [{ $ref: ["#/a"] }, '#/$ref: ["#/a"] leaves'],
    [{ operationRef: "a.yaml" }, '#/operationRef: "a.yaml" leaves'],
    [{ externalValue: "#/a" }, '#/externalValue: "#/a" leaves'],
    [{ a: [{ "b/c": { $ref: "d" } }] }, '#/a/0/b~1c/$ref: "d" leaves'],
    [{ $ref: { $ref: "a" } }, '#/$ref/$ref: "a" leaves'],
  ])("but in %j something does", (value, message) => {
    expectRefusal(() => {
      checkNothingLeaves(value);
    }, message);
  });
});

/** Where OpenAPI has references, and where it has none. */
const WITH_REFERENCE: Kind[] = [
  ...(["schema", "parameter", "requestBody", "response", "header"] as const),
  ...(["callback", "securityScheme"] as const),
];
const WITHOUT_REFERENCE: Kind[] = [
  ...(["document", "components", "pathItem", "operation", "responses"] as const),
  ...(["mediaType", "encoding", "discriminator"] as const),
];

describe("a reference stands", () => {
  const check = (kind: Kind, value: JsonObject) => () => {
    checkNoStrayReference(visit(kind, value));
  };

  test.each(WITH_REFERENCE)("in a %s", (kind) => {
    expect(check(kind, { $ref: "#/a" })).not.toThrow();
  });

  test.each(WITHOUT_REFERENCE)("in no %s", (kind) => {
    expectRefusal(
      check(kind, { $ref: "#/a" }),
      `#/x/$ref: OpenAPI has no reference there, or none that is supported (${kind})`,
    );
  });

  const REFERENCE = { $ref: "#/a" };
  test.each<[kind: Kind, field: string]>([
    ...["default", "enum", "const", "example", "examples"].map((field): [Kind, string] => ["schema", field]),
    ["response", "links"],
    ["schema", "x-a"],
    ["schema", "properties"],
    ["responses", "200"],
  ])("in a %s's %s, or isn't one", (kind, field) => {
    expect(check(kind, { [field]: REFERENCE })).not.toThrow();
    expect(check(kind, { [field]: [{ a: REFERENCE }] })).not.toThrow();
  });

  test.each<[kind: Kind, field: string]>([
    ["schema", "xml"],
    ["schema", "ax-"],
    ["operation", "tags"],
    ["document", "info"],
  ])("in no %s's %s", (kind, field) => {
    const message = (at: string) => `#/x/${field}${at}/$ref: OpenAPI has no reference there`;
    expectRefusal(check(kind, { [field]: REFERENCE }), message(""));
    expectRefusal(check(kind, { a: null, [field]: ["a", null, { "b/c": REFERENCE }] }), message("/2/b~1c"));
  });
});

describe("beside a reference", () => {
  const check = (kind: Kind, field: string, openapi: string) => () => {
    checkReferenceSiblings(visit(kind, { $ref: "#/a", [field]: 1 }), openapi);
  };
  const ASSERTING_NOTHING = ["nullable", "default", "deprecated", "readOnly", "writeOnly"];

  test.each(["description", "x-a"])("a %s is allowed everywhere", (field) => {
    for (const kind of WITH_REFERENCE) expect(check(kind, field, "3.0.0"), kind).not.toThrow();
  });

  test.each(ASSERTING_NOTHING)("a %s is allowed in a schema alone", (field) => {
    expect(check("schema", field, "3.0.0")).not.toThrow();
    for (const openapi of ["3.0.0", "3.1.0"])
      expectRefusal(check("parameter", field, openapi), `#/x/${field} stands beside a $ref, which hides it`);
  });

  test("a limit is allowed in a schema of OpenAPI 3.1 alone", () => {
    expect(check("schema", "maxLength", "3.1.0")).not.toThrow();
    expectRefusal(check("schema", "maxLength", "3.0.3"), "#/x/maxLength stands beside a $ref");
    expectRefusal(check("parameter", "maxLength", "3.1.0"), "#/x/maxLength stands beside a $ref");
  });

  test("anything is allowed without it", () => {
    expect(() => {
      checkReferenceSiblings(visit("parameter", { maxLength: 1 }), "3.0.0");
    }).not.toThrow();
  });
});

function positionsOf(components: JsonObject): Positions {
  const document = specWith({ components });
  return new Map(Array.from(walk(document, "document", "#"), (each) => [each.at, each]));
}

describe("a reference's target", () => {
  const positions = positionsOf({
    schemas: { A: {}, "b c": {}, no: false },
    parameters: { P: { name: "a", in: "query", schema: {} } },
  });
  const check = (kind: Kind, given: JsonObject) => () => {
    // A case may be tried more than once.
    const value = structuredClone(given);
    checkReference(visit(kind, value), positions);
    return value;
  };

  test.each<[kind: Kind, reference: string, canonical: string]>([
    ["schema", `${S}/A`, `${S}/A`],
    ["schema", `${S}/b%20c`, `${S}/b c`],
    ["schema", `${S}/%6Eo`, `${S}/no`],
    ["schema", "#/components/parameters/P/schema", "#/components/parameters/P/schema"],
    ["parameter", "#/components/parameters/P", "#/components/parameters/P"],
  ])("is a %s: %s, which is written as %s", (kind, $ref, canonical) => {
    expect(check(kind, { $ref })()).toEqual({ $ref: canonical });
  });

  test.each<[kind: Kind, reference: string]>([
    ["schema", `${S}/B`],
    ["schema", `${S}/toString`],
    ["schema", "#/components/no"],
    ["schema", "#/components/parameters/P"],
    ["parameter", `${S}/A`],
    ["parameter", `${S}/no`],
  ])("is no %s: %s", (kind, $ref) => {
    expectRefusal(
      check(kind, { $ref }),
      `#/x/$ref: ${JSON.stringify($ref)} is no ${kind} of the document: the source is cut off or broken`,
    );
  });

  test("is none if there are no components", () => {
    const run = () => {
      checkReference(visit("schema", { $ref: `${S}/A` }), new Map());
    };
    expectRefusal(run, "is no schema of the document");
  });

  test("is named by a mapping, as a name or as a pointer", () => {
    const mapping = { a: "A", "b/c": `${S}/b%20c`, d: "#/components/parameters/P/schema" };
    expect(check("discriminator", { mapping })()).toEqual({
      mapping: { a: `${S}/A`, "b/c": `${S}/b c`, d: "#/components/parameters/P/schema" },
    });
    expect(check("discriminator", {})()).toEqual({});
    expect(check("schema", { mapping: { a: "B" } })()).toEqual({ mapping: { a: "B" } });
  });

  test.each<[mapping: Json, message: string]>([
    ["A", '#/x/mapping must be an object, is "A"'],
    [null, "#/x/mapping must be an object, is null"],
    [{ a: 1 }, "#/x/mapping/a: 1 leaves the document"],
    [{ a: ["A"] }, '#/x/mapping/a: ["A"] leaves the document'],
    [{ a: "./A.yaml" }, '#/x/mapping/a: "./A.yaml" leaves the document'],
    [{ a: "A/" }, '#/x/mapping/a: "A/" leaves the document'],
    [{ a: "A", "b/c": "B" }, '#/x/mapping/b~1c: "B" is no schema of the document'],
    [{ a: "no" }, '#/x/mapping/a: "no" is no schema of the document'],
    [
      { a: "#/components/parameters/P" },
      '#/x/mapping/a: "#/components/parameters/P" is no schema of the document',
    ],
  ])("is refused in the mapping %j", (mapping, message) => {
    expectRefusal(check("discriminator", { mapping }), message);
  });

  test.each(["$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef"])(
    "is not one of several, as with %s",
    (keyword) => {
      for (const kind of ["schema", "document"] as const)
        expectRefusal(check(kind, { [keyword]: "a" }), `#/x/${keyword}: ${keyword} is not supported`);
      expect(check("parameter", { [keyword]: "a" })).not.toThrow();
    },
  );

  test.each(["$schema", "jsonSchemaDialect"])("is read by a known dialect, named by %s", (keyword) => {
    for (const dialect of [
      "https://json-schema.org/draft/2020-12/schema",
      "http://json-schema.org/draft-07/schema#",
      "https://spec.openapis.org/oas/3.1/dialect/base",
    ])
      expect(check("schema", { [keyword]: dialect })).not.toThrow();
    for (const dialect of [
      "",
      "a",
      "ahttps://json-schema.org/a",
      "httpss://json-schema.org/a",
      "https://json-schema.org/",
      "https://json-schema.org.example/a",
      "https://jsonaschema.org/a",
      "https://json-schema.org/a b",
      "https://example.org/a",
      null,
      1,
      ["https://json-schema.org/a"],
    ]) {
      const message = `#/x/${keyword}: ${JSON.stringify(dialect)} is no known dialect of JSON Schema`;
      expectRefusal(check("schema", { [keyword]: dialect }), message);
      expectRefusal(check("document", { [keyword]: dialect }), message);
      expect(check("parameter", { [keyword]: dialect })).not.toThrow();
    }
  });
});

describe("a chain of references", () => {
  const check = (schemas: JsonObject) => () => {
    checkChains(positionsOf({ schemas }));
  };
  const to = (name: string) => ({ $ref: `${S}/${name}` });

  const SAME_VALUE: [keyword: string, holding: (schema: JsonObject) => Json, step: string][] = [
    ...["allOf", "anyOf", "oneOf"].map((keyword): [string, (schema: JsonObject) => Json, string] => [
      keyword,
      (schema) => [{}, schema],
      `${keyword}/1`,
    ]),
    ...["not", "if", "then", "else"].map((keyword): [string, (schema: JsonObject) => Json, string] => [
      keyword,
      (schema) => schema,
      keyword,
    ]),
  ];

  test.each(SAME_VALUE)("must not lead back through %s", (keyword, holding, step) => {
    const at = `${S}/A/${step}`;
    expectRefusal(
      check({ A: { [keyword]: holding(to("A")) } }),
      `${S}/A refers to itself: ${S}/A → ${at} → ${S}/A`,
    );
    expect(check({ A: { [keyword]: holding(to("B")) }, B: {} })).not.toThrow();
  });

  test.each(["properties", "items", "additionalProperties"])("may lead back through %s", (keyword) => {
    expect(check({ A: { [keyword]: keyword === "properties" ? { a: to("A") } : to("A") } })).not.toThrow();
  });

  test("must not lead to its own middle", () => {
    expectRefusal(
      check({ A: to("B"), B: to("C"), C: to("B") }),
      `${S}/B refers to itself: ${S}/A → ${S}/B → ${S}/C → ${S}/B`,
    );
  });

  const chain = (length: number, last: JsonObject = {}) =>
    Object.fromEntries(
      Array.from({ length: length + 1 }, (_, n) => [`A${n}`, n < length ? to(`A${n + 1}`) : last]),
    );

  test("has up to 100 references", () => {
    expect(check(chain(100))).not.toThrow();
    expectRefusal(check(chain(101)), `${S}/A101 ends a chain of over 100 references`);
  });

  test("is followed once, however many lead there", () => {
    const both = (n: number) => ({ allOf: [to(`A${n + 1}`), to(`A${n + 1}`)] });
    const schemas = Object.fromEntries(
      Array.from({ length: 45 }, (_, n) => [`A${n}`, n < 44 ? both(n) : {}]),
    );
    expect(check(schemas)).not.toThrow();
  });

  test("ends where a schema is true or false", () => {
    expect(check({ A: to("no"), no: false })).not.toThrow();
  });
});
