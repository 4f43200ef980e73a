/** What venice.api sends for the parameters that a spec describes: its requests, and the programs that compile. */
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { render } from "../../scripts/generate/render.ts";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";
import { createVeniceClient } from "../../src/index.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";
import { installSerializers, restoreSerializers } from "../support/request-serializers.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

const text = { type: "string" };
const list = { type: "array", items: text };
const color = {
  type: "object",
  properties: { R: { type: "integer" }, G: { type: "integer" }, B: { type: "integer" } },
};
const LIST = ["blue", "black", "brown"];
const COLOR = { R: 100, G: 200, B: 150 };
const json = (schema: Json) => ({ content: { "application/json": { schema } } });

/** A spec with one operation more: `GET /x`, or with a path parameter `GET /x/{…}`. */
function specWith(...parameters: JsonObject[]): SpecDocument {
  const named = parameters.filter((parameter) => parameter["in"] === "path");
  const path = ["/x", ...named.map(({ name }) => `{${name as string}}`)].join("/");
  const get = { operationId: "getX", parameters, responses: { "200": { description: "OK" } } };
  const document = parse(SMALL_SPEC) as SpecDocument;
  return { ...document, openapi: "3.1.0", paths: { ...document.paths, [path]: { get } } };
}

afterEach(restoreSerializers);

/** What is sent for a call of `GET /x`: the URL behind the base URL, and the headers. */
async function sent(
  document: SpecDocument,
  options: object,
): Promise<{ url: string; headers: Record<string, string> }> {
  await installSerializers(document);
  const requests: { url: string; headers: Record<string, string> }[] = [];
  const baseUrl = "https://api.venice.ai/api/v1";
  const { api } = createVeniceClient({
    apiKey: "key",
    fetch: (url, init) => {
      requests.push({
        url: (url as string).slice(baseUrl.length),
        headers: init?.headers as Record<string, string>,
      });
      return Promise.resolve(Response.json({}));
    },
  });
  const path = Object.keys(document.paths).find((key) => key.startsWith("/x"))!;
  await (api.GET as (path: string, options: object) => Promise<unknown>)(path, options);
  return requests[0]!;
}

type Row = [parameter: JsonObject, value: unknown, expected: string];
const q = (schema: Json, style?: string, explode?: boolean): JsonObject => ({
  in: "query",
  name: "color",
  schema,
  ...(style !== undefined && { style }),
  ...(explode !== undefined && { explode }),
});
const p = (schema: Json, style?: string, explode?: boolean): JsonObject => ({
  ...q(schema, style, explode),
  in: "path",
  required: true,
});

/** The table of style examples of OpenAPI 3.1. */
const STYLES: Row[] = [
  [p(text, "matrix"), "blue", "/x/;color=blue"],
  [p(list, "matrix", false), LIST, "/x/;color=blue,black,brown"],
  [p(list, "matrix", true), LIST, "/x/;color=blue;color=black;color=brown"],
  [p(color, "matrix", false), COLOR, "/x/;color=R,100,G,200,B,150"],
  [p(color, "matrix", true), COLOR, "/x/;R=100;G=200;B=150"],
  [p(text, "label"), "blue", "/x/.blue"],
  [p(list, "label", false), LIST, "/x/.blue,black,brown"],
  [p(list, "label", true), LIST, "/x/.blue.black.brown"],
  [p(color, "label", false), COLOR, "/x/.R,100,G,200,B,150"],
  [p(color, "label", true), COLOR, "/x/.R=100.G=200.B=150"],
  [p(list, "simple", false), LIST, "/x/blue,black,brown"],
  [p(list, "simple", true), LIST, "/x/blue,black,brown"],
  [p(color), COLOR, "/x/R,100,G,200,B,150"],
  [p(color, "simple", true), COLOR, "/x/R=100,G=200,B=150"],
  [q(text), "blue", "/x?color=blue"],
  [q(text), "", "/x?color="],
  [q(list, "form", false), LIST, "/x?color=blue,black,brown"],
  [q(list, "form", true), LIST, "/x?color=blue&color=black&color=brown"],
  [q(color, "form", false), COLOR, "/x?color=R,100,G,200,B,150"],
  [q(color), COLOR, "/x?R=100&G=200&B=150"],
  [q(list, "spaceDelimited"), LIST, "/x?color=blue%20black%20brown"],
  [q(list, "spaceDelimited", true), LIST, "/x?color=blue&color=black&color=brown"],
  [q(color, "spaceDelimited"), COLOR, "/x?color=R%20100%20G%20200%20B%20150"],
  [q(list, "pipeDelimited"), LIST, "/x?color=blue|black|brown"],
  [q(color, "pipeDelimited"), COLOR, "/x?color=R|100|G|200|B|150"],
  [q(color, "deepObject", true), COLOR, "/x?color[R]=100&color[G]=200&color[B]=150"],
  [q({}), COLOR, "/x?R=100&G=200&B=150"],
  [q({ anyOf: [text, color] }), "blue", "/x?color=blue"],
];

