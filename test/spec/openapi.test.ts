import { expect, test } from "vitest";
import {
  INHERITED_NAMES,
  isMethod,
  isObject,
  listOf,
  METHODS,
  nameOf,
  objectOf,
  operationsOf,
  ownValue,
  resolveReference,
  valueAt,
  valueAtPointer,
  type JsonObject,
} from "../../scripts/spec/openapi.ts";
import { specWith } from "../support/spec.ts";

const NAMES = "get put post delete options head patch trace";

test("the operations are those of all methods, in the order of the paths and of the methods", () => {
  const item = Object.fromEntries(NAMES.split(" ").map((method) => [method, { operationId: `${method}A` }]));
  const document = specWith({
    paths: {
      "/b": { summary: {}, parameters: [], trace: { operationId: "b" } },
      "/a": Object.fromEntries(Object.entries(item).reverse()),
    },
  });
  const operations = operationsOf(document).map(({ method, path, id }) => `${method} ${path} ${id}`);
  expect(operations).toEqual(["trace /b b", ...NAMES.split(" ").map((method) => `${method} /a ${method}A`)]);
  expect(METHODS).toEqual(NAMES.split(" "));
  expect([...METHODS, "GET", "parameters", ""].filter(isMethod)).toEqual(METHODS);
});

test("an operation has its value, and no operation is a list or null", () => {
  const value = { responses: {} };
  const document = specWith({ paths: { "/a": { get: value, post: [], put: null } } });
  expect(operationsOf(document)).toEqual([{ path: "/a", method: "get", id: "getA", value }]);
  expect(operationsOf(document)[0]?.value).toBe(value);
});

test.each<[paths: { [path: string]: JsonObject }, ids: string[]]>([
  [{ "/x402/balance/{walletAddress}": { get: {} } }, ["getX402BalanceWalletAddress"]],
  [{ "/api_keys/": { post: {} } }, ["postApiKeys"]],
  [{ "/": { get: {} } }, ["get"]],
  [{ "/x/{id}": { get: {} }, "/x/id": { get: {} } }, ["get_2fx_2f_7bid_7d", "get_2fx_2fid"]],
  [{ "/x/{id}": { get: {} }, "/x/id": { post: {} } }, ["getXId", "postXId"]],
  // One that the spec has written stays; the other, which would be the same, is made in another way.
  [{ "/x/{id}": { get: {} }, "/y": { get: { operationId: "getXId" } } }, ["get_2fx_2f_7bid_7d", "getXId"]],
  [{ "/x": { get: { operationId: "a" } }, "/y": { get: { operationId: "a" } } }, ["a", "a"]],
])("the operations of %j have the ids %j", (paths, ids) => {
  expect(operationsOf(specWith({ paths })).map(({ id }) => id)).toEqual(ids);
});

test("an operation's name is for people", () => {
  expect(nameOf({ id: "createApiKey", method: "post", path: "/api_keys", value: {} })).toBe(
    "createApiKey (POST /api_keys)",
  );
});

const DOCUMENT = specWith({
  components: {
    schemas: {
      A: { $ref: "#/components/schemas/B" },
      B: { type: "object", properties: { a: { $ref: "#/components/x/0" } } },
    },
    x: [{ type: "string" }],
  },
});

test("a reference is resolved to the end, and what is none stays as it is", () => {
  expect(resolveReference(DOCUMENT, { $ref: "#/components/schemas/A" })).toBe(
    valueAtPointer(DOCUMENT, "#/components/schemas/B"),
  );
  const plain = { type: "string", $ref: 1 };
  for (const value of [plain, [], null, true, "#/components/schemas/A", undefined])
    expect(resolveReference(DOCUMENT, value)).toBe(value);
  expect(resolveReference(DOCUMENT, { $ref: "#/components/schemas/C" })).toBeUndefined();
});

test("the value at keys is found through references at the beginning, between and at the end", () => {
  const from = { $ref: "#/components/schemas/A" };
  expect(valueAt(DOCUMENT, from, "properties", "a", "type")).toBe("string");
  expect(valueAt(DOCUMENT, from, "properties", "a")).toEqual({ type: "string" });
  expect(valueAt(DOCUMENT, from)).toBe(valueAtPointer(DOCUMENT, "#/components/schemas/B"));
  expect(valueAt(DOCUMENT, from, "properties", "b", "type")).toBeUndefined();
  expect(valueAt(DOCUMENT, undefined, "properties")).toBeUndefined();
  expect(valueAt(DOCUMENT, from, "type", "length")).toBeUndefined();
});

test("the value at a pointer is found in lists, too", () => {
  expect(valueAtPointer(DOCUMENT, "#/components/x/0/type")).toBe("string");
  expect(valueAtPointer(DOCUMENT, "#/components/x/1/type")).toBeUndefined();
  expect(valueAtPointer(DOCUMENT, "#/openapi/length")).toBeUndefined();
});

test("only an object is an object, and only a list a list", () => {
  const values = [{ a: 1 }, [1], null, "a", true, undefined];
  expect(values.map(isObject)).toEqual([true, false, false, false, false, false]);
  expect(values.map(objectOf)).toEqual([{ a: 1 }, {}, {}, {}, {}, {}]);
  expect(values.map(listOf)).toEqual([[], [1], [], [], [], []]);
});

test("an inherited value is not an object's own", () => {
  expect(INHERITED_NAMES).toEqual(expect.arrayContaining(["constructor", "toString", "__proto__"]));
  for (const name of INHERITED_NAMES) expect(ownValue({}, name)).toBeUndefined();
  expect(ownValue({ toString: 1 }, "toString")).toBe(1);
});
