import { expect, test } from "vitest";
import { operationsOf, type Json } from "../../scripts/spec/openapi.ts";
import { parametersOf } from "../../scripts/spec/parameters.ts";
import { specWith } from "../support/spec.ts";

const parameter = (place: string, name: string, description: string) => ({ in: place, name, description });

function namesOf(ofPath: Json, own: Json): Json[] {
  const document = specWith({
    paths: { "/a": { parameters: ofPath, get: { parameters: own } } },
    components: { parameters: { P: parameter("query", "p", "referred") } },
  });
  return operationsOf(document).flatMap((operation) =>
    parametersOf(document, operation).map(({ description = null }) => description),
  );
}

const REFERENCE = { $ref: "#/components/parameters/P" };

test.each<[what: string, ofPath: Json, own: Json, want: Json[]]>([
  ["both", [parameter("query", "a", "path")], [parameter("query", "b", "own")], ["path", "own"]],
  ["a replacement", [parameter("query", "a", "path")], [parameter("query", "a", "own")], ["own"]],
  [
    "the same name in another place",
    [parameter("query", "a", "path")],
    [parameter("header", "a", "own")],
    ["path", "own"],
  ],
  ["references", [REFERENCE], [REFERENCE, parameter("header", "h", "own")], ["referred", "own"]],
  [
    "one that replaces another of the same list",
    [],
    [parameter("query", "a", "1"), parameter("query", "a", "2")],
    ["2"],
  ],
  ["no list", {}, null, []],
  ["what is no object", [null, "a"], [1], []],
])("an operation has the parameters of its path, and its own: %s", (_what, ofPath, own, want) => {
  expect(namesOf(ofPath, own)).toEqual(want);
});