const FURTHER: Row[] = [
  [
    { in: "query", name: "color", ...json(color) },
    COLOR,
    `/x?color=${encodeURIComponent(JSON.stringify(COLOR))}`,
  ],
  [{ in: "query", name: "color", ...json(list) }, [], "/x?color=%5B%5D"],
  [{ in: "query", name: "color", ...json(text) }, "blue", "/x?color=%22blue%22"],
  [{ in: "query", name: "color", ...json({ type: ["object", "null"] }) }, null, "/x?color=null"],
  [{ in: "query", name: "color", ...json(text) }, undefined, "/x"],
  [{ in: "path", name: "color", required: true, ...json(color) }, { R: 1 }, "/x/%7B%22R%22%3A1%7D"],
  [{ in: "query", name: "color", content: { "text/plain": { schema: text } } }, "a b", "/x?color=a%20b"],
  [
    { in: "query", name: "color", content: { "application/vnd.v1+json; charset=utf-8": { schema: list } } },
    ["a"],
    "/x?color=%5B%22a%22%5D",
  ],
  [q(list, "form", false), ["a,b", "c&d"], "/x?color=a%2Cb,c%26d"],
  [q(list, "form", false), [], "/x"],
  [q(list, "form", false), [null, "a"], "/x?color=a"],
  [q({ type: "object" }, "deepObject"), { "a&b": "c=d" }, "/x?color[a%26b]=c%3Dd"],
  [{ ...q(text), name: "a&b#c" }, "1", "/x?a%26b%23c=1"],
  [{ ...p(text), name: ".id" }, "7", "/x/7"],
];

