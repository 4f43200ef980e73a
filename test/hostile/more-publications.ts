/** Further publications that try to reach beyond their types: in names, in comments, by size and by what they ask for. */
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import type { HostilePublication, Target } from "./publications.ts";

type Edit = HostilePublication[2];

const withUrl =
  (url: string): Edit =>
  ({ server }) =>
    void (server["url"] = url);

export const serversInDisguise: HostilePublication[] = [
  ["no slashes before the host", /no plain URL/, withUrl("https:api.venice.ai/api/v1")],
  ["four slashes before the host", /no plain URL/, withUrl("https:////api.venice.ai/api/v1")],
  ["dots that lead to another path", /no plain URL/, withUrl("https://api.venice.ai/api/v1/../../evil")],
  ["a host in capitals", /no plain URL/, withUrl("https://API.venice.ai/api/v1")],
  ["the default port", /no plain URL/, withUrl("https://api.venice.ai:443/api/v1")],
  ["a host that ends in a dot", /no https address/, withUrl("https://api.venice.ai./api/v1")],
  [
    "another path of the host",
    { impact: "major", changes: ["server changed from"] },
    withUrl("https://api.venice.ai/other/v1"),
  ],
];

const withName =
  (name: string): Edit =>
  ({ properties }) =>
    void (properties[name] = { type: "string" });

export const namesThatLookAlike: HostilePublication[] = [
  ["a space at its end", /not allowed there/, withName("apiKeyType ")],
  ["a space at its beginning", /not allowed there/, withName(" apiKeyType")],
  ["a space that doesn't break", /not allowed there/, withName("api\u00a0Key")],
  ["an em space", /not allowed there/, withName("api\u2003Key")],
  ["Braille's blank", /U\+2800/, withName("apiKeyType\u2800")],
  ["letters in another normal form", /not allowed there/, withName("cle\u0301")],
  ["a tower of marks", /not allowed there/, withName(`a${"\u0300".repeat(50)}`)],
  ["a character without a meaning", /not allowed there/, withName("a\ue000")],
  ["a noncharacter", /U\+FFFF/, withName("a\uffff")],
  ["a noncharacter in prose", /U\+1FFFE/, ({ operation }) => void (operation["description"] = "a\u{1fffe}b")],
  [
    "a carriage return that hides a line",
    /U\+000D/,
    ({ operation }) => void (operation["description"] = "Deletes all keys.\rCreates a key."),
  ],
];

const REFERENCES = 5_000;
const chain = (target: Target, order: (names: number[]) => number[]): void => {
  for (const n of order(Array.from({ length: REFERENCES }, (_, index) => index)))
    target.schemas[`C${n}`] = {
      type: "object",
      properties: { a: { $ref: `#/components/schemas/C${n + 1}` } },
    };
  target.schemas[`C${REFERENCES}`] = { type: "string" };
};
const object = (name: string): Json => ({
  type: "object",
  required: [name],
  properties: { [name]: { type: "string" } },
});

