import { isJsonMediaType } from "../spec/media-types.ts";
import { hasNoConstraints } from "../spec/annotation.ts";
import { isObject, type Json, type SpecDocument } from "../spec/openapi.ts";
import { bodyUsesOf, type BodyUse } from "../spec/body-uses.ts";
import { reachableFrom } from "../spec/subschemas.ts";

/** On a string schema that is a file in a form and text in JSON: types.ts writes it as either. */
export const FILE_OR_TEXT = "x-file-or-text";

/** Turns files that are used in JSON into text; their number. */
export function writeFilesAsText(document: SpecDocument): number {
  const uses = bodyUsesOf(document);
  const schemasOf = (isWanted: (use: BodyUse) => boolean) =>
    reachableFrom(
      document,
      uses.filter(isWanted).map(({ schema }) => schema),
    );
  const inJson = schemasOf(({ mediaType }) => isJsonMediaType(mediaType));
  const inOthers = schemasOf(({ mediaType }) => !isJsonMediaType(mediaType));
  // A union with text beside the file already allows both.
  const besideText = new Set(
    Array.from(inJson, ({ anyOf }) => anyOf)
      .filter(hasText)
      .flat(),
  );
  const files = [...inJson].filter((schema) => schema["format"] === "binary" && !besideText.has(schema));
  for (const file of files) {
    delete file["format"];
    if (inOthers.has(file)) file[FILE_OR_TEXT] = true;
  }
  return files.length;
}

/** Marks `{}` beside a string in a form as a file; the number of such schemas. */
export function nameFiles(document: SpecDocument): number {
  const forms = bodyUsesOf(document).filter(
    ({ mediaType, direction }) => mediaType === "multipart/form-data" && direction === "request",
  );
  const files = new Set(
    [
      ...reachableFrom(
        document,
        forms.map(({ schema }) => schema),
      ),
    ].flatMap(({ anyOf }) => (hasText(anyOf) ? anyOf.filter(isObject).filter(hasNoConstraints) : [])),
  );
  for (const file of files) Object.assign(file, { type: "string", format: "binary" });
  return files.size;
}

function hasText(branches: Json | undefined): branches is Json[] {
  return (
    Array.isArray(branches) &&
    branches.some(
      (branch) => isObject(branch) && branch["type"] === "string" && branch["format"] !== "binary",
    )
  );
}
