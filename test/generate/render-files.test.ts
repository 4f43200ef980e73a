/** What is written around the types, validators and samples, which are stand-ins. */
import { afterEach, expect, test, vi } from "vitest";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { facadeSpec } from "../support/spec.ts";

let types = "";
const ROOMS = ["types", "validator", "sample"];
afterEach(() => {
  for (const room of ROOMS) vi.doUnmock(`../../scripts/generate/${room}.ts`);
  vi.resetModules();
});

async function render(document: SpecDocument, written = "export type A = 1;", work: string[] = []) {
  types = written;
  vi.resetModules();
  vi.doMock("../../scripts/generate/types.ts", () => ({ renderTypes: () => Promise.resolve(types) }));
  vi.doMock("../../scripts/generate/validator.ts", () => ({
    renderValidators: () => ({ "v.js": "export  const v=1" }),
  }));
  vi.doMock("../../scripts/generate/sample.ts", () => ({
    renderSamples: () => ({ "s.ts": "export  const s=1" }),
  }));
  const { render } = await import("../../scripts/generate/render.ts");
  const { listenToWork } = await import("../../scripts/spec/progress.ts");
  listenToWork((each) => work.push(each));
  return render(document);
}

const BANNER = "// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md\n";
const DOCUMENT = {
  ...facadeSpec({ type: "object" }),
  servers: [{ url: 'https://a/"b"' }, { url: "https://c" }],
};

test("each file is formatted below the banner, in the order of the names, and the work is reported", async () => {
  const work: string[] = [];
  const { files, corrected } = await render(DOCUMENT, undefined, work);
  expect(Object.entries(files)).toEqual([
    ["generated/s.ts", `${BANNER}export const s = 1;\n`],
    ["generated/spec.ts", expect.stringContaining(BANNER)],
    ["generated/v.js", `${BANNER}export const v = 1;\n`],
    ["generated/venice.d.ts", `${BANNER}export type A = 1;\n`],
  ]);
  expect(work.filter((each) => each.startsWith("formatting"))).toEqual(
    Object.keys(files).map((name) => `formatting ${name}`),
  );
  expect(corrected.map(({ name }) => name)).toContain("null branches");
});

test("the spec's data are its version, its first server and the bodies of createApiKey", async () => {
  const { files } = await render(DOCUMENT);
  expect(files["generated/spec.ts"])
    .toBe(`${BANNER}/** The version of the spec that this package was made from. */
export const SPEC_VERSION = "1.0.0";
/** Where the spec says that the API is. */
export const SERVER_URL = 'https://a/"b"';
${/\/\*\* The options of openapi-fetch[\s\S]*?(?=\/\*\* The media type)/.exec(files["generated/spec.ts"]!)?.[0] ?? ""}/** The media type in which createApiKey sends its body. */
export const CREATE_API_KEY_MEDIA_TYPE = "application/json";
/** Where the spec documents the bodies of createApiKey. */
export interface CreateApiKeyBodies {
  request: "application/json";
  success: { status: 200; mediaType: "application/json" };
}
`);
});

test.each<[request: string, status: string, response: string, sent: string, success: string]>([
  ["text/json; a=b", "2XX", "a/b+json", "text/json; a=b", '{ status: "2XX"; mediaType: "a/b+json" }'],
  ["*/*", "201", "*/*", "application/json", '{ status: 201; mediaType: "*/*" }'],
])("the bodies are %s and %s %s", async (request, status, response, sent, success) => {
  const schema = { type: "object" };
  const post = {
    operationId: "createApiKey",
    requestBody: { content: { [request]: { schema } } },
    responses: { [status]: { description: "OK", content: { [response]: { schema } } } },
  };
  const { files } = await render({ ...DOCUMENT, paths: { "/api_keys": { post } } });
  const text = files["generated/spec.ts"];
  expect(text).toContain(`CREATE_API_KEY_MEDIA_TYPE = "${sent}";`);
  expect(text).toContain(`request: "${request}";`);
  expect(text).toContain(`success: ${success};`);
});

test("a document without servers has no address", async () => {
  const { files } = await render(facadeSpec({ type: "object" }));
  expect(files["generated/spec.ts"]).toContain('SERVER_URL = "";');
});

test("more code than 8 million characters is refused, with the largest part of the document", async () => {
  const document: SpecDocument = {
    ...facadeSpec({ type: "object" }, {}, { Small: {}, "Lar/ge": { description: "x".repeat(1_000) } }),
    servers: [],
  };
  const others = { responses: { R: { description: "x".repeat(500) } } };
  document["components"] = { ...(document["components"] as object), ...others };
  await expect(render(document, " ".repeat(8_000_000))).rejects.toThrow(
    /^the spec makes 800\d{4} characters of code; over 8000000 are not taken\. Its largest part is #\/components\/schemas\/Lar~1ge$/,
  );
  const path = { get: { description: "x".repeat(2_000), responses: {} } };
  const withPath = { ...document, paths: { ...document.paths, "/a": path } };
  await expect(render(withPath, " ".repeat(8_000_000))).rejects.toThrow(/Its largest part is #\/paths\/~1a$/);
});

test("8 million characters of code are taken", async () => {
  const { files } = await render(DOCUMENT);
  // Before it is formatted, the rest is shorter than after.
  const rest = Object.values(files).join("").length;
  await expect(render(DOCUMENT, " ".repeat(8_000_000 - rest))).resolves.toBeDefined();
});

test("Markdown is formatted as Prettier's check wants it", async () => {
  const { formatMarkdown } = await import("../../scripts/generate/render.ts");
  expect(await formatMarkdown("# A\n* b\n")).toBe("# A\n\n- b\n");
});