export const deepAndWide: HostilePublication[] = [
  [
    "5 000 schemas, each in the one before",
    /nested in over 100 references/,
    (target) => chain(target, (n) => n),
  ],
  [
    "5 000 schemas, each in the one after",
    /nested in over 100 references/,
    (target) => chain(target, (n) => n.reverse()),
  ],
  [
    "a union of 5 000",
    /oneOf must be a list .* of up to 500/,
    ({ properties }) =>
      void (properties["a"] = { oneOf: Array.from({ length: 5_000 }, (_, n) => object(`k${n}`)) }),
  ],
  [
    "a union of 400 in the response",
    /schemas\/Wide \(of the create-api-key response\) has over 200 branches/,
    (target) => target.addSchema("Wide", { oneOf: Array.from({ length: 400 }, (_, n) => object(`k${n}`)) }),
  ],
  [
    "unions in unions, 600 branches deep",
    /schemas\/Deep1 \(of the create-api-key response\) has over 200 branches/,
    (target) => {
      const branches = Array.from({ length: 90 }, (_, n) => object(`k${n}`));
      for (let n = 0; n < 4; n++)
        target.schemas[`Deep${n}`] = { anyOf: [...branches, { $ref: `#/components/schemas/Deep${n + 1}` }] };
      target.schemas["Deep4"] = object("a");
      target.addSchema("Deep", { $ref: "#/components/schemas/Deep0" });
    },
  ],
  [
    "a union of 80 that no value satisfies, with 1 600 mappings",
    /no sample of the create-api-key response/,
    (target) => {
      const mapping: JsonObject = {};
      for (let n = 0; n < 1_600; n++) mapping[`m${n}`] = `#/components/schemas/S${n % 80}`;
      for (let n = 0; n < 80; n++) target.schemas[`S${n}`] = object("a");
      const oneOf = Array.from({ length: 80 }, (_, n) => ({ $ref: `#/components/schemas/S${n}` }));
      target.addSchema("Mapped", { oneOf, discriminator: { propertyName: "a", mapping } });
      const data = (target.response["properties"] as JsonObject)["data"] as JsonObject;
      data["required"] = [...(data["required"] as Json[]), "Mapped"];
    },
  ],
  [
    "texts of 90 000 lines, each of which is indented in the types",
    /characters of code; over 8000000 are not taken\. Its largest part is #\/components\/schemas\/B/,
    (target) => {
      const lines = (texts: number): Json => ({
        type: "object",
        properties: Object.fromEntries(
          Array.from({ length: texts }, (_, n) => [
            `p${n}`,
            { type: "string", description: "a\n".repeat(90_000) },
          ]),
        ),
      });
      Object.assign(target.schemas, { A: lines(2), B: lines(6) });
    },
  ],
  [
    "15 enums of 4 999 values",
    /the enums of the source have over 20000 values/,
    ({ properties }) => {
      const values = (k: number) => Array.from({ length: 4_999 }, (_, n) => `v${k}_${n}`);
      for (let k = 0; k < 15; k++) properties[`p${k}`] = { type: "string", enum: values(k) };
    },
  ],
  [
    "a description of 7 MB",
    /description holds a text of 7000000 characters/,
    ({ operation }) => void (operation["description"] = "a word ".repeat(1_000_000)),
  ],
  [
    "8 to the 14th combinations",
    /does not compile/,
    ({ properties }) => {
      const union = (k: number) => ({ oneOf: Array.from({ length: 8 }, (_, n) => object(`k${k}_${n}`)) });
      properties["a"] = { allOf: Array.from({ length: 14 }, (_, k) => union(k)) };
    },
  ],
  [
    "120 patterns",
    /properties\/p\d+: with it, over 100 patterns/,
    ({ properties }) => {
      for (let n = 0; n < 120; n++) properties[`p${n}`] = { type: "string", pattern: `^a{${n}}$` };
    },
  ],
  [
    "a repetition of a million steps",
    /may backtrack without end/,
    ({ properties }) => void (properties["a"] = { type: "string", pattern: "^(?:a{0,1000}){0,1000}$" }),
  ],
  [
    "a look behind that repeats",
    /may backtrack without end/,
    ({ properties }) => void (properties["a"] = { type: "string", pattern: "(?<=^(?:a+)+b)c" }),
  ],
];

const listsOf = (...names: string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { type: "string" }]));

