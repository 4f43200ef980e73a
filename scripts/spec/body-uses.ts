/** Which schemas the bodies of the operations use, and how. */
import { objectOf, operationsOf, valueAt, type Json, type SpecDocument } from "./openapi.ts";

export interface BodyUse {
  schema: Json;
  mediaType: string;
  direction: "request" | "response";
}

export function bodyUsesOf(document: SpecDocument): BodyUse[] {
  return operationsOf(document).flatMap(({ value }) => [
    ...contentOf(document, value["requestBody"], "request"),
    ...Object.values(objectOf(value["responses"])).flatMap((response) =>
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
