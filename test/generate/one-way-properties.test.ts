import { expect, test } from "vitest";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { compileValidators } from "../support/compile-validator.ts";
import { facadeSpec } from "../support/spec.ts";

const READ = { type: "string", readOnly: true };
const WRITE = { type: "string", writeOnly: true };
const object = (properties: JsonObject, ...required: string[]) => ({ type: "object", properties, required });
const KEY = object({ id: READ, secret: WRITE, name: { type: "string" } }, "id", "secret", "name");
const REFERENCE = { $ref: "#/components/schemas/Key" };

const SENT = { secret: "s", name: "n" };
const RECEIVED = { id: "i", name: "n" };

test.each<[where: string, schema: Json, wrap: (value: Json) => Json]>([
  ["inline", KEY, (value) => value],
  ["behind a reference", REFERENCE, (value) => value],
  ["in a list", { type: "array", items: REFERENCE }, (value) => [value]],
  ["in a property", object({ key: REFERENCE }, "key"), (key) => ({ key })],
  ["in allOf", { allOf: [REFERENCE, { type: "object" }] }, (value) => value],
  [
    "with required in another branch of allOf",
    { allOf: [object({ id: READ, secret: WRITE }), { ...object({}), required: ["id", "secret"] }] },
    (value) => value,
  ],
  [
    "with the flag behind a reference",
    object({ id: { allOf: [{ $ref: "#/components/schemas/Id" }] }, secret: WRITE }, "id", "secret"),
    (value) => value,
  ],
])(
  "a required property that is readOnly or writeOnly binds one direction: %s",
  async (_where, schema, wrap) => {
    const document = facadeSpec(structuredClone(schema), structuredClone(schema), { Key: KEY, Id: READ });
    const { validateRequest, validateResponse } = await compileValidators(document);
    expect([SENT, RECEIVED].map((value) => validateRequest(wrap(value)))).toEqual([true, false]);
    expect([SENT, RECEIVED].map((value) => validateResponse(wrap(value)))).toEqual([false, true]);
  },
);

test("a component that is sent and received keeps what each direction requires in the types", async () => {
  const types = await renderTypes(normalize(facadeSpec(REFERENCE, REFERENCE, { Key: KEY })).document);
  const declarations = types.slice(types.indexOf("schemas: {"), types.indexOf("responses: never"));
  expect(declarations).toMatch(/Key: \{\s*readonly id\?: string;\s*secret: string;\s*name: string/);
  expect(declarations).toMatch(/KeyResponse: \{\s*readonly id: string;\s*secret\?: string;\s*name: string/);
});

test("OpenAPI 3.1 requires such properties in both directions", async () => {
  const document = { ...facadeSpec(KEY, KEY), openapi: "3.1.0" };
  const { validateRequest, validateResponse } = await compileValidators(document);
  expect([validateRequest(SENT), validateResponse(RECEIVED)]).toEqual([false, false]);
});