export const misleadingText: HostilePublication[] = [
  [
    "tags of comments in prose",
    { impact: "minor", changes: ["request: optional property a added"] },
    ({ properties }) =>
      void (properties["a"] = {
        type: "string",
        title: "@deprecated in a title",
        description: "Fine.\n@deprecated\n @internal {@include ../../package.json} and @hidden",
        format: "@private",
        default: " @deprecated",
        example: { a: "b @internal", c: ["{@link x}"] },
      }),
  ],
  [
    "directives to tools in prose",
    { impact: "minor", changes: ["request: optional property a added"] },
    ({ properties }) =>
      void (properties["a"] = {
        description:
          '/// <reference path="/etc/passwd" />\n//# sourceMappingURL=https://evil.example/\n@ts-nocheck',
      }),
  ],
  [
    "names that are HTML, Markdown or a mention",
    {
      impact: "minor",
      changes: ["optional property <img", "optional property ![x]", "optional property | a"],
    },
    ({ properties }) =>
      void Object.assign(
        properties,
        listsOf(
          "<img src=x onerror=alert(1)>",
          "![x](https://evil.example/t.png) @everyone #1",
          "| a | `` b",
        ),
      ),
  ],
  [
    "names that spell the generator's own code",
    { impact: "minor", changes: ["optional property apiKey_OF_THE_SPEC_"] },
    ({ properties }) => {
      properties["apiKey_OF_THE_SPEC_"] = { type: "string" };
      properties['= require("ajv/dist/runtime/equal").default;'] = {
        enum: ["const schema11 = 1;", ",propertyName:x"],
      };
      properties['",params:{at:1},message:"x'] = object('",message:"');
    },
  ],
  [
    "names of every object's own members",
    { impact: "minor", changes: ["component schemas.toString added", "component schemas.valueOf added"] },
    ({ schemas }) => {
      schemas["toString"] = { type: "object", properties: listsOf("toString", "hasOwnProperty") };
      schemas["valueOf"] = { $ref: "#/components/schemas/toString" };
    },
  ],
  [
    "operations and parameters named as such members",
    { impact: "minor", changes: ["operation added"] },
    ({ document }) => {
      const parameter = { name: "toString", in: "path", required: true, schema: { type: "string" } };
      const responses = { 200: { description: "x" } };
      Object.assign(document["paths"] as JsonObject, {
        "/a": { get: { operationId: "__proto__", responses } },
        "/b/{toString}": { get: { operationId: "constructor", parameters: [parameter], responses } },
      });
    },
  ],
];

const is31 = ({ document }: Target) => void (document["openapi"] = "3.1.0");
const addToResponse = (target: Target, schema: Json) => {
  const data = (target.response["properties"] as JsonObject)["data"] as JsonObject;
  (data["properties"] as JsonObject)["added"] = schema;
  data["required"] = [...(data["required"] as Json[]), "added"];
};

/** Every object inherits them, but for the last. `__proto__` is refused. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), "prototype"].filter(
  (name) => name !== "__proto__",
);
const forEachInherited = (make: (name: string) => Json): JsonObject =>
  Object.fromEntries(INHERITED.map((name) => [name, make(name)]));

/** In each place where a publication chooses a name. */
function nameInherited({ document, schemas, properties, response }: Target): void {
  const text = { type: "string" };
  const { data } = response["properties"] as { data: JsonObject };
  for (const object of [properties, data["properties"] as JsonObject])
    Object.assign(
      object,
      forEachInherited(() => text),
    );
  data["required"] = [...(data["required"] as Json[]), ...INHERITED];
  const reference = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
  Object.assign(
    schemas,
    forEachInherited((name) => ({ type: "object", properties: { [name]: reference("schemas", name) } })),
  );
  Object.assign(document["components"] as JsonObject, {
    parameters: forEachInherited((name) => ({ in: "query", name, schema: text })),
    headers: forEachInherited(() => ({ schema: text })),
    responses: forEachInherited((description) => ({
      description,
      headers: forEachInherited((name) => reference("headers", name)),
    })),
  });
  const operation = (name: string): Json => ({
    operationId: name,
    parameters: [
      { in: "path", name, required: true, schema: text },
      { in: "header", name, schema: { type: "object" } },
      { in: "cookie", name, schema: text },
      ...INHERITED.map((other) => reference("parameters", other)),
    ],
    requestBody: {
      content: { "application/json": { schema: reference("schemas", name), example: { [name]: 1 } } },
    },
    responses: { 200: reference("responses", name) },
  });
  for (const name of INHERITED)
    (document["paths"] as JsonObject)[`/${name}/{${name}}`] = { post: operation(name) };
}

