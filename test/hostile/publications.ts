/** Publications that try to reach beyond their types, each an edit of the committed one. */
import type { Level } from "../../scripts/impact/impact.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";

/** What a publication may try to reach. */
export interface Bait {
  /** A file that holds an enum of `SENTINEL`. */
  file: string;
  /** A server that answers with a schema of `SENTINEL`, and counts who asks. */
  url: string;
}

export const SENTINEL = "sentinel-that-nobody-may-read";

/** The places of the document that the edits are about. */
export class Target {
  readonly document: JsonObject;
  constructor(document: Json) {
    this.document = document as JsonObject;
  }
  /** The object at these keys. */
  at(...keys: string[]): JsonObject {
    return keys.reduce<Json>((node, key) => (node as JsonObject)[key] ?? null, this.document) as JsonObject;
  }
  get operation(): JsonObject {
    return this.at("paths", "/api_keys", "post");
  }
  get request(): JsonObject {
    return this.at("paths", "/api_keys", "post", "requestBody", "content", "application/json", "schema");
  }
  get properties(): JsonObject {
    return this.request["properties"] as JsonObject;
  }
  get response(): JsonObject {
    const keys = ["paths", "/api_keys", "post", "responses", "200", "content", "application/json", "schema"];
    return this.at(...keys);
  }
  get schemas(): JsonObject {
    return this.at("components", "schemas");
  }
  get server(): JsonObject {
    return (this.document["servers"] as Json[])[0] as JsonObject;
  }
  /** Adds a component, and a property of the response that refers to it. */
  addSchema(name: string, schema: Json): void {
    this.schemas[name] = schema;
    const data = (this.response["properties"] as JsonObject)["data"] as JsonObject;
    (data["properties"] as JsonObject)[name] = { $ref: `#/components/schemas/${name}` };
  }
}

/** Refused with a reason that matches, or taken, and then with a report of that impact which says these changes. */
type Want = RegExp | "taken" | { impact: Level; changes: string[] };
export type HostilePublication = [title: string, want: Want, edit: (target: Target, bait: Bait) => void];

const EVIL = "https://evil.example/api/v1";
const union = (mapping: JsonObject): JsonObject => ({
  oneOf: [{ $ref: "#/components/schemas/StandardError" }, { $ref: "#/components/schemas/DetailedError" }],
  discriminator: { propertyName: "error", mapping },
});
const mapped = (target: Json) => ({ Sub: union({ a: target }) });

export const keyToAnotherHost: HostilePublication[] = [
  [
    "a $ref beside the server's url",
    /#\/servers\/0\/\$ref/,
    ({ server, document }) => {
      server["$ref"] = "#/x-s";
      document["x-s"] = { url: EVIL };
    },
  ],
  [
    "a server that is a $ref alone",
    /servers\/0/,
    ({ document }) => {
      document["servers"] = [{ $ref: "#/x-s" }];
      document["x-s"] = { url: "https://api.venice.ai/api/v1" };
    },
  ],
  [
    "servers that are a $ref",
    /servers/,
    ({ document }) => {
      document["servers"] = { $ref: "#/x-s" };
      document["x-s"] = [{ url: EVIL }];
    },
  ],
  ["another host", /no https address of venice\.ai/, ({ server }) => void (server["url"] = EVIL)],
  [
    "a subdomain of the host",
    /the host other\.venice\.ai/,
    ({ server }) => void (server["url"] = "https://other.venice.ai/api/v1"),
  ],
  [
    "a host that ends like the right one",
    /no https address/,
    ({ server }) => void (server["url"] = "https://evilvenice.ai/api/v1"),
  ],
  ["http", /no https address/, ({ server }) => void (server["url"] = "http://api.venice.ai/api/v1")],
  [
    "another port",
    /no https address/,
    ({ server }) => void (server["url"] = "https://api.venice.ai:8443/api/v1"),
  ],
  [
    "credentials in the server's url",
    /no plain URL|no https address/,
    ({ server }) => void (server["url"] = "https://api.venice.ai@evil.example/v1"),
  ],
  [
    "a backslash in the server's url",
    /no plain URL/,
    ({ server }) => void (server["url"] = "https://evil.example\\@api.venice.ai/v1"),
  ],
  [
    "a variable in the server's url",
    /no plain URL/,
    ({ server }) => {
      server["url"] = "https://{host}/api/v1";
      server["variables"] = { host: { default: "evil.example" } };
    },
  ],
  [
    "a $ref in a server variable",
    /servers\/0\/variables\/a\/\$ref/,
    ({ server }) => void (server["variables"] = { a: { default: "x", $ref: "#/x-s" } }),
  ],
  [
    "a server of the operation on another host",
    "taken",
    ({ operation }) => void (operation["servers"] = [{ url: EVIL }]),
  ],
  [
    "a second server on another host",
    "taken",
    ({ document }) => (document["servers"] as Json[]).push({ url: EVIL }),
  ],
];

