/** Which schemas the bodies and parameters of the operations use, and how. */
import { objectOf, operationsOf, valueAt, type Json, type JsonObject, type SpecDocument } from "./openapi.ts";
import { parametersOf } from "./parameters.ts";

export interface BodyUse {
  schema: Json;
  mediaType: string;
  direction: "request" | "response";
}

export function bodyUsesOf(document: SpecDocument): BodyUse[] {
  return operationsOf(document).flatMap((operation) => [
    ...parametersOf(document, operation).flatMap((parameter) => parameterUsesOf(document, parameter)),
    ...contentOf(document, operation.value["requestBody"], "request"),
    ...Object.values(objectOf(operation.value["responses"])).flatMap((response) =>
      contentOf(document, response, "response"),
    ),
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

/** A parameter is text, which holds a value of its schema as JSON does: no file. */
function parameterUsesOf(document: SpecDocument, parameter: JsonObject): BodyUse[] {
  const { schema } = parameter;
  if (schema === undefined) return contentOf(document, parameter, "request");
  return [{ schema, mediaType: "application/json", direction: "request" }];
}
