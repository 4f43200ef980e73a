import { describe, expect, it } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import {
  assess,
  changesBetween,
  specWithOperation,
  fields,
  specWithResponse,
  specWithRequest,
} from "./fixture.ts";

const reference = { $ref: "#/components/schemas/A" };
const withA = (maxLength: number) => ({ schemas: { A: { type: "string", maxLength } } });
const text = { type: "string" };

/** Keywords that hold a schema: what a reference below them leads to gets a tighter limit. */
const KEYWORDS: [keyword: string, value: JsonObject][] = [
  ["not", { not: reference }],
  ["patternProperties", { type: "object", patternProperties: { "^x": reference } }],
  ["prefixItems", { type: "array", prefixItems: [reference] }],
  ["propertyNames", { type: "object", propertyNames: reference }],
  ["contains", { type: "array", contains: reference }],
  ["then", { if: { type: "string" }, then: reference }],
  ["dependentSchemas", { type: "object", dependentSchemas: { a: reference } }],
  ["unevaluatedProperties", { type: "object", unevaluatedProperties: reference }],
  ["items", { type: "array", items: reference }],
];

/** A schema with a keyword that no rule knows, beside something that is loosened in the same schema. */
type Location = [what: string, schema: (unknown: JsonObject, loosened: JsonObject) => JsonObject];

const LOCATIONS: Location[] = [
  ["the schema", (unknown, loosened) => ({ ...text, ...unknown, ...loosened })],
  [
    "another property",
    (unknown, loosened) => fields({ a: { ...text, ...unknown }, b: { ...text, ...loosened } }),
  ],
  ["the same property", (unknown, loosened) => fields({ a: { ...text, ...unknown, ...loosened } })],
  ["an object", (unknown, loosened) => ({ ...fields({ a: { ...text, ...loosened } }), ...unknown })],
  [
    "a required property",
    (unknown, loosened) => fields({ a: { ...text, ...unknown }, b: { ...text, ...loosened } }, "a", "b"),
  ],
  ["items", (unknown, loosened) => ({ type: "array", items: { ...text, ...unknown, ...loosened } })],
  ["a list", (unknown, loosened) => ({ type: "array", items: { ...text, ...loosened }, ...unknown })],
  [
    "further properties",
    (unknown, loosened) => ({
      ...fields({ a: { ...text, ...loosened } }),
      additionalProperties: { ...text, ...unknown },
    }),
  ],
  [
    "a member of allOf",
    (unknown, loosened) => ({
      allOf: [
        { ...text, ...loosened },
        { ...text, ...unknown },
      ],
    }),
  ],
  ["a schema beside allOf", (unknown, loosened) => ({ allOf: [{ ...text, ...loosened }], ...unknown })],
  [
    "a member of anyOf",
    (unknown, loosened) => ({
      anyOf: [
        { ...text, ...loosened },
        { type: "number", ...unknown },
      ],
    }),
  ],
  [
    "a member of oneOf",
    (unknown, loosened) => ({
      oneOf: [
        { ...text, ...loosened },
        { type: "number", ...unknown },
      ],
    }),
  ],
  [
    "the same member of a union",
    (unknown, loosened) => ({ anyOf: [{ ...text, ...loosened, ...unknown }, { type: "number" }] }),
  ],
  [
    "an object of a union",
    (unknown, loosened) => ({
      oneOf: [
        fields({ kind: { enum: ["a"] }, c: { ...text, ...loosened } }, "kind"),
        fields({ kind: { enum: ["b"] }, c: { ...text, ...unknown } }, "kind"),
      ],
    }),
  ],
  ["a nullable schema", (unknown, loosened) => ({ ...text, nullable: true, ...unknown, ...loosened })],
  ["a null", (unknown, loosened) => fields({ a: { type: "null", ...unknown }, b: { ...text, ...loosened } })],
  ["a schema without a type", (unknown, loosened) => fields({ a: unknown, b: { ...text, ...loosened } })],
  [
    "an enum",
    (unknown, loosened) => fields({ a: { ...text, enum: ["a"], ...unknown }, b: { ...text, ...loosened } }),
  ],
  ["a schema that a reference names", (_, loosened) => fields({ a: reference, b: { ...text, ...loosened } })],
  [
    "a schema beside a reference",
    (unknown, loosened) => fields({ a: { ...reference, ...unknown }, b: { ...text, ...loosened } }),
  ],
  [
    "a schema that holds itself",
    (_, loosened) => fields({ a: { $ref: "#/components/schemas/Node" }, b: { ...text, ...loosened } }),
  ],
  ...KEYWORDS.filter(([keyword]) => keyword !== "items").map(([keyword, schema]): Location => [
    `what ${keyword} holds`,
    (_, loosened) => fields({ a: schema, b: { ...text, ...loosened } }),
  ]),
];

