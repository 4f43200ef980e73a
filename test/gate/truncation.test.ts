import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { findTruncation, missingOperations } from "../../scripts/gate/truncation.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { specWith } from "../support/spec.ts";

const named = (operationId: string) => ({ operationId, responses: {} });
const withPaths = (paths: Record<string, JsonObject>) => specWith({ paths });
/** Each document gets different bytes, so that only the documents are compared. */
let made = 0;
const spec = (document: SpecDocument) => ({ bytes: Buffer.from(`a: ${made++}\n`), document });

const RESPONSES = { "200": { description: "OK" }, "400": { description: "Bad", content: { "a/b": {} } } };
const ENDING = (post: JsonObject) =>
  withPaths({ "/keys": { get: named("listKeys"), post: { operationId: "createKey", ...post } } });
const COMPLETE = ENDING({ tags: ["a", "b"], responses: RESPONSES });
const TRUNCATED = "createKey (POST /keys)";

test.each<[what: string, after: SpecDocument, place: string | undefined]>([
  ["the same operation", COMPLETE, undefined],
  ["one response less", ENDING({ tags: ["a", "b"], responses: { "200": { description: "OK" } } }), TRUNCATED],
  [
    "a response without its body",
    ENDING({ tags: ["a", "b"], responses: { ...RESPONSES, "400": { description: "Bad" } } }),
    TRUNCATED,
  ],
  [
    "only the first line of a description",
    ENDING({ tags: ["a", "b"], responses: { "200": { description: "O" } } }),
    TRUNCATED,
  ],
  [
    "a block of text whose last line is incomplete",
    ENDING({ tags: ["a", "b"], responses: { ...RESPONSES, "400": { description: "B\n" } } }),
    TRUNCATED,
  ],
  [
    "a key without its value",
    ENDING({ tags: ["a", "b"], responses: { "200": { description: null } } }),
    TRUNCATED,
  ],
  ["a tag less and the same responses", ENDING({ tags: ["a"], responses: RESPONSES }), undefined],
  [
    "one response less that wasn't the last",
    ENDING({ tags: ["a", "b"], responses: { "400": RESPONSES["400"] } }),
    undefined,
  ],
  [
    "one response more",
    ENDING({ tags: ["a", "b"], responses: { ...RESPONSES, "500": { description: "No" } } }),
    undefined,
  ],
  [
    "another operation at the end",
    withPaths({ ...COMPLETE.paths, "/more": { get: named("more") } }),
    undefined,
  ],
  [
    "a response less before the components",
    { ...ENDING({ tags: ["a", "b"], responses: {} }), components: {} },
    undefined,
  ],
  ["no last path, whose operations are elsewhere", withPaths({ "/v2": COMPLETE.paths["/keys"]! }), undefined],
  ["an operation whose keys changed", ENDING({ summary: "a", responses: RESPONSES }), undefined],
])("truncation is judged by the end of the publication: %s", (_what, after, place) => {
  const truncation = findTruncation(spec(COMPLETE), spec(after));
  expect(truncation).toBe(place && `it ends within ${place}, whose end the snapshot has`);
});

test.each<[what: string, text: string, isTruncated: boolean]>([
  ["complete lines", "a: b\nc: e\n", false],
  ["a last line that the snapshot has", "a: b\n  a: b", false],
  ["a last line that the snapshot has, and spaces", "x: y\na: b  ", false],
  ["the beginning of a line", "x: y\na", true],
  ["an indented last line that the snapshot has", "x: y\nc: d", false],
  ["JSON", "{}", false],
  ["JSON and white space", "{} \t ", false],
  ["JSON and a comment without an end", "{} # a", true],
])("truncation is judged by the last line of the text: %s", (_what, text, isTruncated) => {
  const truncation = findTruncation(
    { ...spec(COMPLETE), bytes: Buffer.from("a: b\n  c: d\n") },
    { ...spec(COMPLETE), bytes: Buffer.from(text) },
  );
  expect(truncation === "its last line has no end").toBe(isTruncated);
});

test("a first publication without a last line break is truncated", () => {
  expect(findTruncation(undefined, { ...spec(COMPLETE), bytes: Buffer.from("a: b") })).toBe(
    "its last line has no end",
  );
});

test("a first publication with a last line break is complete", () => {
  expect(findTruncation(undefined, spec(COMPLETE))).toBeUndefined();
});

