// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md
/** The version of the spec that this package was made from. */
export const SPEC_VERSION = "20260622.204854";
/** Where the spec says that the API is. */
export const SERVER_URL = "https://api.venice.ai/api/v1";
/** The options of openapi-fetch by which it sends a request as the spec says, if its own way is another. */
export const REQUEST_SERIALIZERS: { [operation: string]: ((init: object) => object) | undefined } = {};
/** The media type in which createApiKey sends its body. */
export const CREATE_API_KEY_MEDIA_TYPE = "application/json";
/** Where the spec documents the bodies of createApiKey. */
export interface CreateApiKeyBodies {
  request: "application/json";
  success: { status: 200; mediaType: "application/json" };
}
