/** No usable response: what proves that nothing was sent, and what proves nothing. */
import {
  notCreated,
  resolves,
  unknown,
  type FaultCase,
  type ServerPlan,
  type Step,
  type Want,
} from "../fault-case.ts";
import { bytes } from "../../support/bytes.ts";
import { head, SUCCESS, completeResponse } from "../wire.ts";

const CONNECTION = "VeniceConnectionError";
const lost = unknown(CONNECTION);

const answers: [name: string, steps: Step[], want: Want][] = [
  ["resets after the request", ["reset"], lost],
  ["closes after the request", ["end"], lost],
  ["cuts the status line", [{ send: "HTTP/1.1 20" }, "end"], lost],
  ["resets in the status line", [{ send: "HTTP/1.1 20" }, { pause: 50 }, "reset"], lost],
  ["cuts the headers", [{ send: "HTTP/1.1 200 OK\r\ncontent-ty" }, "end"], lost],
  ["resets in the headers", [{ send: "HTTP/1.1 200 OK\r\ncontent-ty" }, { pause: 50 }, "reset"], lost],
  ["sends 100, which nobody asked for", [{ send: head(100) }, ...completeResponse(200, SUCCESS)], lost],
  ["sends 100 and closes", [{ send: head(100) }, "end"], lost],
  ["sends 102 and resets", [{ send: head(102) }, { pause: 50 }, "reset"], lost],
  ["speaks another protocol", [{ send: "220 mail.example ESMTP\r\n" }, "end"], lost],
  [
    "writes a length that is no number",
    [{ send: head(200, { "content-length": "many" }) + SUCCESS }, "end"],
    lost,
  ],
  ["sends headers without end", [{ send: `HTTP/1.1 200 OK\r\nx: ${"y".repeat(2 ** 20)}` }, "end"], lost],
];

const stalls: FaultCase[] = [
  {
    name: "stalls after the request",
    server: { onRequest: [["stall"]] },
    timeout: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceTimeoutError"),
  },
  {
    name: "stalls in the headers",
    server: { onRequest: [[{ send: "HTTP/1.1 200 OK\r\nx: " }, "stall"]] },
    timeout: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceTimeoutError"),
  },
  {
    name: "trickles headers past the timeout",
    server: { onRequest: [[{ trickle: head(200, { x: "y".repeat(900) }), every: 10 }]] },
    timeout: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceTimeoutError"),
  },
  {
    name: "sends 102 again and again",
    server: { onRequest: [[{ trickle: head(102).repeat(50), every: 5 }]] },
    timeout: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceTimeoutError"),
  },
  {
    name: "stalls until the caller aborts",
    server: { onRequest: [["stall"]] },
    abortAfter: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceAbortError"),
  },
  {
    name: "is never asked, as the signal has fired",
    server: { onRequest: [completeResponse(200, SUCCESS)] },
    abort: "before",
    want: notCreated("VeniceAbortError", 0),
  },
];

// No system gives a port above 60999 of its own accord.
const early: FaultCase[] = [
  // Not before: a reset may overtake the connect, which then fails, and proves that nothing was sent.
  {
    name: "resets before it reads",
    server: { onConnect: ["arrival", "reset"] },
    want: unknown(CONNECTION, 0, 1),
  },
  { name: "closes at once when connected", server: { onConnect: ["end"] }, want: unknown(CONNECTION, 0, 1) },
  {
    name: "accepts and reads nothing",
    server: { onConnect: ["stall"] },
    timeout: 500,
    clockStarts: "at the request's arrival",
    want: unknown("VeniceTimeoutError", 0, 1),
  },
  {
    name: "refuses the connection",
    baseUrl: "http://127.0.0.1:61999/api/v1",
    want: notCreated(CONNECTION, 0, 3),
  },
  {
    name: "refuses the connection, on two addresses",
    baseUrl: "http://localhost:61999/api/v1",
    want: notCreated(CONNECTION, 0, 3),
  },
  {
    name: "has a name that doesn't resolve",
    baseUrl: "https://name.invalid/api/v1",
    want: notCreated(CONNECTION, 0, 3),
  },
  {
    name: "has a port that fetch refuses to use",
    baseUrl: "http://127.0.0.1:6666/api/v1",
    want: notCreated(CONNECTION, 0, 1),
  },
];

