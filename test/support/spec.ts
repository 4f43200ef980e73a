import type { Json, JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";

/** The smallest document with these parts. */
export function specWith(parts: JsonObject): SpecDocument {
  return { openapi: "3.0.0", info: { title: "T", version: "1.0.0" }, paths: {}, ...parts };
}

const json = (schema: Json) => ({ content: { "application/json": { schema } } });

/** A document with the one operation that src/ offers, and the bodies of the case. */
export function facadeSpec(request: Json, response: Json = {}, schemas: JsonObject = {}): SpecDocument {
  const post = {
    operationId: "createApiKey",
    requestBody: json(request),
    responses: { "200": { description: "OK", ...json(response) } },
  };
  return specWith({ paths: { "/api_keys": { post } }, components: { schemas } });
}
