import { describe, expect, it } from "vitest";
import { assessImpact } from "../../scripts/impact/impact.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";
import { changesBetween, fields, specWithResponse, revisionOf, specWithRequest } from "./fixture.ts";

interface Case {
  what: string;
  before: JsonObject;
  after: JsonObject;
  /** Without the operation's id and the place, which are the same for every row. */
  request: string[];
  response: string[];
}

const text = { type: "string" };
const number = { type: "number" };
const one = (schema: JsonObject) => fields({ a: schema });

/** Of the type that the keywords bind. */
const keyword = (before: JsonObject, after: JsonObject) => {
  const [name = ""] = [...Object.keys(before), ...Object.keys(after)];
  const type = /imum|multiple/i.test(name)
    ? "number"
    : /Items/.test(name)
      ? "array"
      : /Properties/.test(name)
        ? "object"
        : "string";
  return { before: one({ type, ...before }), after: one({ type, ...after }) };
};

const SHAPES: Case[] = [
  {
    what: "an optional property added",
    before: fields({ c: text }),
    after: fields({ c: text, a: text }),
    request: ["minor optional property a added"],
    response: ["minor property a added"],
  },
  {
    what: "a required property added",
    before: fields({ c: text }),
    after: fields({ c: text, a: text }, "a"),
    request: ["major required property a added"],
    response: ["minor property a added"],
  },
  {
    what: "an optional property removed, which the compiler accepts in both directions",
    before: fields({ a: text, c: text }),
    after: fields({ c: text }),
    request: ["major property a removed"],
    response: ["major property a removed"],
  },
  {
    what: "a nested property added",
    before: one(fields({ usd: number })),
    after: one(fields({ usd: number, diem: number })),
    request: ["minor optional property a.diem added"],
    response: ["minor property a.diem added"],
  },
  {
    what: "a property of array items added",
    before: one({ type: "array", items: fields({ role: text }) }),
    after: one({ type: "array", items: fields({ role: text, content: text }) }),
    request: ["minor optional property a[].content added"],
    response: ["minor property a[].content added"],
  },
  {
    what: "a property that becomes required",
    before: fields({ a: text }),
    after: fields({ a: text }, "a"),
    request: ["major property a is now required"],
    response: ["minor property a is now required"],
  },
  {
    what: "a property that becomes optional",
    before: fields({ a: text }, "a"),
    after: fields({ a: text }),
    request: ["minor property a is now optional"],
    response: ["major property a is now optional"],
  },
  {
    what: "another type",
    before: one(text),
    after: one(number),
    request: ["major type of a changed from string to number"],
    response: ["major type of a changed from string to number"],
  },
  {
    what: "an object in place of a string",
    before: one(text),
    after: one(fields({ b: text })),
    request: ["major type of a changed from string to object"],
    response: ["major type of a changed from string to object"],
  },
  {
    what: "an integer that becomes any number, which types can't see",
    before: one({ type: "integer" }),
    after: one(number),
    request: ["minor type of a changed from integer to number"],
    response: ["minor type of a changed from integer to number"],
  },
  {
    what: "a number that becomes an integer, which types can't see",
    before: one(number),
    after: one({ type: "integer" }),
    request: ["major type of a changed from number to integer"],
    response: ["minor type of a changed from number to integer"],
  },
  {
    what: "a value added to an enum, which an exhaustive switch over a response misses",
    before: one({ ...text, enum: ["x"] }),
    after: one({ ...text, enum: ["x", "y"] }),
    request: ['minor value "y" of a added'],
    response: ['major value "y" of a added'],
  },
  {
    what: "a value removed from an enum, with which a reader may compare",
    before: one({ ...text, enum: ["x", "y", "z"] }),
    after: one({ ...text, enum: ["x"] }),
    request: ['major values "y", "z" of a removed'],
    response: ['major values "y", "z" of a removed'],
  },
  {
    what: "a string that becomes an enum",
    before: one(text),
    after: one({ ...text, enum: ["x", "y"] }),
    request: ['major type of a changed from string to "x" or "y"'],
    response: ['major type of a changed from string to "x" or "y"'],
  },
  {
    what: "a value that may become null",
    before: one(text),
    after: one({ ...text, nullable: true }),
    request: ["minor a may now be null"],
    response: ["major a may now be null"],
  },
  {
    what: "a value that may no longer be null",
    before: one({ ...text, nullable: true }),
    after: one(text),
    request: ["major a may no longer be null"],
    response: ["minor a may no longer be null"],
  },
  {
    what: "a type added to a union",
    before: one({ anyOf: [text, fields({ b: text })] }),
    after: one({ anyOf: [text, fields({ b: text }), number] }),
    request: ["minor type of a changed from string or object to string or number or object"],
    response: ["major type of a changed from string or object to string or number or object"],
  },
  {
    what: "an array of integers taken out of a union of arrays",
    before: one({
      anyOf: [
        { type: "array", items: text },
        { type: "array", items: { type: "integer" } },
      ],
    }),
    after: one({ anyOf: [{ type: "array", items: text }] }),
    request: [
      "major type of a[] changed from string or number to string",
      "major a union branch of a (array) removed",
    ],
    response: [
      "major type of a[] changed from string or number to string",
      "minor a union branch of a (array) removed",
    ],
  },
  {
    what: "a number that becomes an integer, and more of it",
    before: one({ type: "number", maximum: 5, default: 3 }),
    after: one({ type: "integer", maximum: 5, default: 2, minimum: 1 }),
    request: [
      "major type of a changed from number to integer",
      "major minimum of a added: 1",
      "minor default of a changed from 3 to 2",
    ],
    response: [
      "minor type of a changed from number to integer",
      "minor default of a changed from 3 to 2",
      "minor minimum of a added: 1",
    ],
  },
  {
    what: "a limit beside null branches without a title",
    before: one({ anyOf: [{ ...number, minimum: 0 }, { nullable: true }, { nullable: true }] }),
    after: one({ anyOf: [{ ...number, minimum: 9 }, { nullable: true }, { nullable: true }] }),
    request: ["major minimum of a changed from 0 to 9"],
    response: ["minor minimum of a changed from 0 to 9"],
  },
  {
    what: "a limit beside a union, which holds for all its branches",
    before: one({ maxLength: 9, anyOf: [{ ...text, maxLength: 5 }, { nullable: true }] }),
    after: one({ maxLength: 4, anyOf: [{ ...text, maxLength: 5 }, { nullable: true }] }),
    request: ["major maxLength of a changed from 5 to 4"],
    response: ["minor maxLength of a changed from 5 to 4"],
  },
  {
    what: "a default of a union, before that of its branch",
    before: one({ default: "y", nullable: true, oneOf: [{ ...text, default: "" }] }),
    after: one({ nullable: true, oneOf: [{ ...text, default: "" }] }),
    request: ['minor default of a changed from "y" to ""'],
    response: ['minor default of a changed from "y" to ""'],
  },
  {
    what: "further properties allowed, and read by index",
    before: fields({ a: text }),
    after: { ...fields({ a: text }), additionalProperties: true },
    request: ["minor further properties of the body are now typed"],
    response: ["minor further properties of the body are now typed"],
  },
  {
    what: "an open object that gets properties of its own, beside which others are typed no more",
    before: one({ type: "object", properties: {} }),
    after: one(fields({ b: text })),
    request: ["major further properties of a are no longer typed", "minor optional property a.b added"],
    response: ["major further properties of a are no longer typed", "minor property a.b added"],
  },
  {
    what: "an object that is no longer closed",
    before: one({ type: "object", additionalProperties: false, properties: { b: text } }),
    after: one(fields({ b: text })),
    request: ["minor a may hold further properties"],
    response: ["minor a may hold further properties"],
  },
  {
    what: "a known value in one branch of a body, if another branch takes every string",
    before: fields({ a: text }),
    after: { oneOf: [fields({ a: text }), fields({ a: { ...text, enum: ["x"] }, b: text }, "b")] },
    request: [
      "major a value of the body may be rejected because it matches several branches of oneOf",
      "minor optional property b added",
    ],
    response: [
      "minor property b added",
      "minor a value of the body may be rejected because it matches several branches of oneOf",
    ],
  },
  {
    what: "fewer values that match two branches, and are rejected",
    before: { oneOf: [text, { ...text, maxLength: 9 }] },
    after: { oneOf: [text, { ...text, maxLength: 5 }] },
    request: ["minor fewer values of the body match several branches of oneOf"],
    response: ["minor fewer values of the body match several branches of oneOf"],
  },
  {
    what: "a type that turns into any",
    before: one(text),
    after: one({}),
    request: ["minor type of a changed from string to unknown"],
    response: ["major type of a changed from string to unknown"],
  },
  {
    what: "further properties forbidden, which types can't see",
    before: fields({ a: text }),
    after: { ...fields({ a: text }), additionalProperties: false },
    request: ["major the body may no longer hold further properties"],
    response: ["minor the body may no longer hold further properties"],
  },
  {
    what: "a limit on the values of a map",
    before: one({ type: "object", additionalProperties: text }),
    after: one({ type: "object", additionalProperties: { ...text, maxLength: 9 } }),
    request: ["major maxLength of a.* added: 9"],
    response: ["minor maxLength of a.* added: 9"],
  },
  {
    what: "a property added through allOf",
    before: { allOf: [fields({ a: text })] },
    after: { allOf: [fields({ a: text }), fields({ b: text })] },
    request: ["minor optional property b added"],
    response: ["minor property b added"],
  },
];

