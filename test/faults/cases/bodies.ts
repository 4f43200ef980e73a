/** A 2xx has arrived, so a key exists: what becomes of its secret. */
import { gzipSync } from "node:zlib";
import {
  BEARER,
  created,
  resolves,
  SECRET,
  unknown,
  type FaultCase,
  type Step,
  type Want,
} from "../fault-case.ts";
import { bytes } from "../../support/bytes.ts";
import {
  chunk,
  CHUNKED,
  head,
  HEAD_WITH_TOO_LONG_LENGTH,
  SUCCESS,
  success,
  completeResponse,
} from "../wire.ts";

const cut = (after: string): string => SUCCESS.slice(0, SUCCESS.indexOf(after) + after.length);
const BEFORE_KEY = '{"data":{';
const HALF_KEY = cut(SECRET.slice(0, 12));
const WITH_KEY = cut(`${SECRET}"`);
const utf16 = new Uint8Array(
  new Uint16Array([0xfeff, ...Array.from(SUCCESS, (letter) => letter.charCodeAt(0))]).buffer,
);
const badUtf8 = Uint8Array.from([...bytes(WITH_KEY), 0x2c, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d, 0x7d]);
const badKey = bytes(SUCCESS);
badKey[SUCCESS.indexOf(SECRET) + 3] = 0xff;
const withoutKey = (apiKey: unknown) => JSON.stringify({ data: { apiKey, id: "an-id" }, success: true });

const LONG = SUCCESS.replace(/}$/, `,"x":"${"x".repeat(30_000)}"}`);

const answers: [name: string, steps: Step[], want: Want][] = [
  ["sends the documented success", completeResponse(200, SUCCESS), resolves()],
  ["answers 201", completeResponse(201, SUCCESS), resolves()],
  ["answers 299", completeResponse(299, SUCCESS), resolves()],
  [
    "says text/html over a good body",
    completeResponse(200, SUCCESS, { "content-type": "text/html" }),
    resolves(),
  ],
  ["sends a BOM first", completeResponse(200, `\ufeff${SUCCESS}`), resolves()],
  ["trickles the body", [{ send: head(200) }, { trickle: SUCCESS, every: 1 }, "end"], resolves()],
  [
    "sends chunks",
    [{ send: CHUNKED + chunk(SUCCESS.slice(0, 40)) + chunk(SUCCESS.slice(40)) + chunk("") }],
    resolves(),
  ],
  [
    "sends 30 kB in chunks of a byte",
    [{ send: CHUNKED + Array.from(LONG, chunk).join("") + chunk("") }],
    resolves(),
  ],
  [
    "announces a length that ends with a chunk, in the key",
    [
      { send: head(200, { "content-length": String(HALF_KEY.length) }) + HALF_KEY },
      { pause: 50 },
      { send: SUCCESS.slice(HALF_KEY.length) },
      "end",
    ],
    created(false),
  ],
  ["sends 103 first", [{ send: head(103, { link: "</x>" }) }, ...completeResponse(200, SUCCESS)], resolves()],
  ["sends gzip", success(gzipSync(SUCCESS), { "content-encoding": "gzip" }), resolves()],
  ["sends a key alone", completeResponse(200, withoutKey(SECRET)), resolves()],
  [
    "adds unknown fields",
    completeResponse(200, SUCCESS.replace("{", `{"x":1,"${BEARER}":"${SECRET}",`).replace(BEARER, "y")),
    resolves(),
  ],
  [
    "repeats a header",
    [
      {
        send:
          head(200, { "x-venice-version": "1" }).replace("\r\n\r\n", "\r\nx-venice-version: 2\r\n\r\n") +
          SUCCESS,
      },
      "end",
    ],
    resolves(),
  ],
  [
    "sends more than it promised",
    [{ send: head(200, { "content-length": String(SUCCESS.length) }) + SUCCESS + "trailing" }, "end"],
    resolves(),
  ],
  ["sends no length and closes", [{ send: head(200) + SUCCESS }, "end"], resolves()],

  ["answers 200 without a body", completeResponse(200, ""), unknown("VeniceResponseError")],
  ["answers 204", [{ send: head(204) }], unknown("VeniceResponseError")],
  ["answers 205", completeResponse(205, ""), unknown("VeniceResponseError")],
  ["sends headers and closes without a body", [{ send: head(200) }, "end"], unknown("VeniceResponseError")],

  [
    "promises a body and resets at its start",
    [{ send: HEAD_WITH_TOO_LONG_LENGTH }, { pause: 50 }, "reset"],
    created(false),
  ],
  ["promises a body and closes at its start", [{ send: HEAD_WITH_TOO_LONG_LENGTH }, "end"], created(false)],
  ["cuts before the key", [{ send: HEAD_WITH_TOO_LONG_LENGTH + BEFORE_KEY }, "end"], created(false)],
  ["cuts in the key", [{ send: HEAD_WITH_TOO_LONG_LENGTH + HALF_KEY }, "end"], created(false)],
  [
    "cuts right before the key's last quote",
    [{ send: HEAD_WITH_TOO_LONG_LENGTH + cut(SECRET) }, "end"],
    created(false),
  ],
  ["cuts right after the key", [{ send: HEAD_WITH_TOO_LONG_LENGTH + WITH_KEY }, "end"], created(true)],
  [
    "resets after the key",
    [{ send: HEAD_WITH_TOO_LONG_LENGTH + WITH_KEY }, { pause: 100 }, "reset"],
    created(true),
  ],
  ["cuts between chunks, before the key", [{ send: CHUNKED + chunk(BEFORE_KEY) }, "end"], created(false)],
  ["cuts between chunks, after the key", [{ send: CHUNKED + chunk(WITH_KEY) }, "end"], created(true)],
  ["leaves the last chunk out", [{ send: CHUNKED + chunk(SUCCESS) }, "end"], created(true)],
  ["lies in a chunk's size", [{ send: `${CHUNKED}ffff\r\n${SUCCESS}\r\n0\r\n\r\n` }, "end"], created(true)],
  [
    "writes a chunk's size that is none",
    [{ send: CHUNKED + chunk(WITH_KEY) }, { pause: 50 }, { send: "zz\r\n" }, "end"],
    created(true),
  ],
  [
    "promises too little",
    [{ send: head(200, { "content-length": String(WITH_KEY.length) }) + SUCCESS }, "end"],
    created(true),
  ],
  [
    "answers with HTML",
    completeResponse(200, "<html>Welcome</html>", { "content-type": "text/html" }),
    created(false),
  ],
  ["answers with HTML around the key", completeResponse(200, `<pre>${SUCCESS}</pre>`), created(true)],
  ["answers null", completeResponse(200, "null"), created(false)],
  ["answers a list", completeResponse(200, "[]"), created(false)],
  ["answers white space", completeResponse(200, " \n "), created(false)],
  ["answers an error with 200", completeResponse(200, '{"error":"no"}'), created(false)],
  ["answers data: null", completeResponse(200, '{"data":null}'), created(false)],
  ["sends an empty key", completeResponse(200, withoutKey("")), created(false)],
  ["sends a number as the key", completeResponse(200, withoutKey(7)), created(false)],
  ["puts the key elsewhere", completeResponse(200, `{"apiKey":"${SECRET}"}`), created(true)],
  ["sends JSON twice", completeResponse(200, SUCCESS + SUCCESS), created(true)],
  ["sends UTF-16", success(utf16), created(false)],
  ["sends bad UTF-8 after the key", success(badUtf8), created(true)],
  ["sends bad UTF-8 in the key", success(badKey), created(false)],
  ["says gzip over plain text", success(bytes(SUCCESS), { "content-encoding": "gzip" }), created(false)],
  [
    "cuts gzip off",
    [{ send: head(200, { "content-encoding": "gzip" }) }, { send: gzipSync(SUCCESS).subarray(0, 40) }, "end"],
    // Nothing was decoded, and fetch says no more than of an empty body.
    unknown("VeniceResponseError"),
  ],
  [
    "sends a gzip bomb",
    success(gzipSync(new Uint8Array(64 * 1024 * 1024)), { "content-encoding": "gzip" }),
    created(false),
  ],
  [
    "sends a gzip bomb with the key first",
    success(gzipSync(Uint8Array.from([...bytes(WITH_KEY), ...new Uint8Array(8 * 1024 * 1024)])), {
      "content-encoding": "gzip",
    }),
    created(true),
  ],
  [
    "sends 2 MiB",
    completeResponse(200, SUCCESS.replace(/}$/, `,"x":"${"x".repeat(2 * 1024 * 1024)}"}`)),
    created(true),
  ],
  [
    "echoes the bearer beside the key, malformed",
    completeResponse(200, `${WITH_KEY},"id":"${JSON.stringify(BEARER).slice(1)}`),
    created(true),
  ],
  [
    "echoes the bearer in the headers of a broken success",
    completeResponse(200, WITH_KEY, { "cf-ray": BEARER, "x-venice-version": BEARER }),
    created(true),
  ],
  [
    "gives the secret as the id, too",
    completeResponse(200, `{"apiKey":"${SECRET}","id":"${SECRET}"`),
    created(true),
  ],
];

