/**
 * Made by `npm run generate` from openapi/venice.yaml. Don't edit it: `npm run check` would go red.
 * What it says is the spec's: `npm run spec:update`. How it says it: scripts/lib/render*.ts and normalize.ts.
 */
/** The version of the spec that this package was made from. */
export const SPEC_VERSION = "20260622.204854";
/** Where the spec says that the API is. */
export const SERVER_URL = "https://api.venice.ai/api/v1";
