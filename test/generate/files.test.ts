import { expect, test } from "vitest";
import { nameFiles, writeFilesAsText } from "../../scripts/generate/files.ts";
import type { Json, JsonObject } from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const FILE = { type: "string", format: "binary" };
const TEXT = { type: "string" };
const FORM = "multipart/form-data";
const SHARED = { $ref: "#/components/schemas/Shared" };

/** A document with a request of each media type, and a response. */
function documentOf(
  request: { [mediaType: string]: Json },
  response: { [mediaType: string]: Json },
  shared: Json,
) {
  const contentOf = (schemas: JsonObject) => ({
    content: Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }])),
  });
  return specWith({
    paths: { "/a": { post: { requestBody: contentOf(request), responses: { "200": contentOf(response) } } } },
    components: { schemas: { Shared: shared, Unused: FILE } },
  });
}
type Bodies = Parameters<typeof documentOf>;

/** Through JSON, so that its parts are not the test's. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const list = (items: Json) => ({ type: "array", items });

test.each<[what: string, before: Bodies, after: Bodies, count: number]>([
  ["a request", [{ "text/json": list(FILE) }, {}, {}], [{ "text/json": list(TEXT) }, {}, {}], 1],
  ["a response", [{}, { "a/b+json": FILE }, {}], [{}, { "a/b+json": TEXT }, {}], 1],
  ["no form", [{ [FORM]: FILE }, { "a/b": FILE }, {}], [{ [FORM]: FILE }, { "a/b": FILE }, {}], 0],
  ["a component", [{ "text/json": SHARED }, {}, FILE], [{ "text/json": SHARED }, {}, TEXT], 1],
  [
    "a component that a form has, too",
    [{ "text/json": SHARED, [FORM]: SHARED }, {}, FILE],
    [{ "text/json": SHARED, [FORM]: SHARED }, {}, { ...TEXT, "x-file-or-text": true }],
    1,
  ],
  [
    "no file beside text",
    [{ "text/json": { anyOf: [FILE, TEXT] } }, {}, {}],
    [{ "text/json": { anyOf: [FILE, TEXT] } }, {}, {}],
    0,
  ],
  [
    "a file beside another",
    [{ "text/json": { anyOf: [FILE, FILE] } }, {}, {}],
    [{ "text/json": { anyOf: [TEXT, TEXT] } }, {}, {}],
    2,
  ],
  [
    "another format",
    [{ "text/json": { ...TEXT, format: "date" } }, {}, {}],
    [{ "text/json": { ...TEXT, format: "date" } }, {}, {}],
    0,
  ],
])("files in JSON are text: %s", (_what, before, after, count) => {
  const document = copy(documentOf(...before));
  expect(writeFilesAsText(document)).toBe(count);
  expect(document).toEqual(documentOf(...after));
});

const union = (...anyOf: Json[]) => ({ type: "object", properties: { a: { anyOf } } });

test.each<[what: string, before: Bodies, after: Bodies, count: number]>([
  ["anything", [{ [FORM]: union({}, TEXT) }, {}, {}], [{ [FORM]: union(FILE, TEXT) }, {}, {}], 1],
  [
    "anything with annotations",
    [{ [FORM]: union({ title: "a" }, TEXT) }, {}, {}],
    [{ [FORM]: union({ ...FILE, title: "a" }, TEXT) }, {}, {}],
    1,
  ],
  ["a component", [{ [FORM]: SHARED }, {}, union({}, TEXT)], [{ [FORM]: SHARED }, {}, union(FILE, TEXT)], 1],
  ["not in JSON", [{ "text/json": union({}, TEXT) }, {}, {}], [{ "text/json": union({}, TEXT) }, {}, {}], 0],
  ["not in a response", [{}, { [FORM]: union({}, TEXT) }, {}], [{}, { [FORM]: union({}, TEXT) }, {}], 0],
  [
    "not without text",
    [{ [FORM]: union({}, FILE, true) }, {}, {}],
    [{ [FORM]: union({}, FILE, true) }, {}, {}],
    0,
  ],
  [
    "not what says more, or is no object",
    [{ [FORM]: union({ maxLength: 1 }, true, TEXT) }, {}, {}],
    [{ [FORM]: union({ maxLength: 1 }, true, TEXT) }, {}, {}],
    0,
  ],
])("in a form, what may be anything beside text is a file: %s", (_what, before, after, count) => {
  const document = copy(documentOf(...before));
  expect(nameFiles(document)).toBe(count);
  expect(document).toEqual(documentOf(...after));
});
