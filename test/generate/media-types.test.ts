import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { render } from "../../scripts/generate/render.ts";
import { specWith } from "../support/spec.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

const object = (properties: JsonObject) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});
const text = { type: "string" };
const REQUEST = object({ apiKeyType: text, description: text });
const CREATED = object({ data: object({ apiKey: text, apiKeyType: text, description: text, id: text }) });
const PROBLEM = object({ title: text });

function specWithContent(request: JsonObject, success: JsonObject, others: JsonObject): SpecDocument {
  const response = (content: Json) => ({ description: "x", content });
  const post = {
    operationId: "createApiKey",
    requestBody: { required: true, content: request },
    responses: {
      "200": response(success),
      ...Object.fromEntries(Object.entries(others).map(([status, content]) => [status, response(content)])),
    },
  };
  const servers = [{ url: "https://api.example.com/v1" }];
  return specWith({ servers, paths: { "/api_keys": { post } } });
}

const JSON_TYPES = [
  "application/json; charset=utf-8",
  "application/problem+json",
  "application/vnd.venice.v1+json; charset=utf-8",
  "text/json",
  "*/*",
];

test.each(JSON_TYPES)("the facade takes the bodies of %s", async (type) => {
  const document = specWithContent(
    { [type]: { schema: REQUEST } },
    { [type]: { schema: CREATED } },
    { default: { [type]: { schema: PROBLEM } } },
  );
  const { files } = await render(document);
  const sent = type === "*/*" ? "application/json" : type;
  expect(files["generated/spec.ts"]).toContain(`CREATE_API_KEY_MEDIA_TYPE = "${sent}";`);
  const program = `
    import type { CreateApiKeyRequest, CreatedApiKey, ErrorBody } from "../src/schema.ts";
    export const request: CreateApiKeyRequest = { apiKeyType: "x", description: "x" };
    export const created: CreatedApiKey = { ...request, apiKey: "x", id: "x" };
    export const problem: ErrorBody = { title: "x" };
    // @ts-expect-error the title is text
    export const wrong: ErrorBody = { title: 1 };
  `;
  expect(() => {
    compileFacade(REPOSITORY, {
      ...files,
      "generated/spec.ts": `${String(files["generated/spec.ts"])}${program}`,
    });
  }).not.toThrow();
});

test("the facade takes JSON beside other media types and statuses", async () => {
  const csv = { "text/csv": { schema: text } };
  const document = specWithContent(
    { ...csv, "application/json": { schema: REQUEST } },
    { ...csv, "application/json": { schema: CREATED } },
    { "201": { "application/json": { schema: PROBLEM } }, "400": csv },
  );
  const { files } = await render(document);
  expect(() => {
    compileFacade(REPOSITORY, files);
  }).not.toThrow();
});

test.each(["201", "204", "2XX", "default"])("the facade takes a success that is %s", async (status) => {
  const json = { "application/json": { schema: REQUEST } };
  const document = specWithContent(json, {}, { "400": { "application/json": { schema: PROBLEM } } });
  const { responses } = document.paths["/api_keys"]?.["post"] as { responses: JsonObject };
  // A success without a body, and one that isn't JSON, are passed over.
  responses["200"] = { description: "x" };
  responses["203"] = { description: "x", content: { "text/csv": { schema: text } } };
  responses[status] = { description: "x", content: { "application/json": { schema: CREATED } } };
  const { files } = await render(document);
  const program = `
    import type { CreatedApiKey, ErrorBody } from "../src/schema.ts";
    export const created: CreatedApiKey = { apiKeyType: "x", description: "x", apiKey: "x", id: "x" };
    export const problem: ErrorBody = { title: "x" };
  `;
  expect(() => {
    compileFacade(REPOSITORY, {
      ...files,
      "generated/spec.ts": `${String(files["generated/spec.ts"])}${program}`,
    });
  }).not.toThrow();
});

test("the types are those of the media type that is sent, beside others", async () => {
  const patch = { "application/merge-patch+json": { schema: PROBLEM } };
  const document = specWithContent(
    { ...patch, "application/json": { schema: REQUEST } },
    { "application/json": { schema: CREATED } },
    {},
  );
  const { files } = await render(document);
  const program = `
    import type { CreateApiKeyRequest } from "../src/schema.ts";
    // @ts-expect-error it is no merge patch
    export const request: CreateApiKeyRequest = { title: "x" };
  `;
  expect(() => {
    compileFacade(REPOSITORY, {
      ...files,
      "generated/spec.ts": `${String(files["generated/spec.ts"])}${program}`,
    });
  }).not.toThrow();
});
