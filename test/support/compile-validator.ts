import { normalize } from "../../scripts/generate/normalize.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { renderValidators } from "../../scripts/generate/validator.ts";
import type { Validator } from "../../src/schema.ts";

/** The validator of createApiKey's requests that is generated for a document, run as the module that it is. */
export async function compileValidator(published: SpecDocument): Promise<Validator> {
  const source = renderValidators(normalize(published).document)["validate-create-api-key.js"]!;
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  // The generated declaration says so.
  return (module as { validateRequest: Validator }).validateRequest;
}
