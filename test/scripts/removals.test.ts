import { expect, test } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/lib/openapi.ts";
import { cutOperation, missingOperations } from "../../scripts/lib/removals.ts";

const named = (operationId: string) => ({ operationId, responses: {} });
function withPaths(paths: Record<string, JsonObject>): SpecDocument {
  return { openapi: "3.0.0", info: { version: "1.0.0" }, paths };
}

const BEFORE = withPaths({ "/keys": { get: named("listKeys"), post: named("createKey") } });

test.each<[what: string, after: SpecDocument, missing: string[]]>([
  ["the same operations", BEFORE, []],
  ["one more", withPaths({ ...BEFORE.paths, "/more": { get: named("more") } }), []],
  ["one under another id", withPaths({ "/keys": { get: named("listAll"), post: named("createKey") } }), []],
  [
    "all under another path",
    withPaths({ "/v2/keys": { get: named("listKeys"), post: named("createKey") } }),
    [],
  ],
  ["one less", withPaths({ "/keys": { post: named("createKey") } }), ["listKeys (GET /keys)"]],
  ["none", withPaths({}), ["listKeys (GET /keys)", "createKey (POST /keys)"]],
  [
    "one under another path and id",
    withPaths({ "/v2": { get: named("all"), post: named("createKey") } }),
    ["listKeys (GET /keys)"],
  ],
  [
    "one whose id another took over",
    withPaths({ "/keys": { post: named("listKeys") } }),
    ["listKeys (GET /keys)"],
  ],
])("%s: what is missing is named", (_what, after, missing) => {
  expect(missingOperations(BEFORE, after)).toEqual(missing);
});

const RESPONSES = { "200": { description: "OK" }, "400": { description: "Bad", content: { "a/b": {} } } };
const ENDING = (post: JsonObject) =>
  withPaths({ "/keys": { get: named("listKeys"), post: { operationId: "createKey", ...post } } });
const WHOLE = ENDING({ tags: ["a", "b"], responses: RESPONSES });
const CUT = "createKey (POST /keys)";

test.each<[what: string, after: SpecDocument, cut: string | undefined]>([
  ["the same operation", WHOLE, undefined],
  ["one response less", ENDING({ tags: ["a", "b"], responses: { "200": { description: "OK" } } }), CUT],
  [
    "a response without its body",
    ENDING({ tags: ["a", "b"], responses: { ...RESPONSES, "400": { description: "Bad" } } }),
    CUT,
  ],
  [
    "a description's first line alone",
    ENDING({ tags: ["a", "b"], responses: { "200": { description: "O" } } }),
    CUT,
  ],
  ["a tag less, and the rest as it was", ENDING({ tags: ["a"], responses: RESPONSES }), undefined],
  [
    "a response less that wasn't the last",
    ENDING({ tags: ["a", "b"], responses: { "400": RESPONSES["400"] } }),
    undefined,
  ],
  [
    "one response more",
    ENDING({ tags: ["a", "b"], responses: { ...RESPONSES, "500": { description: "No" } } }),
    undefined,
  ],
  ["another operation at the end", withPaths({ ...WHOLE.paths, "/more": { get: named("more") } }), undefined],
  [
    "a response less before the components",
    { ...ENDING({ tags: ["a", "b"], responses: {} }), components: {} },
    undefined,
  ],
  ["nothing", withPaths({}), undefined],
])("%s at the end: cut off is %s", (_what, after, cut) => {
  expect(cutOperation(WHOLE, after)).toBe(cut);
});
