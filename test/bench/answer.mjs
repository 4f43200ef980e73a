/** What the service answers, for the server and the stub alike. */
export const ANSWER = JSON.stringify({
  data: {
    apiKey: "venice-bench-0123456789abcdef0123456789abcdef",
    apiKeyType: "INFERENCE",
    consumptionLimit: { usd: 50, diem: null, vcu: null },
    description: "billing-worker",
    expiresAt: null,
    id: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
    limitPeriod: "MONTH",
  },
  success: true,
});

export const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "content-length": String(Buffer.byteLength(ANSWER)),
  "cf-ray": "9a1b2c3d4e5f6789-FRA",
  "x-venice-version": "20260622.204854",
  "x-ratelimit-limit-requests": "20",
  "x-ratelimit-remaining-requests": "19",
};
