import { describe, expect, test } from "vitest";
import { resolveAddresses } from "../../scripts/gate/addresses.ts";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { walk, type Visit } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

/** The schemas once their addresses are resolved. */
function resolve(given: JsonObject, openapi = "3.1.0"): JsonObject {
  // A case may be tried more than once.
  const schemas = structuredClone(given);
  const document = specWith({ openapi, components: { schemas } });
  resolveAddresses(document, positionsOf(document));
  return schemas;
}
function positionsOf(document: SpecDocument): Map<string, Visit> {
  return new Map(Array.from(walk(document, "document", "#"), (visit) => [visit.at, visit]));
}
const S = "#/components/schemas";

test.each<[what: string, given: JsonObject, reference: string | undefined]>([
  ["an anchor of the document", { A: { $anchor: "_a.b-1" }, B: { $ref: "#_a.b-1" } }, `${S}/A`],
  ["an address", { A: { $id: "/a" }, B: { $ref: "/a" } }, `${S}/A`],
  [
    "an absolute address",
    { A: { $id: "https://a.example/a" }, B: { $ref: "https://a.example/a" } },
    `${S}/A`,
  ],
  ["an address with an empty fragment", { A: { $id: "a#" }, B: { $ref: "a" } }, `${S}/A`],
  ["an address with an empty fragment in the reference", { A: { $id: "a" }, B: { $ref: "a#" } }, `${S}/A`],
  [
    "an anchor at an address",
    { A: { $id: "a", items: { $anchor: "b" } }, B: { $ref: "a#b" } },
    `${S}/A/items`,
  ],
  [
    "a pointer below an address",
    { A: { $id: "a", properties: { "b c": {} } }, B: { $ref: "a#/properties/b%20c" } },
    `${S}/A/properties/b c`,
  ],
  [
    "an address in an address",
    { A: { $id: "https://a.example/x/y", items: { $id: "z" } }, B: { $ref: "https://a.example/x/z" } },
    `${S}/A/items`,
  ],
  ["a pointer to nothing below an address", { A: { $id: "a" }, B: { $ref: "a#/items" } }, "a#/items"],
  ["a bad pointer below an address", { A: { $id: "a" }, B: { $ref: "a#/%E0" } }, "a#/%E0"],
  ["an unknown address", { A: { $id: "a" }, B: { $ref: "b#c" } }, "b#c"],
  ["a pointer", { A: { $id: "a" }, B: { $ref: `${S}/A` } }, `${S}/A`],
  ["the root", { A: { $id: "a" }, B: { $ref: "#" } }, "#"],
  [
    "the document's invented address",
    { A: { $id: "a" }, B: { $ref: "https://document.invalid/" } },
    "https://document.invalid/",
  ],
  ["the document's invented address with an anchor", { A: { $anchor: "a" }, B: { $ref: "/#a" } }, "/#a"],
  ["what is no URL", { A: { $id: "a" }, B: { $ref: "http://" } }, "http://"],
  [
    "what is written twice alike",
    { A: { $anchor: "a", type: "string" }, C: { $anchor: "a", type: "string" }, B: { $ref: "#a" } },
    `${S}/A`,
  ],
])("a reference to %s", (_what, given, reference) => {
  expect(resolve(given)["B"]).toEqual({ $ref: reference });
});

test("a reference that is no text stays as it is", () => {
  expect(resolve({ A: { $id: "a" }, B: { $ref: ["a"] } })["B"]).toEqual({ $ref: ["a"] });
});

test("a relative reference and an anchor belong to the innermost schema with an address", () => {
  const schemas = resolve({
    A: {
      $id: "https://a.example/",
      items: { $ref: "#n" },
      not: { $anchor: "n" },
      properties: { c: { $id: "c", items: { $ref: "#n" }, not: { $anchor: "n" } } },
    },
    AB: { $anchor: "n", items: { $ref: "#n" } },
  });
  expect(schemas).toEqual({
    A: {
      items: { $ref: `${S}/A/not` },
      not: {},
      properties: { c: { items: { $ref: `${S}/A/properties/c/not` }, not: {} } },
    },
    AB: { items: { $ref: `${S}/AB` } },
  });
});

test.each<[what: string, given: JsonObject, problem: string]>([
  ["an empty address", { A: { $id: "" } }, `${S}/A/$id: "" is no address of a schema`],
  ["a number as an address", { A: { $id: 1 } }, `${S}/A/$id: 1 is no address of a schema`],
  ["an address that is none", { A: { $id: "http://" } }, `${S}/A/$id: "http://" is no address of a schema`],
  ["an address with a fragment", { A: { $id: "a#b" } }, `${S}/A/$id: "a#b" is no address of a schema`],
  ["a number as an anchor", { A: { $anchor: 1 } }, `${S}/A/$anchor: 1 is no name of an anchor`],
  ["a list as an anchor", { A: { $anchor: ["a"] } }, `${S}/A/$anchor: ["a"] is no name of an anchor`],
  ["a list as an address", { A: { $id: ["a"] } }, `${S}/A/$id: ["a"] is no address of a schema`],
  ["an anchor with a slash", { A: { $anchor: "a/" } }, `${S}/A/$anchor: "a/" is no name of an anchor`],
  [
    "an anchor that begins with a digit",
    { A: { $anchor: "1a" } },
    `${S}/A/$anchor: "1a" is no name of an anchor`,
  ],
  [
    "a reference to a missing anchor",
    { A: { $id: "a" }, B: { $ref: "#b" } },
    `${S}/B/$ref: "#b" names no $anchor of the document`,
  ],
  [
    "an anchor that two have",
    { A: { $anchor: "a" }, C: { $anchor: "a", type: "string" }, B: { $ref: "#a" } },
    `${S}/C has the same $id or $anchor as ${S}/A, to which something refers`,
  ],
  [
    "an address that two have",
    { A: { $id: "a" }, C: { $id: "a", type: "string" }, B: { $ref: "a" } },
    `${S}/C has the same $id or $anchor as ${S}/A, to which something refers`,
  ],
])("%s is refused", (_what, given, problem) => {
  expect(() => resolve(given)).toThrow(Refusal);
  expect(() => resolve(given)).toThrow(problem);
});

describe("both keywords are removed", () => {
  test("even if two schemas have the same, to which nothing refers", () => {
    expect(resolve({ A: { $anchor: "a" }, C: { $anchor: "a", type: "string" } })).toEqual({
      A: {},
      C: { type: "string" },
    });
  });

  test("in OpenAPI 3.0, which has neither, without being read", () => {
    expect(resolve({ A: { $id: 1, $anchor: 2 }, B: { $ref: "#a" } }, "3.0.3")).toEqual({
      A: {},
      B: { $ref: "#a" },
    });
  });

  test("from schemas alone", () => {
    const example = { $id: "a", $anchor: "b" };
    expect(resolve({ A: { $id: "c", example } })).toEqual({ A: { example } });
    const response = () => ({ $id: "a", $anchor: 1, $ref: "#b" });
    const document = specWith({ openapi: "3.1.0", components: { responses: { A: response() } } });
    resolveAddresses(document, positionsOf(document));
    expect(document["components"]).toEqual({ responses: { A: response() } });
  });
});
