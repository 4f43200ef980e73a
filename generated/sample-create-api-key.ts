/**
 * Made by `npm run generate` from openapi/venice.yaml. Don't edit it: `npm run check` would go red.
 * What it says is the spec's: `npm run spec:update`. How it says it: scripts/lib/render*.ts and normalize.ts.
 */
/** A success as it would be for a request that leaves out all that it may. */
export const SAMPLE_RESPONSE = {
  data: {
    apiKey: "",
    apiKeyType: "INFERENCE",
    consumptionLimit: { usd: null, diem: null, vcu: null },
    limitPeriod: "EPOCH",
    description: "Example API Key",
    expiresAt: null,
    id: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
  },
  success: true,
};
