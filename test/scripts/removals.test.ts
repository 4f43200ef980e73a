import { expect, test } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/lib/openapi.ts";
import { cutOffPlace, missingOperations } from "../../scripts/lib/removals.ts";
import { readSpec } from "../../scripts/lib/spec-gate.ts";
import { SMALL_SPEC } from "./project-copy.ts";
import { bytes } from "./tiny-spec.ts";

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
])("%s: what is missing is named", (_what, after, missing) => {
  expect(missingOperations(BEFORE, after)).toEqual(missing);
});

const pieces = (components: JsonObject) => ({ ...BEFORE, components });

test.each<[what: string, after: SpecDocument, end: string | undefined]>([
  ["the same", pieces({ a: { b: 1, c: [1, 2] } }), undefined],
  ["more at its end", pieces({ a: { b: 1, c: [1, 2, 3] } }), undefined],
  ["less in its middle", pieces({ a: { c: [1, 2] } }), undefined],
  ["its end moved forward", pieces({ a: { c: [1, 2], b: 1 } }), undefined],
  ["other content at its end", pieces({ a: { b: 1, d: 1 } }), undefined],
  ["less at its end", pieces({ a: { b: 1, c: [1] } }), "#/components/a/c/0"],
  ["nothing but its beginning", BEFORE, "#/paths//keys/post/responses"],
])("a document with %s was cut off at %s", (_what, after, end) => {
  expect(cutOffPlace(pieces({ a: { b: 1, c: [1, 2] } }), after)).toBe(end);
});

test("a spec that is cut off after any of its lines is never taken for whole", () => {
  const whole = readSpec(bytes(SMALL_SPEC));
  const lines = SMALL_SPEC.trimEnd().split("\n");
  const cuts = lines.map((_, count) => `${lines.slice(0, count).join("\n")}\n`);
  expect(cuts.filter((cut) => seemsWhole(whole, cut))).toEqual([]);
  expect(seemsWhole(whole, SMALL_SPEC)).toBe(true);
});

function seemsWhole(whole: SpecDocument, text: string): boolean {
  let document: SpecDocument;
  try {
    document = readSpec(bytes(text));
  } catch {
    return false;
  }
  return missingOperations(whole, document).length === 0 && cutOffPlace(whole, document) === undefined;
}
