/** The only door to generated/: every type that the package publishes is derived here, by indexing. */
import type { CreateApiKeyBodies } from "../generated/spec.ts";
import type { components, operations, paths } from "../generated/venice.d.ts";

export { SAMPLE_RESPONSE, SAMPLE_STATUS } from "../generated/sample-create-api-key.ts";
export {
  CREATE_API_KEY_MEDIA_TYPE,
  REQUEST_SERIALIZERS,
  SERVER_URL,
  SPEC_VERSION,
} from "../generated/spec.ts";
export { validateRequest, validateResponse } from "../generated/validate-create-api-key.js";
export type { Validator } from "../generated/validate-create-api-key.js";
export type { components, operations, paths };

type CreateApiKey = operations["createApiKey"];
type Responses = CreateApiKey["responses"];
type Success = CreateApiKeyBodies["success"];

/** With parameters (`application/json; charset=utf-8`), and of formats on top of JSON (`application/problem+json`). */
type JsonMediaType =
  "*/*" | "application/*" | `${"application/" | "text/" | `${string}+`}json${"" | `;${string}`}`;
type JsonOf<Body> = Body extends { content: infer Content } ? Content[keyof Content & JsonMediaType] : never;

/**
 * The body of {@link VeniceClient.createApiKey}, as the spec has it, whether or not the spec requires one.
 *
 * @useDeclaredType
 */
export type CreateApiKeyRequest = NonNullable<
  CreateApiKey["requestBody"]
>["content"][CreateApiKeyBodies["request"]];

/**
 * What {@link VeniceClient.createApiKey} resolves to: the `data` of the spec's success.
 *
 * @useDeclaredType
 */
export type CreatedApiKey = Responses[Success["status"]]["content"][Success["mediaType"]]["data"];

/** The error bodies that the spec documents for creating a key. */
export type ErrorBody = {
  [Status in keyof Responses]: `${Status}` extends `2${string}` ? never : JsonOf<Responses[Status]>;
}[keyof Responses];
