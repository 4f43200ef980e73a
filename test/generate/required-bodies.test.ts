import { expect, test } from "vitest";
import { requireBodies } from "../../scripts/generate/required-bodies.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const json = (schema: Json) => ({ content: { "application/json": { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const NEEDS = { required: ["a"] };
const FREE = { required: [] };
const SCHEMAS = {
  Needs: NEEDS,
  Loop: { allOf: [ref("Loop")] },
  // It is met again while it is judged, and must not be taken for a schema that needs nothing after that.
  Twice: { allOf: [{ anyOf: [ref("Needs"), ref("Needs")] }] },
};

test.each<[what: string, body: JsonObject, isRequired: boolean]>([
  ["properties", json(NEEDS), true],
  ["no property of several", json(FREE), false],
  ["a flag, as draft 3 has it", json({ required: true }), false],
  ["nothing", json({}), false],
  ["a reference", json(ref("Needs")), true],
  ["a boolean", json(true), false],
  ["one part of allOf", json({ allOf: [FREE, NEEDS] }), true],
  ["no part of allOf", json({ allOf: [FREE, {}] }), false],
  ["all branches of anyOf", json({ anyOf: [NEEDS, ref("Needs")] }), true],
  ["a branch of anyOf", json({ anyOf: [NEEDS, FREE] }), false],
  ["all branches of oneOf", json({ oneOf: [NEEDS, NEEDS] }), true],
  ["a branch of oneOf", json({ oneOf: [FREE, NEEDS] }), false],
  ["no branch, as there are none", json({ anyOf: [], oneOf: [] }), false],
  ["a schema inside itself", json(ref("Loop")), false],
  ["a schema that is met twice", json(ref("Twice")), true],
  ["a form among others", { content: { "text/plain": {}, "multipart/form-data": { schema: NEEDS } } }, true],
  ["no content", {}, false],
])("a request body is required if a value needs %s", (_what, body, isRequired) => {
  const post = { requestBody: structuredClone(body) };
  const document = specWith({ paths: { "/a": { post } }, components: { schemas: SCHEMAS } });
  expect(requireBodies(document)).toBe(isRequired ? 1 : 0);
  expect(post.requestBody).toEqual(isRequired ? { ...body, required: true } : body);
});

test("a body that says whether it is required stays as it is", () => {
  for (const required of [true, false]) {
    const document = specWith({ paths: { "/a": { post: { requestBody: { ...json(NEEDS), required } } } } });
    const before = structuredClone(document);
    expect(requireBodies(document)).toBe(0);
    expect(document).toEqual(before);
  }
});

test("a body that two operations share is counted once, and an operation without one never", () => {
  const operation = { requestBody: { $ref: "#/components/requestBodies/B" } };
  const document = specWith({
    paths: { "/a": { post: operation, put: operation, get: {} } },
    components: { requestBodies: { B: json(NEEDS) } },
  });
  expect(requireBodies(document)).toBe(1);
  expect(document["components"]).toEqual({ requestBodies: { B: { ...json(NEEDS), required: true } } });
});
