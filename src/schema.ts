/** The only door to generated/: every type that the package publishes is derived here, by indexing. */
import type { components, operations, paths } from "../generated/venice.d.ts";

export { SAMPLE_RESPONSE } from "../generated/sample-create-api-key.ts";
export { SERVER_URL, SPEC_VERSION } from "../generated/spec.ts";
export { validateRequest, validateResponse } from "../generated/validate-create-api-key.js";
export type { Validator } from "../generated/validate-create-api-key.js";
export type { components, operations, paths };

type CreateApiKey = operations["createApiKey"];
type JsonOf<Response> = Response extends { content: { "application/json": infer Body } } ? Body : never;

/**
 * The body of {@link VeniceClient.createApiKey}, as the spec has it, whether or not the spec requires one.
 *
 * @useDeclaredType
 */
export type CreateApiKeyRequest = NonNullable<CreateApiKey["requestBody"]>["content"]["application/json"];

/**
 * What {@link VeniceClient.createApiKey} resolves to: the `data` of the spec's 200 response.
 *
 * @useDeclaredType
 */
export type CreatedApiKey = CreateApiKey["responses"][200]["content"]["application/json"]["data"];

/** The error bodies that the spec documents for creating a key. */
export type ErrorBody = {
  [Status in Exclude<keyof CreateApiKey["responses"], 200>]: JsonOf<CreateApiKey["responses"][Status]>;
}[Exclude<keyof CreateApiKey["responses"], 200>];
