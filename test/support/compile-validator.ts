import { normalize } from "../../scripts/generate/normalize.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { renderValidators } from "../../scripts/generate/validator.ts";
import type { Validator } from "../../src/schema.ts";

interface Validators {
  validateRequest: Validator;
  validateResponse: Validator;
}

/** The validators of createApiKey that are generated for a document, run as the module that they are. */
export async function compileValidators(published: SpecDocument): Promise<Validators> {
  const source = renderValidators(normalize(published).document)["validate-create-api-key.js"]!;
  // The generated declaration says so.
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as Validators;
}

export async function compileValidator(published: SpecDocument): Promise<Validator> {
  return (await compileValidators(published)).validateRequest;
}