const OK = completeResponse(200, SUCCESS);
const reused: FaultCase[] = [
  { name: "answers on a reused connection", warm: true, server: { onRequest: [OK, OK] }, want: resolves(2) },
  {
    name: "resets a reused connection after the request",
    warm: true,
    server: { onRequest: [OK, ["reset"]] },
    want: unknown(CONNECTION, 2, 1),
  },
  {
    name: "closes a reused connection after the request",
    warm: true,
    server: { onRequest: [OK, ["end"]] },
    want: unknown(CONNECTION, 2, 1),
  },
  {
    name: "cuts the status line on a reused connection",
    warm: true,
    server: { onRequest: [OK, [{ send: "HTTP/1.1 2" }, "end"]] },
    want: unknown(CONNECTION, 2, 1),
  },
];

const GARBAGE = Uint8Array.from([0x17, 5, 5, 0, 16, ...bytes("0123456789abcdef")]);
const tls: [name: string, server: ServerPlan, want: Want][] = [
  ["is trusted, over TLS", { tls: "trusted", onRequest: [OK] }, resolves()],
  ["has a self-signed certificate", { tls: "self-signed", onRequest: [OK] }, notCreated(CONNECTION, 0, 1)],
  ["has another host's certificate", { tls: "wrong-host", onRequest: [OK] }, notCreated(CONNECTION, 0, 1)],
  ["has an expired certificate", { tls: "expired", onRequest: [OK] }, notCreated(CONNECTION, 0, 1)],
  [
    "speaks TLS 1.1 alone",
    { tls: "trusted", maxTls: "TLSv1.1", onRequest: [OK] },
    notCreated(CONNECTION, 0, 1),
  ],
  ["resets a TLS connection after the request", { tls: "trusted", onRequest: [["reset"]] }, lost],
  ["closes a TLS connection after the request", { tls: "trusted", onRequest: [["end"]] }, lost],
  [
    "sends a record of another TLS version after the request",
    { tls: "trusted", onRequest: [[{ sendUnencrypted: GARBAGE }, { pause: 200 }, "end"]] },
    lost,
  ],
  [
    "sends a record of another TLS version after the request over TLS 1.2",
    { tls: "trusted", maxTls: "TLSv1.2", onRequest: [[{ sendUnencrypted: GARBAGE }, { pause: 200 }, "end"]] },
    lost,
  ],
  [
    "sends plain HTTP after a request over TLS",
    { tls: "trusted", onRequest: [[{ sendUnencrypted: bytes(head(200)) }, { pause: 200 }, "end"]] },
    lost,
  ],
  [
    "sends an alert in the clear after a request over TLS",
    {
      tls: "trusted",
      onRequest: [[{ sendUnencrypted: Uint8Array.from([0x15, 3, 3, 0, 2, 2, 70]) }, { pause: 200 }, "end"]],
    },
    lost,
  ],
  [
    "sends an alert in the clear after a request over TLS 1.2",
    {
      tls: "trusted",
      maxTls: "TLSv1.2",
      onRequest: [[{ sendUnencrypted: Uint8Array.from([0x15, 3, 3, 0, 2, 2, 70]) }, { pause: 200 }, "end"]],
    },
    lost,
  ],
];

export const CONNECTION_CASES: FaultCase[] = [
  ...answers.map(([name, steps, want]) => ({ name, server: { onRequest: [steps] }, want })),
  ...stalls,
  ...early,
  ...reused,
  ...tls.map(([name, server, want]) => ({ name, server, want })),
];
