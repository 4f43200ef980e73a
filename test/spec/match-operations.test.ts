import { expect, test } from "vitest";
import { matchOperations } from "../../scripts/spec/match-operations.ts";
import type { Operation } from "../../scripts/spec/openapi.ts";

/** From `get /a id`. */
function operation(text: string): Operation {
  const [method = "", path = "", id = ""] = text.split(" ");
  return { method, path, id, value: {} };
}
const show = (each: Operation | undefined) => each && `${each.method} ${each.path} ${each.id}`;

test.each<[what: string, before: string[], after: string[], matches: (string | undefined)[][]]>([
  ["the same route", ["get /a a"], ["get /a a"], [["get /a a", "get /a a"]]],
  ["the same route with another id", ["get /a a"], ["get /a b"], [["get /a a", "get /a b"]]],
  ["the same id on another path", ["get /a a"], ["get /b a"], [["get /a a", "get /b a"]]],
  ["the same id with another method", ["get /a a"], ["post /a a"], [["get /a a", "post /a a"]]],
  [
    "neither route nor id",
    ["get /a a"],
    ["get /b b"],
    [
      [undefined, "get /b b"],
      ["get /a a", undefined],
    ],
  ],
  ["an addition", [], ["get /a a"], [[undefined, "get /a a"]]],
  ["a removal", ["get /a a"], [], [["get /a a", undefined]]],
  // The route that stayed is met last, and yet goes first.
  [
    "an id that moved to a route before that of one that stayed",
    ["get /a a"],
    ["get /b a", "get /a c"],
    [
      [undefined, "get /b a"],
      ["get /a a", "get /a c"],
    ],
  ],
  [
    "an id that two have now",
    ["get /a a"],
    ["get /b a", "get /c a"],
    [
      ["get /a a", "get /b a"],
      [undefined, "get /c a"],
    ],
  ],
  [
    "routes that two operations have exchanged",
    ["get /a a", "get /b b"],
    ["get /a b", "get /b a"],
    [
      ["get /a a", "get /a b"],
      ["get /b b", "get /b a"],
    ],
  ],
])("operations are matched by route, then by id: %s", (_what, before, after, matches) => {
  const found = matchOperations(before.map(operation), after.map(operation));
  expect(found.map((match) => [show(match.before), show(match.after)])).toEqual(matches);
});
