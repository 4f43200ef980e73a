import { VALIDATED_OPERATIONS } from "./facade-operations.ts";
import { pickJsonMediaType } from "./media-types.ts";
import { isObject, objectOf, operationsOf, valueAt } from "./openapi.ts";
import type { Json, JsonObject, SpecDocument } from "./openapi.ts";
import { Refusal } from "./refusal.ts";

/** A body that is read or written as JSON. */
interface JsonBody {
  /** As the spec writes it; it may be a range, such as any type. */
  mediaType: string;
  schema: JsonObject;
}

/** The two JSON bodies of an operation that src/ offers. */
export interface FacadeBodies {
  operationId: string;
  /** For file names: `create-api-key`. */
  stem: string;
  request: JsonBody;
  /** Of the first success that has JSON. `status` is as the spec writes it. */
  response: JsonBody & { status: string };
}

export function facadeBodies(document: SpecDocument): FacadeBodies[] {
  return VALIDATED_OPERATIONS.map((id) => {
    const operation = operationsOf(document).find((candidate) => candidate.id === id)?.value;
    if (!operation)
      throw new Refusal(`The spec has no operation ${id}, which src/ offers: it was removed or renamed.`);
    const request = findJson(document, operation["requestBody"]);
    if (!request) throw toMissingRefusal(`${id} request`);
    const stem = id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { operationId: id, stem, request, response: findSuccess(document, operation["responses"], id) };
  });
}

function findSuccess(
  document: SpecDocument,
  responses: Json | undefined,
  id: string,
): FacadeBodies["response"] {
  // Keys that are numbers are in their order.
  const successes = Object.keys(objectOf(responses)).filter((status) => /^2\d\d$/.test(status));
  // A range of statuses comes after single ones.
  for (const status of [...successes, "2XX", "default"]) {
    const body = findJson(document, valueAt(document, responses, status));
    if (body) return { ...body, status };
  }
  throw toMissingRefusal(`${id} ${successes[0] ?? "200"} response`);
}

function findJson(document: SpecDocument, body: Json | undefined): JsonBody | undefined {
  const content = objectOf(valueAt(document, body, "content"));
  const mediaType = pickJsonMediaType(Object.keys(content));
  if (mediaType === undefined) return undefined;
  const schema = valueAt(document, content, mediaType, "schema");
  return isObject(schema) ? { mediaType, schema } : undefined;
}

function toMissingRefusal(body: string): Refusal {
  return new Refusal(`The ${body} has no application/json schema, which src/ needs.`);
}