test("a publication that is the beginning of the snapshot is truncated", () => {
  const [snapshot, beginning] = ["a: b\nc: d\n", "a: b\n"].map((text) => ({
    ...spec(COMPLETE),
    bytes: Buffer.from(text),
  }));
  expect(findTruncation(snapshot, beginning!)).toBe("it is the first 5 of the snapshot's 10 bytes");
});

describe("the last operation", () => {
  const [a, b, c] = ["a", "b", "c"].map(named);
  const before = withPaths({ "/a": { get: a! }, "/b": { get: b!, post: c!, parameters: [] } });
  test.each<[what: string, paths: Record<string, JsonObject>, place: string | undefined]>([
    ["moved with its path", { "/a": { get: a!, put: b!, post: c! } }, undefined],
    ["moved alone", { "/a": { get: a!, put: c! }, "/b": { get: b! } }, "#/paths/~1b"],
    [
      "is there, without the fields after it",
      { "/a": { get: a! }, "/b": { get: b!, post: c! } },
      "#/paths/~1b",
    ],
  ])("%s", (_what, paths, place) => {
    const truncation = findTruncation(spec(before), spec(withPaths(paths)));
    expect(truncation).toBe(place && `it ends within ${place}, whose end the snapshot has`);
  });

  test("moved from a path that has nothing else after it", () => {
    const paths = { "/a": { get: a! }, "/b": { get: b!, post: c! } };
    const moved = { "/a": { get: a!, put: c! }, "/b": { get: b! } };
    expect(findTruncation(spec(withPaths(paths)), spec(withPaths(moved)))).toBeUndefined();
  });
});