const late: FaultCase[] = [
  {
    name: "stalls before the key, past the timeout",
    server: { onRequest: [[{ send: HEAD_WITH_TOO_LONG_LENGTH + HALF_KEY }, "stall"]] },
    timeout: 300,
    clockStarts: "at the response's headers",
    want: created(false),
  },
  {
    name: "stalls after the key, past the timeout",
    server: { onRequest: [[{ send: HEAD_WITH_TOO_LONG_LENGTH + WITH_KEY }, "stall"]] },
    timeout: 300,
    clockStarts: "at the response's headers",
    want: created(true),
  },
  {
    name: "stalls after the key until the caller aborts",
    server: { onRequest: [[{ send: HEAD_WITH_TOO_LONG_LENGTH + WITH_KEY }, "stall"]] },
    abortAfter: 300,
    clockStarts: "at the response's headers",
    want: created(true),
  },
  {
    name: "ends a success after the timeout, within the grace",
    server: {
      onRequest: [
        [{ send: head(200) + HALF_KEY }, { pause: 1_000 }, { send: SUCCESS.slice(HALF_KEY.length) }, "end"],
      ],
    },
    timeout: 300,
    clockStarts: "at the response's headers",
    want: resolves(),
  },
  {
    name: "cuts after an empty key and the real one",
    server: {
      onRequest: [[{ send: HEAD_WITH_TOO_LONG_LENGTH + '{"apiKey":"",' + WITH_KEY.slice(1) }, "end"]],
    },
    want: created(true),
  },
  {
    name: "ends a success after an abort, within the grace",
    server: {
      onRequest: [
        [{ send: head(200) + HALF_KEY }, { pause: 1_000 }, { send: SUCCESS.slice(HALF_KEY.length) }, "end"],
      ],
    },
    abortAfter: 300,
    clockStarts: "at the response's headers",
    want: resolves(),
  },
];

export const BODY_CASES: FaultCase[] = [
  ...answers.map(([name, steps, want]) => ({ name, server: { onRequest: [steps] }, want })),
  ...late,
];