describe("venice.api sends a parameter as the spec says", () => {
  it.each([...STYLES, ...FURTHER])("%j with the value %j", async (parameter, value, expected) => {
    const group = parameter["in"] as string;
    const { url } = await sent(specWith(parameter), {
      params: { [group]: { [parameter["name"] as string]: value } },
    });
    expect(url).toBe(expected);
  });

  it.each<[parameter: JsonObject, value: unknown, name: string, expected: string | undefined]>([
    [{ in: "header", name: "X-Color", schema: color }, COLOR, "x-color", "R,100,G,200,B,150"],
    [{ in: "header", name: "X-Color", schema: color, explode: true }, COLOR, "x-color", "R=100,G=200,B=150"],
    [{ in: "header", name: "X-Color", schema: list }, LIST, "x-color", "blue, black, brown"],
    [{ in: "header", name: "X-Color", ...json(color) }, COLOR, "x-color", JSON.stringify(COLOR)],
    [{ in: "header", name: "X-Color", ...json(text) }, "naïve 😀", "x-color", '"na\\u00efve \\ud83d\\ude00"'],
    [{ in: "header", name: "X-Color", ...json(text) }, undefined, "x-color", undefined],
    [{ in: "cookie", name: "color", schema: text }, "a; b", "cookie", "color=a%3B%20b"],
    [{ in: "cookie", name: "color", schema: list, explode: false }, LIST, "cookie", "color=blue,black,brown"],
    [{ in: "cookie", name: "color", schema: color }, COLOR, "cookie", "R=100; G=200; B=150"],
    [{ in: "cookie", name: "color", ...json(color) }, { R: 1 }, "cookie", "color=%7B%22R%22%3A1%7D"],
    [{ in: "cookie", name: "color", schema: text }, undefined, "cookie", undefined],
  ])("%j with the value %j in a header", async (parameter, value, name, expected) => {
    const group = parameter["in"] as string;
    const { headers } = await sent(specWith(parameter), {
      params: { [group]: { [parameter["name"] as string]: value } },
    });
    expect(headers[name]).toBe(expected);
  });

  it("beside others, which stay as openapi-fetch writes them", async () => {
    const spec = specWith(
      { in: "query", name: "filter", ...json(color) },
      { in: "query", name: "tags", schema: list },
      { in: "query", name: "constructor", schema: text },
      { in: "path", name: "id", required: true, schema: text },
      { in: "header", name: "X-A", schema: text },
      { in: "cookie", name: "a", schema: text },
      { in: "cookie", name: "b", schema: text },
    );
    const { url, headers } = await sent(spec, {
      headers: { "x-own": "1" },
      params: {
        query: { filter: { R: 1 }, tags: ["a", "b"], constructor: "c" },
        path: { id: "a/b" },
        header: { "X-A": "x" },
        cookie: { a: "1", b: "2" },
      },
    });
    expect(url).toBe("/x/a%2Fb?filter=%7B%22R%22%3A1%7D&tags=a&tags=b&constructor=c");
    expect(headers).toMatchObject({ "x-own": "1", "x-a": "x", cookie: "a=1; b=2" });
  });

  it("unless the caller brings a serializer", async () => {
    const spec = specWith({ in: "query", name: "color", ...json(color) });
    const { url } = await sent(spec, { params: { query: { color: COLOR } }, querySerializer: () => "own=1" });
    expect(url).toBe("/x?own=1");
  });

  it("but refuses what its style can't write", async () => {
    const call = sent(specWith(q(color)), { params: { query: { color: { R: { G: 1 } } } } });
    await expect(call).rejects.toMatchObject({ name: "VeniceConfigError", outcome: "not_created" });
  });
});

it("a parameter that is sent as JSON has the type of its schema", async () => {
  const spec = specWith(
    { in: "query", name: "filter", required: true, ...json(color) },
    {
      in: "header",
      name: "X-File",
      ...json({ type: "object", properties: { file: { type: "string", format: "binary" } } }),
    },
    { in: "query", name: "plain", content: { "text/plain": { schema: { type: "integer" } } } },
    { in: "query", name: "binary", schema: { type: "string", format: "binary" } },
  );
  const { files } = await render(spec);
  const program = `
    import type { VeniceApi } from "../src/api.ts";
    declare const api: VeniceApi;
    export const right = api.GET("/x", { params: { query: { filter: { R: 1 }, plain: "1", binary: "x" }, header: { "X-File": { file: "x" } } } });
    // @ts-expect-error R is a number
    export const wrong = api.GET("/x", { params: { query: { filter: { R: "1" } } } });
    // @ts-expect-error it is required
    export const missing = api.GET("/x");
  `;
  compileFacade(REPOSITORY, {
    ...files,
    "generated/spec.ts": `${String(files["generated/spec.ts"])}${program}`,
  });
});

it("a spec whose parameters openapi-fetch sends right adds no code", async () => {
  const { files } = await render(
    specWith(q(text), q(list), p(text), { in: "header", name: "X-A", schema: list }),
  );
  expect(Object.keys(files)).not.toContain("generated/serialize-parameters.ts");
  expect(files["generated/spec.ts"]).toContain("| undefined } = {};");
});