export const whatBreaksTools: HostilePublication[] = [
  ["a name that every object inherits, in every place", "taken", nameInherited],
  [
    "values of an enum with methods of their own",
    /properties\/a\/enum: the name "toString" is not allowed in a value/,
    ({ properties }) => void (properties["a"] = { enum: [{ toString: 1 }, { toString: 2 }] }),
  ],
  [
    "a list of no types",
    /properties\/a\/type: \[\] must list different types/,
    (target) => {
      is31(target);
      target.properties["a"] = { type: [] };
    },
  ],
  [
    "a list that has a type twice",
    /properties\/a\/type: .* must list different types/,
    (target) => {
      is31(target);
      target.properties["a"] = { type: ["string", "string"] };
    },
  ],
  [
    "a name that is listed twice in dependentRequired",
    /no validator can be made of .*dependentRequired/,
    (target) => {
      is31(target);
      target.properties["a"] = { dependentRequired: { a: ["b", "b"] } };
    },
  ],
  [
    "a schema that is false in allOf",
    { impact: "minor", changes: ["optional property a added"] },
    (target) => {
      is31(target);
      target.properties["a"] = { allOf: [{ type: "string" }, false] };
    },
  ],
  [
    "a text of 9 million million characters that a response must have",
    /no sample of the create-api-key response/,
    (target) => addToResponse(target, { type: "string", minLength: Number.MAX_SAFE_INTEGER }),
  ],
  [
    "a list of 300 million items that a response must have",
    /no sample of the create-api-key response/,
    (target) => addToResponse(target, { type: "array", items: { type: "string" }, minItems: 300_000_000 }),
  ],
  [
    "a pattern of names that backtracks without end",
    /propertyNames\/pattern: .* may backtrack without end/,
    (target) => {
      is31(target);
      target.request["propertyNames"] = { pattern: "^(a|a)*$" };
    },
  ],
  [
    "30 schemas, each of which refers to all",
    { impact: "minor", changes: ["component schemas.M29 added"] },
    (target) => {
      const names = Array.from({ length: 30 }, (_, n) => `M${n}`);
      const properties = Object.fromEntries(
        names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
      );
      for (const name of names) target.schemas[name] = { type: "object", properties };
      target.properties["a"] = { $ref: "#/components/schemas/M0" };
    },
  ],
];

export const otherRequests: HostilePublication[] = [
  [
    "a path that fetch reads as another one",
    /#\/paths: the name "\/x\/\.\.\/api_keys" is not allowed there/,
    ({ document, operation }) =>
      void ((document["paths"] as JsonObject)["/x/../api_keys"] = {
        post: { ...operation, operationId: "createOther" },
      }),
  ],
  [
    "a cookie that must be sent",
    /does not compile/,
    ({ operation }) =>
      void (operation["parameters"] = [
        { name: "session", in: "cookie", required: true, schema: { type: "string" } },
      ]),
  ],
  [
    "a success that may have no data",
    /does not compile/,
    ({ response }) => void ((response["properties"] as { data: JsonObject }).data["nullable"] = true),
  ],
  [
    "another status of success",
    "taken",
    ({ operation }) => {
      const responses = operation["responses"] as JsonObject;
      responses["201"] = responses["200"] ?? null;
      delete responses["200"];
    },
  ],
  [
    "a header that must carry the key",
    "taken",
    ({ operation }) =>
      void (operation["parameters"] = [
        { name: "Authorization", in: "header", required: true, schema: { type: "string" } },
      ]),
  ],
  [
    "a key in the query",
    { impact: "major", changes: ["component securitySchemes.BearerAuth changed"] },
    ({ document }) => {
      const { securitySchemes } = document["components"] as { securitySchemes: JsonObject };
      securitySchemes["BearerAuth"] = { type: "apiKey", name: "key", in: "query" };
    },
  ],
  [
    "no authentication",
    { impact: "minor", changes: ["authentication is no longer required"] },
    ({ operation }) => void (operation["security"] = []),
  ],
  [
    "another path for createApiKey",
    /does not compile|lacks operations/,
    ({ document }) => {
      const paths = document["paths"] as JsonObject;
      paths["/evil"] = paths["/api_keys"] ?? null;
      delete paths["/api_keys"];
    },
  ],
  [
    "a webhook with the id of an operation",
    /duplicate operationId "createApiKey": #\/paths\/~1api_keys\/post and #\/webhooks\/a\/post/,
    ({ document }) => {
      const post = { operationId: "createApiKey", responses: { 200: { description: "x" } } };
      Object.assign(document, { openapi: "3.1.0", webhooks: { a: { post } } });
    },
  ],
  [
    "a created key that is always the same",
    /does not compile/,
    ({ response }) => {
      const { data } = response["properties"] as { data: { properties: JsonObject } };
      data.properties["apiKey"] = { type: "string", enum: ["x"] };
    },
  ],
];
