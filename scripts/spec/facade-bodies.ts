import { VALIDATED_OPERATIONS } from "./facade-operations.ts";
import { isObject, operationsOf, valueAt, type Json, type JsonObject, type SpecDocument } from "./openapi.ts";
import { Refusal } from "./refusal.ts";

/** The two JSON bodies of an operation that src/ offers. */
export interface FacadeBodies {
  operationId: string;
  /** For file names: `create-api-key`. */
  stem: string;
  request: JsonObject;
  response: JsonObject;
}

export function facadeBodies(document: SpecDocument): FacadeBodies[] {
  return VALIDATED_OPERATIONS.map((id) => {
    const operation = operationsOf(document).find((candidate) => candidate.id === id)?.value;
    if (!operation)
      throw new Refusal(`The spec has no operation ${id}, which src/ offers: it was removed or renamed.`);
    return {
      operationId: id,
      stem: id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      request: jsonBody(document, operation["requestBody"], `${id} request`),
      response: jsonBody(document, valueAt(document, operation, "responses", "200"), `${id} 200 response`),
    };
  });
}

function jsonBody(document: SpecDocument, body: Json | undefined, where: string): JsonObject {
  const content = valueAt(document, body, "content");
  const types = isObject(content) ? Object.keys(content).filter((type) => JSON_MEDIA_TYPE.test(type)) : [];
  const type = types.find((each) => each === "application/json") ?? types[0];
  const schema = type && valueAt(document, content, type, "schema");
  if (!isObject(schema)) throw new Refusal(`The ${where} has no application/json schema, which src/ needs.`);
  return schema;
}

/** With parameters, and of formats on top of JSON, as the type in src/schema.ts has it. */
const JSON_MEDIA_TYPE = /^application\/(.*\+)?json(;.*)?$/;
