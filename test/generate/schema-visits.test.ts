import { expect, test } from "vitest";
import { forEachSchema } from "../../scripts/generate/schema-visits.ts";
import { specWith } from "../support/spec.ts";

test("each schema is corrected, the innermost first, and nothing else", () => {
  const document = specWith({
    paths: { "/a": { get: { parameters: [{ title: "parameter", schema: { title: "a" } }] } } },
    components: { schemas: { B: { title: "b", items: { title: "c", not: { title: "d" } } } } },
  });
  const titles: unknown[] = [];
  const correct = forEachSchema(({ title }, given) => {
    titles.push(title);
    return given === document && title !== "c";
  });
  expect(correct(document)).toBe(3);
  expect(titles).toEqual(["d", "c", "b", "a"]);
});
