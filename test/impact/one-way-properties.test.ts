import { expect, test } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { changesBetween, specWithOperation, fields, specWithResponse, specWithRequest } from "./fixture.ts";

const TEXT = { type: "string" };
const READ = { ...TEXT, readOnly: true };
const WRITE = { ...TEXT, writeOnly: true };

/** createThing takes and gives the component K. */
function exchanging(K: JsonObject): SpecDocument {
  const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/K" } } } };
  return specWithOperation(
    { requestBody: { required: true, ...body }, responses: { "200": { description: "OK", ...body } } },
    { components: { schemas: { K } } },
  );
}

test.each<[what: string, before: SpecDocument, after: SpecDocument, changes: string[]]>([
  [
    "a request with a new required readOnly property, which it need not have",
    specWithRequest(fields({ a: TEXT }, "a")),
    specWithRequest(fields({ a: TEXT, id: READ }, "a", "id")),
    ["minor createThing request: optional property id added"],
  ],
  [
    "a response with a new required writeOnly property, which it need not have",
    specWithResponse(fields({ a: TEXT }, "a")),
    specWithResponse(fields({ a: TEXT, secret: WRITE }, "a", "secret")),
    ["minor createThing response 200: property secret added"],
  ],
  [
    "a component of both directions with a new required readOnly property",
    exchanging(fields({ a: TEXT }, "a")),
    exchanging(fields({ a: TEXT, id: READ }, "a", "id")),
    [
      "minor createThing request: optional property id added",
      "minor createThing response 200: property id added",
      "minor * component schemas.KResponse added",
    ],
  ],
  [
    "a required readOnly property that becomes an ordinary one",
    specWithRequest(fields({ a: TEXT, id: READ }, "a", "id")),
    specWithRequest(fields({ a: TEXT, id: TEXT }, "a", "id")),
    [
      "major createThing request: property id is now required",
      "minor createThing request: readOnly of id removed",
    ],
  ],
])("the impact follows readOnly and writeOnly for %s", async (_what, before, after, changes) => {
  expect(await changesBetween(before, after)).toEqual(changes);
});
