import { expect, test } from "vitest";
import { dropExtensions } from "../../scripts/generate/extensions.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

test.each<[what: string, parts: JsonObject, without: JsonObject, count: number]>([
  ["the document", { "x-a": 1, "x-b": { c: 1 } }, {}, 2],
  ["an operation", { paths: { "/a": { get: { "x-a": 1 } } } }, { paths: { "/a": { get: {} } } }, 1],
  [
    "a schema",
    { components: { schemas: { A: { "x-a": null, type: "string" } } } },
    { components: { schemas: { A: { type: "string" } } } },
    1,
  ],
  [
    "what isn't visited",
    { info: { contact: { "x-a": 1, name: "b" } } },
    { info: { contact: { name: "b" } } },
    1,
  ],
  [
    "a list",
    { servers: [{ "x-a": 1, url: "/" }], tags: [["x-a"]] },
    { servers: [{ url: "/" }], tags: [["x-a"]] },
    1,
  ],
  [
    "below a name that the document chooses",
    { servers: [{ variables: { "x-a": { "x-b": 1, default: "c" } } }] },
    { servers: [{ variables: { "x-a": { default: "c" } } }] },
    1,
  ],
])("the extensions of %s are dropped, and counted", (_what, parts, without, count) => {
  const document = specWith(structuredClone(parts));
  expect(dropExtensions(document)).toBe(count);
  expect(document).toEqual(specWith(without));
});

const NAMED = { "x-a": {} };

test.each<[what: string, parts: JsonObject]>([
  ["a property", { components: { schemas: { A: { properties: NAMED, required: ["x-a"] } } } }],
  ["a component", { components: { schemas: NAMED } }],
  ["a response's header", { components: { responses: { A: { headers: NAMED } } } }],
  ["a variable of a server", { servers: [{ url: "/", variables: NAMED }] }],
  [
    "a scope",
    {
      components: {
        securitySchemes: { A: { type: "oauth2", flows: { implicit: { scopes: { "x-a": "" } } } } },
      },
    },
  ],
  ["a link", { components: { links: NAMED, responses: { A: { links: NAMED } } } }],
  ["a parameter of a link", { components: { responses: { A: { links: { B: { parameters: NAMED } } } } } }],
  ...["default", "enum", "const", "example", "examples", "required"].map((field): [string, JsonObject] => [
    `a name in ${field}`,
    { components: { schemas: { A: { [field]: [NAMED] } } } },
  ]),
  [
    "a name in a mapping",
    { components: { schemas: { A: { discriminator: { propertyName: "a", mapping: { "x-a": "A" } } } } } },
  ],
])("%s may have a name that begins with x-", (_what, parts) => {
  const document = specWith(structuredClone(parts));
  expect(dropExtensions(document)).toBe(0);
  expect(document).toEqual(specWith(parts));
});