const LIMITS: [what: string, before: JsonObject, after: JsonObject, request: string, response: string][] = [
  [
    "maxLength lowered",
    { maxLength: 64 },
    { maxLength: 32 },
    "major maxLength of a changed from 64 to 32",
    "minor",
  ],
  [
    "maxLength raised",
    { maxLength: 32 },
    { maxLength: 64 },
    "minor maxLength of a changed from 32 to 64",
    "minor",
  ],
  ["maxLength added", {}, { maxLength: 64 }, "major maxLength of a added: 64", "minor"],
  ["maxLength removed", { maxLength: 64 }, {}, "minor maxLength of a removed (was 64)", "minor"],
  [
    "minLength raised",
    { minLength: 1 },
    { minLength: 2 },
    "major minLength of a changed from 1 to 2",
    "minor",
  ],
  [
    "minLength lowered",
    { minLength: 2 },
    { minLength: 1 },
    "minor minLength of a changed from 2 to 1",
    "minor",
  ],
  ["maximum lowered", { maximum: 9 }, { maximum: 8 }, "major maximum of a changed from 9 to 8", "minor"],
  ["minimum raised", { minimum: 0 }, { minimum: 1 }, "major minimum of a changed from 0 to 1", "minor"],
  ["minimum lowered", { minimum: 0 }, { minimum: -1 }, "minor minimum of a changed from 0 to -1", "minor"],
  [
    "exclusiveMinimum as in 3.1",
    {},
    { exclusiveMinimum: 0 },
    "major exclusiveMinimum of a added: 0",
    "minor",
  ],
  [
    "a minimum that takes itself too from now on",
    { minimum: 0, exclusiveMinimum: true },
    { minimum: 0 },
    "minor minimum of a changed from above 0 to 0",
    "minor",
  ],
  [
    "a maximum that no longer takes itself",
    { maximum: 9 },
    { exclusiveMaximum: 9 },
    "major maximum of a changed from 9 to below 9",
    "minor",
  ],
  [
    "a maximum that takes itself and more",
    { exclusiveMaximum: 5 },
    { maximum: 9 },
    "minor maximum of a changed from below 5 to 9",
    "minor",
  ],
  [
    "the tighter of two bounds",
    { minimum: 1, exclusiveMinimum: 0 },
    { minimum: 2, exclusiveMinimum: 0 },
    "major minimum of a changed from 1 to 2",
    "minor",
  ],
  [
    "an annotation inside a keyword",
    { patternProperties: { "^x": { ...text, description: "one" } } },
    { patternProperties: { "^x": { ...text, description: "two" } } },
    "patch description of a.^x changed",
    "patch",
  ],
  [
    "a text of a limit that is longer than a line",
    { pattern: "a".repeat(100) },
    { pattern: "b".repeat(100) },
    `major pattern of a changed from "${"a".repeat(78)}… to "${"b".repeat(78)}…`,
    "minor",
  ],
  ["a format removed", { format: "int32" }, {}, 'minor format of a removed (was "int32")', "minor"],
  ["maxItems lowered", { maxItems: 9 }, { maxItems: 8 }, "major maxItems of a changed from 9 to 8", "minor"],
  ["minItems added", {}, { minItems: 1 }, "major minItems of a added: 1", "minor"],
  ["maxProperties added", {}, { maxProperties: 1 }, "major maxProperties of a added: 1", "minor"],
  [
    "a coarser multipleOf",
    { multipleOf: 2 },
    { multipleOf: 3 },
    "major multipleOf of a changed from 2 to 3",
    "minor",
  ],
  [
    "a finer multipleOf",
    { multipleOf: 4 },
    { multipleOf: 2 },
    "minor multipleOf of a changed from 4 to 2",
    "minor",
  ],
  ["uniqueItems", {}, { uniqueItems: true }, "major uniqueItems of a set", "minor"],
  ["uniqueItems lifted", { uniqueItems: true }, {}, "minor uniqueItems of a removed", "minor"],
  ["a pattern", {}, { pattern: "^x" }, 'major pattern of a added: "^x"', "minor"],
  [
    "another pattern",
    { pattern: "x" },
    { pattern: "y" },
    'major pattern of a changed from "x" to "y"',
    "minor",
  ],
  ["a pattern removed", { pattern: "^x" }, {}, 'minor pattern of a removed (was "^x")', "minor"],
  ["a format", {}, { format: "uri" }, 'major format of a added: "uri"', "minor"],
  ["readOnly", {}, { readOnly: true }, "major readOnly of a set", "minor"],
  ["a default", {}, { default: "x" }, 'minor default of a added: "x"', "minor"],
  [
    "another default",
    { default: "x" },
    { default: "y" },
    'minor default of a changed from "x" to "y"',
    "minor",
  ],
  ["a deprecation", {}, { deprecated: true }, "minor a is now deprecated", "minor"],
  ["an encoding", {}, { contentEncoding: "x" }, 'major contentEncoding of a added: "x"', "minor"],
  ["a description", {}, { description: "x" }, "patch description of a changed", "patch"],
  ["an example", { example: "x" }, { example: "y" }, "patch example of a changed", "patch"],
  ["an extension", {}, { "x-note": 1 }, "patch x-note of a changed", "patch"],
];