const UNKNOWN: [what: string, before: JsonObject, after: JsonObject][] = [
  ["added", {}, { mustGlow: true }],
  ["removed", { mustGlow: true }, {}],
  ["changed", { mustGlow: { at: 1 } }, { mustGlow: { at: 2 } }],
];

type SchemaPart = Location[1];

/** Each location in a request and in a response of its own. */
function specOfLocations(unknown: JsonObject, loosened: JsonObject): SpecDocument {
  const content = (schema: SchemaPart) => ({
    content: { "application/json": { schema: schema(unknown, loosened) } },
  });
  const paths = LOCATIONS.flatMap(([, schema], index): [string, JsonObject][] => [
    [
      `/sent${index}`,
      {
        post: {
          operationId: `sent${index}`,
          requestBody: content(schema),
          responses: { 200: { description: "OK" } },
        },
      },
    ],
    [
      `/received${index}`,
      {
        post: {
          operationId: `received${index}`,
          responses: { 200: { description: "OK", ...content(schema) } },
        },
      },
    ],
  ]);
  return specWithOperation(
    {},
    {
      paths: Object.fromEntries<JsonObject>(paths),
      components: {
        schemas: {
          A: { ...text, ...unknown },
          Node: fields({ next: { $ref: "#/components/schemas/Node" }, value: { ...text, ...unknown } }),
        },
      },
    },
  );
}

/** A keyword that no rule knows, in what is no schema. */
const OWNERS: [
  what: string,
  document: (unknown: JsonObject, loosened: JsonObject) => SpecDocument,
  isSent: boolean,
][] = [
  [
    "a parameter",
    (unknown, loosened) =>
      specWithOperation({
        parameters: [{ name: "a", in: "query", schema: { ...text, ...loosened }, ...unknown }],
      }),
    true,
  ],
  [
    "another parameter",
    (unknown, loosened) =>
      specWithOperation({
        parameters: [
          { name: "a", in: "query", schema: { ...text, ...loosened } },
          { name: "b", in: "query", schema: text, ...unknown },
        ],
      }),
    true,
  ],
  [
    "a parameter's schema",
    (unknown, loosened) =>
      specWithOperation({
        parameters: [{ name: "a", in: "header", schema: { ...text, ...loosened, ...unknown } }],
      }),
    true,
  ],
  [
    "a parameter's media type",
    (unknown, loosened) =>
      specWithOperation({
        parameters: [
          {
            name: "a",
            in: "query",
            content: { "application/json": { schema: { ...text, ...loosened }, ...unknown } },
          },
        ],
      }),
    true,
  ],
  [
    "a request body",
    (unknown, loosened) =>
      specWithOperation({
        requestBody: { ...unknown, content: { "application/json": { schema: { ...text, ...loosened } } } },
      }),
    true,
  ],
  [
    "a body's media type",
    (unknown, loosened) =>
      specWithOperation({
        requestBody: { content: { "application/json": { schema: { ...text, ...loosened }, ...unknown } } },
      }),
    true,
  ],
  [
    "an encoding",
    (unknown, loosened) =>
      specWithOperation({
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: fields({ a: { ...text, ...loosened } }),
              encoding: { a: unknown },
            },
          },
        },
      }),
    true,
  ],
  [
    "an operation",
    (unknown, loosened) =>
      specWithOperation({
        ...unknown,
        requestBody: { content: { "application/json": { schema: { ...text, ...loosened } } } },
      }),
    true,
  ],
  [
    "a server",
    (unknown) => specWithOperation({}, { servers: [{ url: "https://a.example", ...unknown }] }),
    true,
  ],
  [
    "a server's variable",
    (unknown) =>
      specWithOperation(
        {},
        { servers: [{ url: "https://{a}.example", variables: { a: { default: "x", ...unknown } } }] },
      ),
    true,
  ],
  [
    "a response",
    (unknown, loosened) =>
      specWithOperation({
        responses: {
          200: {
            description: "OK",
            ...unknown,
            content: { "application/json": { schema: { ...text, ...loosened } } },
          },
        },
      }),
    false,
  ],
  [
    "a header",
    (unknown, loosened) =>
      specWithOperation({
        responses: {
          200: { description: "OK", headers: { a: { schema: { ...text, ...loosened }, ...unknown } } },
        },
      }),
    false,
  ],
];