export const filesAndUrls: HostilePublication[] = [
  [
    "a mapping to a file below x-webhooks",
    "taken",
    ({ document }, { file }) =>
      void (document["x-webhooks"] = {
        a: {
          post: {
            requestBody: { content: { "application/json": { schema: union({ b: file }) } } },
            responses: { 200: { description: "x" } },
          },
        },
      }),
  ],
  [
    "a mapping to a URL below x-webhooks",
    "taken",
    ({ document }, { url }) =>
      void (document["x-webhooks"] = {
        a: {
          post: {
            requestBody: { content: { "application/json": { schema: union({ b: url }) } } },
            responses: { 200: { description: "x" } },
          },
        },
      }),
  ],
  [
    "a $ref to a file below an extension",
    /leaves the document/,
    ({ document }, { file }) => void (document["x-webhooks"] = { a: { $ref: file } }),
  ],
  [
    "a $ref to a URL below an extension",
    /leaves the document/,
    ({ operation }, { url }) => void (operation["x-codeSamples"] = [{ lang: "js", source: { $ref: url } }]),
  ],
  [
    "a $ref to a file in a schema",
    /leaves the document/,
    ({ properties }, { file }) => void (properties["a"] = { $ref: file }),
  ],
  [
    "a $ref to a URL in a schema",
    /leaves the document/,
    ({ properties }, { url }) => void (properties["a"] = { $ref: url }),
  ],
  [
    "a $ref to a URL with a local fragment",
    /leaves the document/,
    ({ properties }, { url }) => void (properties["a"] = { $ref: `${url}#/components/schemas/A` }),
  ],
  [
    "a $ref to a file URL",
    /leaves the document/,
    ({ properties }, { file }) => void (properties["a"] = { $ref: `file://${file}` }),
  ],
  [
    "a $ref to a file in an example",
    /leaves the document/,
    ({ request }, { file }) => void (request["example"] = { a: { $ref: file } }),
  ],
  [
    "a mapping to a file",
    /leaves the document|is no schema/,
    (target, { file }) => void Object.assign(target.schemas, mapped(file)),
  ],
  [
    "a mapping to a URL",
    /leaves the document|is no schema/,
    (target, { url }) => void Object.assign(target.schemas, mapped(url)),
  ],
  [
    "a mapping to a file in the working folder by a bare name",
    /is no schema/,
    (target) => void Object.assign(target.schemas, mapped("package.json")),
  ],
  [
    "an external value of an example",
    /leaves the document/,
    ({ operation }, { url }) =>
      void (((operation["requestBody"] as JsonObject)["content"] as JsonObject)["application/json"] = {
        schema: {},
        examples: { a: { externalValue: url } },
      }),
  ],
  [
    "a link to an operation elsewhere",
    /leaves the document/,
    ({ operation }, { url }) =>
      void (((operation["responses"] as JsonObject)["200"] as JsonObject)["links"] = {
        a: { operationRef: url },
      }),
  ],
  [
    "a dialect elsewhere",
    /no known dialect/,
    ({ document }, { url }) => void Object.assign(document, { openapi: "3.1.0", jsonSchemaDialect: url }),
  ],
  [
    "an $id that makes a reference point elsewhere",
    /leaves the document/,
    ({ document, request, properties }, { url }) => {
      document["openapi"] = "3.1.0";
      request["$id"] = url;
      properties["a"] = { $ref: "other#/a" };
    },
  ],
  [
    "a $dynamicRef",
    /\$dynamicRef is not supported/,
    ({ request }, { url }) => void (request["$dynamicRef"] = url),
  ],
  [
    "a path item that is a $ref",
    /\$ref/,
    ({ document }, { file }) => void ((document["paths"] as JsonObject)["/x"] = { $ref: file }),
  ],
  [
    "a path item that is a local $ref",
    /paths\/~1x\/\$ref/,
    ({ document }) => {
      document["components"] = {
        ...(document["components"] as JsonObject),
        pathItems: { a: { get: { operationId: "a", responses: { 200: { description: "x" } } } } },
      };
      (document["paths"] as JsonObject)["/x"] = { $ref: "#/components/pathItems/a" };
    },
  ],
  ["external documentation", "taken", ({ document }, { url }) => void (document["externalDocs"] = { url })],
];

