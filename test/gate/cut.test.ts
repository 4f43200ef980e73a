import { expect, test } from "vitest";
import { signOfCut } from "../../scripts/gate/cut.ts";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";

const named = (operationId: string) => ({ operationId, responses: {} });
function withPaths(paths: Record<string, JsonObject>): SpecDocument {
  return { openapi: "3.0.0", info: { version: "1.0.0" }, paths };
}
/** Bytes that no other has, so that only the document tells. */
let made = 0;
const spec = (document: SpecDocument) => ({ bytes: Buffer.from(`a: ${made++}\n`), document });

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
  ["a key without its value", ENDING({ tags: ["a", "b"], responses: { "200": { description: null } } }), CUT],
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
  const sign = signOfCut(spec(WHOLE), spec(after));
  expect(sign).toBe(cut && `it ends within ${cut}, whose end the snapshot has`);
});

test.each<[what: string, text: string, isCut: boolean]>([
  ["whole lines", "a: b\nc: e\n", false],
  ["a last line that the snapshot has", "a: b\n  a: b", false],
  ["a last line that the snapshot has, and spaces", "x: y\na: b  ", false],
  ["the beginning of a line", "x: y\na", true],
  ["JSON", "{}", false],
])("%s: cut off is %s", (_what, text, isCut) => {
  const sign = signOfCut(
    { ...spec(WHOLE), bytes: Buffer.from("a: b\nc: d\n") },
    { ...spec(WHOLE), bytes: Buffer.from(text) },
  );
  expect(sign === "its last line has no end").toBe(isCut);
});

test("the first publication must end its last line", () => {
  expect(signOfCut(undefined, { ...spec(WHOLE), bytes: Buffer.from("a: b") })).toBe(
    "its last line has no end",
  );
});

test("the snapshot's own beginning is a cut", () => {
  const [whole, part] = ["a: b\nc: d\n", "a: b\n"].map((text) => ({
    ...spec(WHOLE),
    bytes: Buffer.from(text),
  }));
  expect(signOfCut(whole, part!)).toBe("it is the first 5 of the snapshot's 10 bytes");
});
