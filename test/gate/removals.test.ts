import { expect, test } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { missingOperations } from "../../scripts/gate/removals.ts";

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