export const weakerChecks: HostilePublication[] = [
  [
    "limits beside a $ref",
    /beside a \$ref/,
    ({ request, schemas, operation }) => {
      schemas["Weak"] = { type: "object" };
      const content = ((operation["requestBody"] as JsonObject)["content"] as JsonObject)[
        "application/json"
      ] as JsonObject;
      content["schema"] = { $ref: "#/components/schemas/Weak", ...request };
    },
  ],
  [
    "a pointer that decodes twice",
    /is no schema/,
    ({ schemas, properties }) => {
      schemas["a~1b"] = {};
      properties["a"] = { $ref: "#/components/schemas/a%7E1b" };
    },
  ],
  [
    "a pointer with a broken escape",
    /leaves the document/,
    ({ properties }) => void (properties["a"] = { $ref: "#/components/schemas/%zz" }),
  ],
  [
    "a $ref to the whole document",
    /leaves the document|is no schema/,
    ({ properties }) => void (properties["a"] = { $ref: "#" }),
  ],
  [
    "a $ref to an object of another kind",
    /is no schema/,
    ({ properties }) => void (properties["a"] = { $ref: "#/paths/~1api_keys/post" }),
  ],
  [
    "a $ref in a media type",
    /content\/application~1json\/\$ref/,
    ({ operation }) =>
      void ((
        ((operation["requestBody"] as JsonObject)["content"] as JsonObject)["application/json"] as JsonObject
      )["$ref"] = "#/x-s"),
  ],
  ["a $ref in an operation", /post\/\$ref/, ({ operation }) => void (operation["$ref"] = "#/x-s")],
  [
    "a $ref in responses",
    /responses/,
    ({ operation }) => void ((operation["responses"] as JsonObject)["$ref"] = "#/x-s"),
  ],
  [
    "a $ref in the info",
    /info\/\$ref/,
    ({ document }) => void ((document["info"] as JsonObject)["$ref"] = "#/x-s"),
  ],
  [
    "a $ref in a tag",
    /tags\/0\/\$ref/,
    ({ document }) => void (((document["tags"] as Json[])[0] as JsonObject)["$ref"] = "#/x-s"),
  ],
  [
    "a property that reaches into prototypes",
    /not allowed/,
    ({ properties }) => void Object.defineProperty(properties, "__proto__", { value: {}, enumerable: true }),
  ],
  [
    "a pattern that backtracks without end",
    /backtrack/,
    ({ properties }) => void ((properties["description"] as JsonObject)["pattern"] = "^(a+)+$"),
  ],
];

const nested = (levels: number, each: (below: Json) => Json): Json =>
  Array.from({ length: levels }).reduce<Json>((below) => each(below), { type: "string" });

