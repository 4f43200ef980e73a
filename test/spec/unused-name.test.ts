import { expect, test } from "vitest";
import { unusedName } from "../../scripts/spec/unused-name.ts";

test.each<[wanted: string, taken: string[], name: string]>([
  ["A", [], "A"],
  ["A", ["A", "A_"], "A__"],
  ["a/b c", [], "a_b_c"],
  ["a.b-c_1", [], "a.b-c_1"],
  ["a b", ["a_b"], "a_b_"],
  ["constructor", [], "constructor"],
])("the name %j beside %j becomes %s", (wanted, taken, name) => {
  expect(unusedName(Object.fromEntries(taken.map((each) => [each, {}])), wanted)).toBe(name);
});