describe("an impact of none or patch", () => {
  it.each(KEYWORDS)("is not reported for a limit behind a reference below %s", async (_keyword, value) => {
    const { impact } = await assess(
      specWithRequest(fields({ b: value }), withA(10)),
      specWithRequest(fields({ b: value }), withA(5)),
    );
    expect(impact).toBe("major");
  });

  it("is not reported for a limit in a parameter's content", async () => {
    const document = (maxLength: number) =>
      specWithOperation({
        parameters: [
          { name: "a", in: "query", content: { "application/json": { schema: { ...text, maxLength } } } },
        ],
      });
    expect(await changesBetween(document(4), document(1))).toEqual([
      "major createThing request: maxLength of query parameter a changed from 4 to 1",
    ]);
  });

  it.each<[what: string, before: JsonObject, after: JsonObject]>([
    ["a reference written out", reference, { type: "string", maxLength: 10 }],
    ["the order of an enum", { enum: ["a", "b"] }, { enum: ["b", "a"] }],
    ["a default that is written out", { type: "string" }, { type: "string", minLength: 0, nullable: false }],
    ["a description", { type: "string" }, { type: "string", description: "x" }],
  ])("is reported for %s", async (_what, before, after) => {
    const { impact } = await assess(
      specWithRequest(fields({ b: before }), withA(10)),
      specWithRequest(fields({ b: after }), withA(10)),
    );
    expect(["none", "patch"]).toContain(impact);
  });

  it("is reported for schemas that contain themselves", async () => {
    const tree = {
      schemas: { A: fields({ value: { type: "string" }, children: { type: "array", items: reference } }) },
    };
    expect((await assess(specWithResponse(reference, tree), specWithResponse(reference, tree))).impact).toBe(
      "none",
    );
  });

  it("is reported if a schema that contains itself is expanded once", async () => {
    const tree = { schemas: { A: fields({ value: text, next: reference }) } };
    const { impact } = await assess(
      specWithRequest(reference, tree),
      specWithRequest(fields({ value: text, next: reference }), tree),
    );
    expect(impact).toBe("patch");
  });

  it("is reported for twelve schemas that each refer to all of them", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `S${index}`);
    const every = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
    const components = { schemas: Object.fromEntries(names.map((name) => [name, fields(every)])) };
    const other = structuredClone(components);
    Object.assign(other.schemas["S7"]!, { maxProperties: 3 });
    const start = { $ref: "#/components/schemas/S0" };
    expect(
      (await assess(specWithRequest(start, components), specWithRequest(start, components))).impact,
    ).toBe("none");
    expect((await assess(specWithRequest(start, components), specWithRequest(start, other))).impact).toBe(
      "major",
    );
  });
});

const NOT_UNDERSTOOD = /not understood|refers to changed/;

describe.each([5, 9])("a keyword that no rule knows, beside a limit of 5 that is then %s,", (maxLength) => {
  it.each(UNKNOWN)(
    "and that is %s is reported by place: major if sent, minor if received",
    async (_, before, after) => {
      const { changes } = await assess(
        specOfLocations(before, { maxLength: 5 }),
        specOfLocations(after, { maxLength }),
      );
      const reported = changes.filter(({ text: change }) => NOT_UNDERSTOOD.test(change));
      const missed = LOCATIONS.flatMap(([what], index) =>
        [
          { operationId: `sent${index}`, impact: "major" },
          { operationId: `received${index}`, impact: "minor" },
        ]
          .filter(
            ({ operationId, impact }) =>
              !reported.some((change) => change.operationId === operationId && change.impact === impact),
          )
          .map((location) => ({ what, ...location })),
      );
      expect(missed).toEqual([]);
    },
  );

  describe.each(UNKNOWN)("and that is %s", (_, before, after) => {
    it.each(OWNERS)("in %s is not understood", async (_what, document, isSent) => {
      const changes = await changesBetween(
        document(before, { maxLength: 5 }),
        document(after, { maxLength }),
      );
      const level = isSent ? "major" : "minor";
      expect(changes).toContainEqual(
        expect.stringMatching(new RegExp(`^${level} .*(not understood|encoding of)`)),
      );
    });
  });
});