const limits = LIMITS.map(([what, before, after, request, response]): Case => {
  const message = request.slice(request.indexOf(" "));
  return { what, ...keyword(before, after), request: [request], response: [response + message] };
});

const reported = (place: string, changes: string[]) =>
  changes.map((change) => change.replace(/^(\w+) /, `$1 createThing ${place}: `));

describe("a change of a schema", () => {
  it.each([...SHAPES, ...limits])("in a request: $what", async ({ before, after, request }) => {
    expect(await changesBetween(specWithRequest(before), specWithRequest(after))).toEqual(
      reported("request", request),
    );
  });

  it.each([...SHAPES, ...limits])("in a response: $what", async ({ before, after, response }) => {
    expect(await changesBetween(specWithResponse(before), specWithResponse(after))).toEqual(
      reported("response 200", response),
    );
  });
});

describe("a schema that is only written differently", () => {
  const named = { components: { schemas: { Named: text } } };
  it.each<[string, JsonObject, JsonObject]>([
    ["nullable and a null branch", { ...text, nullable: true }, { anyOf: [text, { type: "null" }] }],
    ["const and an enum of one", { ...text, enum: ["x"] }, { ...text, const: "x" }],
    ["a list of types and anyOf", { type: ["string", "number"] }, { anyOf: [text, number] }],
    ["oneOf and anyOf", { oneOf: [text, number] }, { anyOf: [number, text] }],
    ["a single allOf", text, { allOf: [text] }],
    [
      "null branches and nullable",
      { anyOf: [text, { nullable: true }, { nullable: true }] },
      { ...text, nullable: true },
    ],
    [
      "a nullable branch and a nullable union",
      { oneOf: [{ ...text, nullable: true }, number] },
      { nullable: true, oneOf: [text, number] },
    ],
    [
      "lists of values in other portions",
      { anyOf: [{ ...text, enum: ["x", "y"] }, { ...text, enum: ["z"] }, { type: "null" }] },
      { anyOf: [{ ...text, enum: ["z", "y"] }, { ...text, enum: ["x"] }, { type: "null" }] },
    ],
  ])("is a patch: %s", async (_, before, after) => {
    expect(await changesBetween(specWithRequest(one(before)), specWithRequest(one(after)))).toEqual([
      "patch * the same is written in another form",
    ]);
  });

  it("is unchanged if a reference replaces its target", async () => {
    const [before, after] = [
      specWithRequest(one(text)),
      specWithRequest(one({ $ref: "#/components/schemas/Named" })),
    ];
    expect(await changesBetween({ ...before, ...named }, { ...after, ...named })).toEqual([
      "patch * the same is written in another form",
    ]);
  });

  it("is unchanged if only the order of keys, values and branches differs", async () => {
    const before = specWithRequest(fields({ a: { ...text, enum: ["x", "y"] }, b: text }, "a", "b"));
    const after = specWithRequest(fields({ b: text, a: { enum: ["y", "x"], ...text } }, "b", "a"));
    expect(await changesBetween(before, after)).toEqual([]);
  });
});

