import { bytes } from "../support/bytes.ts";
import { SECRET, type Step } from "./fault-case.ts";

export const SUCCESS = JSON.stringify({
  data: {
    apiKey: SECRET,
    apiKeyType: "INFERENCE",
    consumptionLimit: { usd: 50, diem: null, vcu: null },
    limitPeriod: "MONTH",
    description: "fault",
    expiresAt: null,
    id: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
  },
  success: true,
});

type Headers = Record<string, string>;

export function head(status: number | string, headers: Headers = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}${typeof status === "number" ? " Status" : ""}\r\n${lines.join("")}\r\n`;
}

/** A complete response, with its true length. */
export function completeResponse(status: number, body: string, headers: Headers = {}): Step[] {
  const length = String(bytes(body).length);
  return [
    {
      send: head(status, { "content-type": "application/json", "content-length": length, ...headers }) + body,
    },
  ];
}

/** A success whose body is these bytes. */
export function success(body: Uint8Array, headers: Headers = {}): Step[] {
  return [{ send: head(200, { "content-length": String(body.length), ...headers }) }, { send: body }];
}

/** The head of a success with a longer Content-Length than its body. */
export const HEAD_WITH_TOO_LONG_LENGTH = head(200, {
  "content-type": "application/json",
  "content-length": "9999",
});
export const CHUNKED = head(200, { "transfer-encoding": "chunked" });

export function chunk(text: string): string {
  return `${bytes(text).length.toString(16)}\r\n${text}\r\n`;
}
