import { isObject, type Json, type SpecDocument } from "../spec/openapi.ts";
import { walk } from "../spec/walk.ts";

/** The fields that the generator writes into comments. */
const COMMENTED = ["title", "summary", "description", "format", "default", "example"];
/** What editors, the compiler and TypeDoc read as a tag: `@deprecated` strikes a name out, `{@include}` reads a file. */
const TAG = /(?<=^|[\s{])@(?=\S)/g;

/** Escapes each `@` with a backslash, so that no text of a spec becomes a tag of a comment. */
export function escapeTags(document: SpecDocument): void {
  for (const { value } of walk(document, "document"))
    for (const field of COMMENTED)
      if (Object.hasOwn(value, field)) value[field] = escapeIn(value[field] ?? null);
}

function escapeIn(value: Json): Json {
  if (typeof value === "string") return value.replace(TAG, "\\@");
  if (Array.isArray(value)) return value.map(escapeIn);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, escapeIn(child)]));
}