describe("a last value", () => {
  /** Without what ends it, JSON's text shows which values it may be the beginning of. */
  const beginning = (value: Json) => JSON.stringify(value).replace(/(?:null)?["\]}]*$/, "");
  const VALUES: Json[] = [
    ...[null, true, 1, "a", "ab", "b"],
    ...[[], ["a"], ["ab"], ["a", "b"], ["a", null], ["b", "b"], [["a"]], [["a"], "b"]],
    ...[{}, { a: 1 }, { b: 1 }, { a: 1, b: 2 }, { a: 1, c: 2 }, { a: null }, { a: 1, b: null }],
    ...[{ a: { b: 1 } }, { a: { b: 1, c: 2 } }],
  ];
  const withLast = (value: Json) => spec({ ...withPaths({}), "x-last": value });

  test.each(VALUES.map((value) => [value]))(
    "is truncated if it is only the beginning of the snapshot's, as %j may be",
    (value) => {
      for (const baseValue of VALUES) {
        const isTruncated = baseValue !== value && JSON.stringify(baseValue).startsWith(beginning(value));
        const truncation = findTruncation(withLast(baseValue), withLast(value));
        expect(truncation, JSON.stringify(baseValue)).toBe(
          isTruncated ? "it ends within #/x-last, whose end the snapshot has" : undefined,
        );
      }
    },
  );
});

const BEFORE = withPaths({ "/keys": { get: named("listKeys"), post: named("createKey") } });

test.each<[what: string, after: SpecDocument, missing: string[]]>([
  ["the same operations", BEFORE, []],
  ["one more", withPaths({ ...BEFORE.paths, "/more": { get: named("more") } }), []],
  ["one under another id", withPaths({ "/keys": { get: named("listAll"), post: named("createKey") } }), []],
  [
    "all under another path",
    withPaths({ "/v2/keys": { get: named("listKeys"), post: named("createKey") } }),
    [],
  ],
  ["one less", withPaths({ "/keys": { post: named("createKey") } }), ["listKeys (GET /keys)"]],
  ["none", withPaths({}), ["listKeys (GET /keys)", "createKey (POST /keys)"]],
  [
    "one under another path and id",
    withPaths({ "/v2": { get: named("all"), post: named("createKey") } }),
    ["listKeys (GET /keys)"],
  ],
  [
    "one whose id another took over",
    withPaths({ "/keys": { post: named("listKeys") } }),
    ["listKeys (GET /keys)"],
  ],
])("missing operations are named: %s", (_what, after, missing) => {
  expect(missingOperations(BEFORE, after)).toEqual(missing);
});

test.each(["get", "put", "post", "delete", "options", "head", "patch", "trace"])(
  "missing operations include a %s, whether or not its path has other methods",
  (method) => {
    const operation = named("gone");
    const alone = withPaths({ ...BEFORE.paths, "/more": { [method]: operation } });
    expect(missingOperations(alone, BEFORE)).toEqual([`gone (${method.toUpperCase()} /more)`]);
    const other = method === "get" ? "put" : "get";
    const beside = withPaths({ "/more": { [other]: named("kept"), [method]: operation } });
    expect(missingOperations(beside, withPaths({ "/more": { [other]: named("kept") } }))).toHaveLength(1);
  },
);

describe("truncation of the components", () => {
  const schemas = { A: { type: "object" }, B: { type: "object", required: ["b", "c"] } };
  const withComponents = (components: JsonObject): SpecDocument => ({
    ...withPaths({ "/keys": { get: named("listKeys") } }),
    components,
  });
  const snapshot = spec(withComponents({ schemas, securitySchemes: { Bearer: { type: "http" } } }));
  test.each<[what: string, components: JsonObject, place: string | undefined]>([
    ["all of them", snapshot.document["components"] as JsonObject, undefined],
    ["no last section", { schemas }, "#/components"],
    ["no last component", { schemas: { A: schemas.A } }, "#/components"],
    [
      "half a list in the last one",
      { securitySchemes: {}, schemas: { A: schemas.A, B: { type: "object", required: ["b"] } } },
      "#/components/schemas/B",
    ],
    ["a new last section", { ...(snapshot.document["components"] as JsonObject), headers: {} }, undefined],
    ["a new last section whose name is inherited", { schemas, constructor: { A: {} } }, undefined],
  ])("is judged by the end of the publication: %s", (_what, components, place) => {
    const before = place?.endsWith("B") ? spec(withComponents({ securitySchemes: {}, schemas })) : snapshot;
    const truncation = findTruncation(before, spec(withComponents(components)));
    expect(truncation).toBe(place && `it ends within ${place}, whose end the snapshot has`);
  });
});

test.each<[what: string, lost: JsonObject, place: string | undefined]>([
  ["unused components", { components: { schemas: { A: {} } } }, "#"],
  ["tags", { tags: [] }, "#"],
  ["empty components and tags", { components: {}, tags: [] }, "#"],
  ["empty components", { components: {} }, undefined],
])("a document that lost %s at its end is truncated at %s", (_what, lost, place) => {
  const kept = withPaths({ "/keys": { get: named("listKeys") } });
  const truncation = findTruncation(spec({ ...kept, ...lost }), spec(kept));
  expect(truncation).toBe(place && `it ends within ${place}, whose end the snapshot has`);
});

test("what the components have that is no map is compared completely", () => {
  const ending = (last: Json) => spec({ ...withPaths({}), components: { schemas: {}, "x-last": last } });
  const place = "it ends within #/components/x-last, whose end the snapshot has";
  expect(findTruncation(ending({ a: 1 }), ending(null))).toBe(place);
  expect(findTruncation(ending(["a", "b"]), ending(["a"]))).toBe(place);
  expect(findTruncation(ending(null), ending({ a: 1 }))).toBeUndefined();
  expect(findTruncation(ending("a"), ending({}))).toBeUndefined();
});

test("a component is compared completely, even if its name ends as the root's address", () => {
  const ending = (component: JsonObject) =>
    spec({ ...withPaths({}), components: { schemas: { "A#": component } } });
  expect(findTruncation(ending({ type: "object", required: ["a"] }), ending({ type: "object" }))).toBe(
    "it ends within #/components/schemas/A#, whose end the snapshot has",
  );
});

describe("components that are missing at the end", () => {
  const reference = (section: string, name: string) => ({ $ref: `#/components/${section}/${name}` });
  const answer = (schema: JsonObject) => ({ 200: { content: { "application/json": { schema } } } });
  const build = (schema: JsonObject, components: JsonObject, more: JsonObject = {}): SpecDocument => ({
    ...withPaths({ "/keys": { get: { operationId: "listKeys", responses: answer(schema), ...more } } }),
    components,
  });
  const OBJECT = { type: "object" };
  const ANY = {};
  const USED = reference("schemas", "Used");

  test.each<[what: string, before: SpecDocument, after: SpecDocument, place: string | undefined]>([
    [
      "are removed with their only use",
      build(USED, { schemas: { Kept: OBJECT, Used: OBJECT } }),
      build(ANY, { schemas: { Kept: OBJECT } }),
      undefined,
    ],
    [
      "are removed with what only they used",
      build(USED, {
        schemas: { Kept: OBJECT, Used: { items: reference("schemas", "Below") }, Below: OBJECT },
      }),
      build(ANY, { schemas: { Kept: OBJECT } }),
      undefined,
    ],
    [
      "are removed with a reference to a part of them",
      build(
        { $ref: "#/components/schemas/Used/properties/a" },
        {
          schemas: { Kept: OBJECT, Used: { properties: { a: OBJECT } } },
        },
      ),
      build(ANY, { schemas: { Kept: OBJECT } }),
      undefined,
    ],
    [
      "are removed with a discriminator's mapping to them",
      build(
        { discriminator: { propertyName: "a", mapping: { a: USED.$ref } } },
        {
          schemas: { Kept: OBJECT, Used: OBJECT },
        },
      ),
      build(ANY, { schemas: { Kept: OBJECT } }),
      undefined,
    ],
    [
      "are removed with the last section",
      build(USED, { securitySchemes: { Bearer: ANY }, schemas: { Used: OBJECT } }),
      build(ANY, { securitySchemes: { Bearer: ANY } }),
      undefined,
    ],
    ["are removed with all others", build(USED, { schemas: { Used: OBJECT } }), build(ANY, ANY), undefined],
    [
      "are removed with an operation's security",
      build(ANY, { securitySchemes: { Bearer: ANY, Wallet: ANY } }, { security: [{ Wallet: [] }] }),
      build(ANY, { securitySchemes: { Bearer: ANY } }),
      undefined,
    ],
    [
      "are truncated if an operation's security still names them",
      build(ANY, { securitySchemes: { Bearer: ANY, Wallet: ANY } }, { security: [{ Wallet: [] }] }),
      build(ANY, { securitySchemes: { Bearer: ANY } }, { security: [{ Wallet: [] }] }),
      "#/components/securitySchemes",
    ],
    [
      "are truncated if nothing used them",
      build(ANY, { schemas: { Kept: OBJECT, Unused: OBJECT } }),
      build(ANY, { schemas: { Kept: OBJECT } }),
      "#/components/schemas",
    ],
    [
      "are truncated if they only used each other",
      build(ANY, {
        schemas: {
          Kept: OBJECT,
          A: { items: reference("schemas", "B") },
          B: { items: reference("schemas", "A") },
        },
      }),
      build(ANY, { schemas: { Kept: OBJECT } }),
      "#/components/schemas",
    ],
    [
      "are removed beside security of an operation that is none",
      build(USED, { schemas: { Kept: OBJECT, Used: OBJECT } }, { security: [null, { Bearer: [] }] }),
      build(ANY, { schemas: { Kept: OBJECT } }, { security: [null] }),
      undefined,
    ],
    [
      "are removed with the document's security",
      { security: [{ Wallet: [] }], ...build(ANY, { securitySchemes: { Bearer: ANY, Wallet: ANY } }) },
      { security: [], ...build(ANY, { securitySchemes: { Bearer: ANY } }) },
      undefined,
    ],
    [
      "are truncated if one of them is still used",
      build(
        { allOf: [USED, reference("schemas", "Other")] },
        { schemas: { Kept: OBJECT, Used: OBJECT, Other: OBJECT } },
      ),
      build({ allOf: [USED] }, { schemas: { Kept: OBJECT } }),
      "#/components/schemas",
    ],
    [
      "are truncated if one was used and one was not",
      build(USED, { schemas: { Kept: OBJECT, Used: OBJECT, Unused: OBJECT } }),
      build(ANY, { schemas: { Kept: OBJECT } }),
      "#/components/schemas",
    ],
  ])("%s", (_what, before, after, place) => {
    const truncation = findTruncation(spec(before), spec(after));
    expect(truncation).toBe(place && `it ends within ${place}, whose end the snapshot has`);
  });
});

describe("every truncation at a line break of a later publication", () => {
  const ROOT = resolve(import.meta.dirname, "../..");
  test.each(["openapi/venice.yaml", "test/fixtures/small-spec.yaml"])(
    "of %s is refused, or gives the same document",
    (file) => {
      const text = readFileSync(resolve(ROOT, file), "utf8");
      const snapshot = { bytes: Buffer.from(text), document: readSpec(Buffer.from(text)) };
      // Its first line is new, so that no part of it is the beginning of the snapshot.
      const lines = `# A later publication.\n${text}`.split(/(?<=\n)/);
      const accepted = lines.flatMap((_, count) => {
        const bytes = Buffer.from(lines.slice(0, count).join(""));
        try {
          const document = readSpec(bytes);
          const isRefused =
            missingOperations(snapshot.document, document).length > 0 ||
            findTruncation(snapshot, { bytes, document }) !== undefined;
          return isRefused ? [] : [document];
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          return [];
        }
      });
      for (const document of accepted) expect(document).toEqual(snapshot.document);
    },
  );
});
