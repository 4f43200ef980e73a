// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md
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
/** Its status. */
export const SAMPLE_STATUS = 200;