export const smallButHuge: HostilePublication[] = [
  [
    "18 levels of allOf with 4 references each",
    /judges one value by over 10000 schemas, as its references multiply/,
    (target) => {
      for (let level = 0; level < 18; level++)
        target.schemas[`L${level}`] = {
          allOf: Array.from({ length: 4 }, () => ({ $ref: `#/components/schemas/L${level + 1}` })),
        };
      target.schemas["L18"] = { type: "object", properties: { a: { type: "string" } } };
      target.addSchema("Deep", { $ref: "#/components/schemas/L0" });
    },
  ],
  [
    "a schema that holds itself eight times",
    "taken",
    (target) => {
      const properties = Object.fromEntries(
        Array.from({ length: 8 }, (_, n) => [`p${n}`, { $ref: "#/components/schemas/Self" }]),
      );
      target.addSchema("Self", { type: "object", required: Object.keys(properties), properties });
    },
  ],
  [
    "an enum of 150 000 values",
    /list of up to|over \d+ values/,
    ({ properties }) =>
      void (properties["a"] = { type: "string", enum: Array.from({ length: 150_000 }, (_, n) => `v${n}`) }),
  ],
  [
    "9 000 operations",
    /operations: over|over \d+ values/,
    ({ document }) => {
      const paths = document["paths"] as JsonObject;
      for (let n = 0; n < 9_000; n++) paths[`/p${n}`] = { get: { responses: { 200: { description: "x" } } } };
    },
  ],
  [
    "200 levels of items",
    /nested deeper/,
    ({ properties }) => void (properties["a"] = nested(200, (items) => ({ type: "array", items }))),
  ],
  [
    "references in a circle",
    /refers to itself/,
    ({ schemas }) =>
      void Object.assign(schemas, {
        A: { $ref: "#/components/schemas/B" },
        B: { $ref: "#/components/schemas/A" },
      }),
  ],
];

const hidden = (character: string): HostilePublication[] => {
  const name = `U\\+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  const reason = new RegExp(name);
  return [
    [
      `${name} in a description`,
      reason,
      ({ operation }) => void (operation["description"] = `a${character}b`),
    ],
    [
      `${name} in an enum`,
      reason,
      ({ properties }) => void (properties["a"] = { type: "string", enum: [`a${character}b`] }),
    ],
    [
      `${name} in a pattern`,
      reason,
      ({ properties }) => void (properties["a"] = { type: "string", pattern: `a${character}b` }),
    ],
    [`${name} in a name`, reason, ({ properties }) => void (properties[`a${character}b`] = {})],
  ];
};

export const whatCantBeSeen: HostilePublication[] = [
  ...["\u0000", "\u001b", "\u200b", "\u202e", "\u2066", "\u2028", "\u3164", "\ufeff"].flatMap(hidden),
  ["a lone surrogate", /U\+D800/, ({ operation }) => void (operation["description"] = "a\ud800b")],
  [
    "a line break in an enum",
    { impact: "minor", changes: ["request: optional property a added"] },
    ({ properties }) => void (properties["a"] = { type: "string", enum: ["a\n::error::b"] }),
  ],
  ["a joiner outside an emoji", /U\+200D/, ({ operation }) => void (operation["description"] = "a\u200db")],
  [
    "a joiner inside an emoji",
    "taken",
    ({ operation }) => void (operation["description"] = "by 👩🏽‍💻, 👨‍👩‍👧, ⚠️ and 1️⃣"),
  ],
  [
    "a directive to the compiler in a title",
    "taken",
    ({ properties }) => void (properties["a"] = { type: "string", title: "@ts-expect-error" }),
  ],
  [
    "the end of a comment",
    "taken",
    ({ operation }) => void (operation["description"] = "*/ globalThis.pwned = 1; /*"),
  ],
];

export const versions: HostilePublication[] = [
  [
    "99999999.999999",
    /neither a date/,
    ({ document }) => void ((document["info"] as JsonObject)["version"] = "99999999.999999"),
  ],
  [
    "the 31st of February",
    /neither a date/,
    ({ document }) => void ((document["info"] as JsonObject)["version"] = "20260231.000000"),
  ],
  [
    "the year 9999",
    /future/,
    ({ document }) => void ((document["info"] as JsonObject)["version"] = "99991231.235959"),
  ],
];