describe("a branch of a union", () => {
  const free = { ...text, maxLength: 100 };
  const open = (...values: string[]) =>
    revisionOf(specWithRequest(one({ anyOf: [free, { ...text, enum: values }] })));

  it("may lose a known value if another branch takes any string: minor, as the types show it", async () => {
    const { operations } = assessImpact(await open("x", "y"), await open("x"));
    expect(operations).toEqual([
      { operationId: "createThing", impact: "minor", changes: ['request: value "y" of a removed'] },
    ]);
  });

  it("that takes any string is reported as a string", async () => {
    const closed = await revisionOf(specWithRequest(one({ ...text, enum: ["x"] })));
    const { operations } = assessImpact(closed, await open("x"));
    expect(operations.flatMap(({ changes }) => changes)).toContain(
      'request: type of a changed from "x" to "x" or string',
    );
  });

  it("may become a number after it was an integer", async () => {
    const [before, after] = ["integer", "number"].map((type) =>
      specWithRequest(one({ anyOf: [{ type }, { type: "null" }] })),
    );
    expect(await changesBetween(before!, after!)).toEqual([
      "minor createThing request: type of a changed from integer to number",
    ]);
    expect(await changesBetween(after!, before!)).toEqual([
      "major createThing request: type of a changed from number to integer",
    ]);
  });

  it("that loses a branch of its own is reported as that branch removed, not only as changed incompatibly", async () => {
    const branch = (kind: string, ...members: JsonObject[]) =>
      fields({ kind: { ...text, enum: [kind] }, a: { anyOf: members } }, "kind");
    const list = { type: "array", items: text };
    const before = specWithRequest({ oneOf: [branch("x", text, list), branch("y", text, list)] });
    const after = specWithRequest({ oneOf: [branch("x", text, list), branch("y", text)] });
    expect(await changesBetween(before, after)).toEqual([
      "major createThing request: a union branch of a (array) removed",
    ]);
  });

  it("is reported as removed if no other branch accepts what it accepted", async () => {
    const before = specWithRequest(
      one({
        anyOf: [
          { ...text, pattern: "x" },
          { ...text, pattern: "y" },
        ],
      }),
    );
    const after = specWithRequest(one({ anyOf: [{ ...text, pattern: "x" }] }));
    expect(await changesBetween(before, after)).toEqual([
      "major createThing request: a union branch of a (string) removed",
    ]);
  });
});

