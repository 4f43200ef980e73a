import { describe, expect, it } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { describeValidators } from "../../scripts/generate/validator.ts";
import { assessImpact } from "../../scripts/impact/impact.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import * as compare from "../../scripts/update/compare.ts";
import { facadeSpec } from "../support/spec.ts";
import { INHERITED_NAMES } from "../../scripts/spec/openapi.ts";
import { fields, listChanges, revisionOf } from "./fixture.ts";

const text = { type: "string" };

/** createApiKey with this body, beside an operation with this parameter. */
function document(request: Json, response: Json, limit: JsonObject = {}): SpecDocument {
  const spec = facadeSpec(request, response, { Text: text });
  const parameters = [{ name: "limit", in: "query", schema: { ...text, ...limit } }];
  const get = { operationId: "listKeys", parameters, responses: { "200": { description: "OK" } } };
  return { ...spec, paths: { "/api_keys": { ...spec.paths["/api_keys"], get } } };
}

function renderSortedValidators(spec: SpecDocument) {
  return compare.renderSortedValidators(normalize(spec).document);
}

async function changesWith(before: SpecDocument, after: SpecDocument, changed?: "request" | "response") {
  const [revisionBefore, revisionAfter] = await Promise.all([before, after].map(revisionOf));
  const validators = { createApiKey: { request: "a", response: "b" } };
  const report = assessImpact(
    { ...revisionBefore!, validators },
    {
      ...revisionAfter!,
      validators: { createApiKey: { ...validators.createApiKey, ...(changed && { [changed]: "x" }) } },
    },
  );
  return listChanges(report);
}

const genericVerdict = (direction: string) =>
  `major * what the validator of createApiKey's ${direction} checks changed in a way that is not understood`;

describe("a validator that changed", () => {
  const base = document(fields({ a: text }), fields({ b: text }));
  it.each<[what: string, changed: "request" | "response", after: SpecDocument]>([
    ["nothing", "request", base],
    [
      "another operation's parameter",
      "request",
      document(fields({ a: text }), fields({ b: text }), { maxLength: 9 }),
    ],
    ["the other body", "request", document(fields({ a: text }), fields({ b: text, c: text }))],
    ["the other body", "response", document(fields({ a: text, c: text }), fields({ b: text }))],
    ["a default", "request", document(fields({ a: { ...text, default: "x" } }), fields({ b: text }))],
    ["a description", "request", document(fields({ a: { ...text, description: "x" } }), fields({ b: text }))],
  ])("is major and not understood if the spec changed only %s", async (_, changed, after) => {
    expect(await changesWith(base, after, changed)).toContain(genericVerdict(changed));
  });

  it.each<[direction: "request" | "response", after: SpecDocument]>([
    ["request", document(fields({ a: { ...text, maxLength: 9 } }), fields({ b: text }))],
    ["response", document(fields({ a: text }), fields({ b: { ...text, maxLength: 9 } }))],
  ])("is not reported if its own %s has a new limit", async (changed, after) => {
    expect(await changesWith(base, after, changed)).not.toContain(genericVerdict(changed));
  });
});

describe("the validators that are compared", () => {
  const closed = (properties: JsonObject, ...required: string[]) => ({
    ...fields(properties, ...required),
    additionalProperties: false,
  });
  const base = document(closed({ a: text, b: { ...text, enum: ["x", "y"] } }, "a", "b"), {});
  it.each<[what: string, body: JsonObject]>([
    ["the order of properties", closed({ b: { ...text, enum: ["x", "y"] }, a: text }, "a", "b")],
    ["the order of values", closed({ a: text, b: { ...text, enum: ["y", "x"] } }, "b", "a")],
    [
      "a description",
      { ...closed({ a: text, b: { ...text, enum: ["x", "y"] } }, "a", "b"), description: "x" },
    ],
    [
      "a reference in place of its target",
      closed({ a: { $ref: "#/components/schemas/Text" }, b: { ...text, enum: ["x", "y"] } }, "a", "b"),
    ],
  ])("are the same if only %s changed", (_, body) => {
    expect(renderSortedValidators(document(body, {}))).toEqual(renderSortedValidators(base));
  });

  it("differ if a limit changed", () => {
    const body = closed({ a: { ...text, maxLength: 9 }, b: { ...text, enum: ["x", "y"] } }, "a", "b");
    expect(renderSortedValidators(document(body, {}))).not.toEqual(renderSortedValidators(base));
  });

  const described = (spec: SpecDocument) => describeValidators(normalize(spec).document);
  const referring = (limit: JsonObject) => {
    const spec = document(fields({ a: { $ref: "#/components/schemas/Text" } }), {}, limit);
    return { ...spec, components: { schemas: { Text: { ...text, ...limit } } } };
  };
  it("have one description if only another operation or an annotation changed", () => {
    expect(described(document(closed({ a: text }), {}, { maxLength: 9 }))).toBe(
      described(document(closed({ a: { ...text, description: "x" } }), {})),
    );
  });

  it.each<[what: string, before: SpecDocument, after: SpecDocument]>([
    ["a limit", base, document(closed({ a: { ...text, maxLength: 9 } }), {})],
    ["a limit of a component", referring({}), referring({ maxLength: 9 })],
    ["the response", base, document(closed({ a: text }), { ...text, maxLength: 9 })],
    ["the version of OpenAPI", { ...base, openapi: "3.0.3" }, { ...base, openapi: "3.1.0" }],
  ])("have another description if %s changed", (_, before, after) => {
    expect(described(after)).not.toBe(described(before));
  });
});

describe("a property with a name that every object inherits", () => {
  const revise = async (spec: SpecDocument) => ({
    ...(await revisionOf(spec)),
    validators: renderSortedValidators(spec),
  });
  const added = (name: string) => ({
    ...fields({ a: text }),
    ...fields(
      Object.fromEntries([
        ["a", text],
        [name, text],
      ]),
    ),
  });
  const names = INHERITED_NAMES.filter((name) => name !== "__proto__");
  it.each([...names, "prototype"])("is added to createApiKey's bodies like any other: %s", async (name) => {
    const [before, request, response] = await Promise.all(
      [
        document(fields({ a: text }), fields({ a: text })),
        document(added(name), fields({ a: text })),
        document(fields({ a: text }), added(name)),
      ].map(revise),
    );
    const textsOf = (after: typeof before) =>
      assessImpact(before!, after!).changes.map(({ text: change }) => change);
    expect(textsOf(request)).toEqual([`request: optional property ${name} added`]);
    expect(textsOf(response)).toEqual([`response 200: property ${name} added`]);
  });
});
