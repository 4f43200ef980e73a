/** Writes a form in the syntax of a query. It is copied into generated/ if a body is such a form. */
import type { BodyFormat } from "./serialize-bodies.ts";
import { expand, type ParameterFormat } from "./serialize-parameters.ts";

/** Fields of which the spec says nothing are repeated for a list, and JSON for an object. */
export function formFormat(mediaType: string, formats: ParameterFormat[]): BodyFormat {
  const writeField = ([name, value]: [string, unknown]): string[] => {
    const format = formats.find((each) => each.name === name);
    if (format && !format.isJson) return [expand(format, value)];
    const items = [value].flat().filter((item) => item !== undefined && item !== null);
    return items.map((item) =>
      expand(
        { in: "query", name, style: "form", explode: true, isJson: typeof item === "object", ...format },
        item,
      ),
    );
  };
  const write = (body: unknown) =>
    typeof body === "string"
      ? body
      : Object.entries(body as object)
          .flatMap(writeField)
          .filter((field) => field !== "")
          .join("&");
  return { mediaType, types: ["object", "string"], write };
}
