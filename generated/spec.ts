// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md
/** The version of the spec that this package was made from. */
export const SPEC_VERSION = "20260622.204854";
/** Where the spec says that the API is. */
export const SERVER_URL = "https://api.venice.ai/api/v1";
