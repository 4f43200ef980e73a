/** The only door to generated/: every type that the package publishes is derived here, by indexing. */
import type { components, operations, paths } from "../generated/venice.d.ts";

export { SAMPLE_RESPONSE } from "../generated/sample-create-api-key.ts";
export { SERVER_URL, SPEC_VERSION } from "../generated/spec.ts";
export { validateRequest, validateResponse } from "../generated/validate-create-api-key.js";
export type { Validator } from "../generated/validate-create-api-key.js";
export type { components, operations, paths };

type CreateApiKey = operations["createApiKey"];
type Errors = Omit<CreateApiKey["responses"], 200>;

/** With parameters (`application/json; charset=utf-8`), and of formats on top of JSON (`application/problem+json`). */
type JsonMediaType = `application/${"" | `${string}+`}json${"" | `;${string}`}`;
type JsonOf<Body> = Body extends { content: infer Content } ? Content[keyof Content & JsonMediaType] : never;

/**
 * The body of {@link VeniceClient.createApiKey}, as the spec has it, whether or not the spec requires one.
 *
 * @useDeclaredType
 */
export type CreateApiKeyRequest = JsonOf<NonNullable<CreateApiKey["requestBody"]>>;

/**
 * What {@link VeniceClient.createApiKey} resolves to: the `data` of the spec's 200 response.
 *
 * @useDeclaredType
 */
export type CreatedApiKey = JsonOf<CreateApiKey["responses"][200]>["data"];

/** The error bodies that the spec documents for creating a key. */
export type ErrorBody = { [Status in keyof Errors]: JsonOf<Errors[Status]> }[keyof Errors];