describe("a recursive schema", () => {
  const tree = (leaf: JsonObject) => ({
    schemas: {
      Tree: fields({ leaf, children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } }),
    },
  });
  it("is compared in one walk that ends", async () => {
    const root = { $ref: "#/components/schemas/Tree" };
    const [before, after] = [
      specWithRequest(root, tree(text)),
      specWithRequest(root, tree({ ...text, maxLength: 9 })),
    ];
    expect(await changesBetween(before, after)).toEqual([
      "major createThing request: maxLength of leaf added: 9",
    ]);
  });

  it("is compared for requests even if a response has met it before", async () => {
    const components = (leaf: JsonObject) => ({
      schemas: {
        A: fields({ leaf, b: { $ref: "#/components/schemas/B" } }),
        B: fields({ a: { $ref: "#/components/schemas/A" } }),
      },
    });
    const json = (name: string) => ({
      content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
    });
    const ok = { description: "OK" };
    const document = (leaf: JsonObject) =>
      specWith({
        paths: {
          "/first": { get: { operationId: "readA", responses: { "200": { ...ok, ...json("A") } } } },
          "/second": { post: { operationId: "sendB", requestBody: json("B"), responses: { "200": ok } } },
        },
        components: components(leaf),
      });
    expect(await changesBetween(document(text), document({ ...text, maxLength: 9 }))).toEqual([
      "minor readA response 200: maxLength of leaf added: 9",
      "major sendB request: maxLength of a.leaf added: 9",
    ]);
    expect(await changesBetween(document(text), document({ type: "number" }))).toEqual([
      "major readA response 200: type of leaf changed from string to number",
      "major sendB request: type of a.leaf changed from string to number",
    ]);
  });
});
