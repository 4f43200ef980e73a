/** Which schemas the bodies and parameters of the operations use, and how. */
import {
  objectOf,
  operationsOf,
  resolveReference,
  valueAt,
  type Json,
  type SpecDocument,
} from "./openapi.ts";
import { parametersOf } from "./parameters.ts";

export interface BodyUse {
  schema: Json;
  mediaType: string;
  direction: "request" | "response";
}

export function bodyUsesOf(document: SpecDocument): BodyUse[] {
  return operationsOf(document).flatMap((operation) => [
    ...parametersOf(document, operation).flatMap((parameter) => textOf(document, parameter, "request")),
    ...contentOf(document, operation.value["requestBody"], "request"),
    ...Object.values(objectOf(operation.value["responses"])).flatMap((response) => [
      ...contentOf(document, response, "response"),
      ...Object.values(objectOf(valueAt(document, response, "headers"))).flatMap((header) =>
        textOf(document, header, "response"),
      ),
    ]),
  ]);
}

function contentOf(
  document: SpecDocument,
  body: Json | undefined,
  direction: BodyUse["direction"],
): BodyUse[] {
  return Object.entries(objectOf(valueAt(document, body, "content"))).flatMap(([mediaType, value]) => {
    const { schema } = objectOf(value);
    return schema === undefined ? [] : [{ schema, mediaType, direction }];
  });
}

/** A parameter or a header is text, which holds a value of its schema as JSON does: no file. */
function textOf(document: SpecDocument, field: Json, direction: BodyUse["direction"]): BodyUse[] {
  const { schema } = objectOf(resolveReference(document, field));
  if (schema === undefined) return contentOf(document, field, direction);
  return [{ schema, mediaType: "application/json", direction }];
}
