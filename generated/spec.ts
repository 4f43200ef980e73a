export const SPEC_VERSION = "20260622.204854";
export const SERVER_URL = "https://api.venice.ai/api/v1";
