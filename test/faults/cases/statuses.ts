import { BEARER, notCreated, resolves, SECRET, unknown, type FaultCase, type Step } from "../fault-case.ts";
import { head, SUCCESS, completeResponse } from "../wire.ts";

const ERROR = JSON.stringify({ error: "Refused" });
const API = "VeniceApiError";

const refused = [400, 402, 403, 404, 405, 406, 410, 411, 412, 413, 414, 415, 416, 418, 422, 423, 424, 426]
  .concat([428, 431, 451, 499])
  .map((status) => ({ status, want: notCreated(API) }));
const ambiguous = [408, 409, 425, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 521, 522, 523, 524, 530]
  .concat([599, 999])
  .map((status) => ({ status, want: unknown(API) }));

const plain: FaultCase[] = [
  ...refused,
  { status: 401, want: notCreated("VeniceAuthenticationError") },
  ...ambiguous,
].map(({ status, want }) => ({
  name: `answers ${status}`,
  server: { onRequest: [completeResponse(status, ERROR)] },
  want,
}));

const redirects: FaultCase[] = [300, 301, 302, 303, 304, 307, 308].flatMap((status) =>
  ["/api/v1/api_keys", "http://localhost:9/api/v1/api_keys", "https://elsewhere.invalid/"].map(
    (location) => ({
      name: `redirects with ${status} to ${location}`,
      server: { onRequest: [[{ send: head(status, { location, "content-length": "0" }) }]] },
      want: status === 303 ? unknown(API) : notCreated(API),
    }),
  ),
);

const rateLimits: FaultCase[] = [
  {
    name: "answers 429, then 200",
    server: { onRequest: [completeResponse(429, ERROR), completeResponse(200, SUCCESS)] },
    want: resolves(2),
  },
  {
    name: "answers 429 with Retry-After: 1, then 200",
    server: {
      onRequest: [completeResponse(429, ERROR, { "retry-after": "1" }), completeResponse(200, SUCCESS)],
    },
    want: resolves(2),
  },
  {
    name: "answers 429 for ever",
    server: { onRequest: [completeResponse(429, ERROR)] },
    want: notCreated("VeniceRateLimitError", 3),
  },
  {
    name: "answers 429 with Retry-After beyond the timeout",
    server: { onRequest: [completeResponse(429, ERROR, { "retry-after": "3600" })] },
    want: notCreated("VeniceRateLimitError"),
  },
  {
    name: "answers 429 with a Retry-After that no timer holds",
    server: { onRequest: [completeResponse(429, ERROR, { "retry-after": "99999999999999999999" })] },
    want: notCreated("VeniceRateLimitError"),
  },
  {
    name: "answers 429, then resets",
    server: { onRequest: [completeResponse(429, ERROR), ["reset"]] },
    want: unknown("VeniceConnectionError", 2),
  },
  {
    name: "answers 429, then 500",
    server: { onRequest: [completeResponse(429, ERROR), completeResponse(500, ERROR)] },
    want: unknown(API, 2),
  },
  {
    name: "answers 429 and the caller wants no retry",
    server: { onRequest: [completeResponse(429, ERROR)] },
    maxRetries: 0,
    want: notCreated("VeniceRateLimitError"),
  },
  {
    name: "answers 429 and the caller aborts in the wait",
    server: { onRequest: [completeResponse(429, ERROR, { "retry-after": "10" })] },
    abortAfter: 500,
    clockStarts: "at the response's headers",
    want: notCreated("VeniceAbortError"),
  },
];

const escaped = Array.from(
  BEARER,
  (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
).join("");
const echoes: FaultCase[] = [
  { name: "a header", headers: { "x-echo": BEARER }, body: ERROR },
  {
    name: "CF-RAY and x-venice-version",
    headers: { "cf-ray": BEARER, "x-venice-version": BEARER },
    body: ERROR,
  },
  { name: "a JSON body", headers: {}, body: JSON.stringify({ error: `Bad key ${BEARER}` }) },
  { name: "a \\u-escaped JSON body", headers: {}, body: `{"error":"Bad key ${escaped}"}` },
  { name: "a property's name", headers: {}, body: JSON.stringify({ error: "x", [BEARER]: 1 }) },
  { name: "a text", headers: { "content-type": "text/plain" }, body: `Bad key ${BEARER}` },
  { name: "the end of a body over the limit", headers: {}, body: "x".repeat(65_520) + BEARER },
].map(({ name, headers, body }) => ({
  name: `answers 400 and echoes the bearer in ${name}`,
  server: { onRequest: [completeResponse(400, body, headers as Record<string, string>)] },
  want: notCreated(API),
}));

echoes.push({
  name: "answers 400 and echoes the bearer that a function gave",
  server: { onRequest: [completeResponse(400, JSON.stringify({ error: `Bad key ${BEARER}` }))] },
  keyFunction: true,
  want: notCreated(API),
});

const CHINESE = "未授权";
const reasons: FaultCase[] = [
  { status: 401, want: notCreated("VeniceAuthenticationError") },
  { status: 429, want: notCreated("VeniceRateLimitError") },
  { status: 500, want: unknown(API) },
  { status: 200, want: resolves() },
].map(({ status, want }) => {
  const body = status === 200 ? SUCCESS : ERROR;
  return {
    name: `answers ${status} with a reason phrase that Response refuses`,
    server: {
      onRequest: [[{ send: head(`${status} ${CHINESE}`, { "content-length": String(body.length) }) + body }]],
    },
    maxRetries: 0,
    want,
  };
});

const half = (key: string) => JSON.stringify(key).slice(1, 14);
const secrets: FaultCase[] = [
  { name: "the created secret", status: 500, body: SUCCESS },
  { name: "the created secret in a text", status: 502, body: `<pre>${SUCCESS}</pre>` },
  { name: "the created secret in JSON that is cut", status: 500, body: SUCCESS.slice(0, -2) },
  { name: "the created secret and the bearer", status: 403, body: `${SUCCESS} ${BEARER}` },
].map(({ name, status, body }) => ({
  name: `answers ${status} and shows ${name}`,
  server: { onRequest: [completeResponse(status, body)] },
  want: status === 403 ? notCreated(API) : unknown(API),
}));
const cutKeys: FaultCase[] = [
  { name: "the bearer", text: `{"error":"Bad key ${half(BEARER)}` },
  { name: "the created secret", text: SUCCESS.slice(0, SUCCESS.indexOf(SECRET) + 13) },
].flatMap(({ name, text }) => {
  const cut = { send: head(400, { "content-length": "500" }) + text };
  return [
    {
      name: `answers 400, resets and cuts ${name} in half`,
      server: { onRequest: [[cut, { pause: 50 }, "reset"] as Step[]] },
      want: notCreated(API),
    },
    {
      name: `answers 400, stalls and cuts ${name} in half`,
      server: { onRequest: [[cut, "stall"] as Step[]] },
      timeout: 500,
      clockStarts: "at the response's headers" as const,
      want: notCreated(API),
    },
  ];
});

const bodies: FaultCase[] = [
  {
    name: "answers 502 with HTML",
    server: {
      onRequest: [completeResponse(502, "<html>Bad gateway</html>", { "content-type": "text/html" })],
    },
    want: unknown(API),
  },
  {
    name: "answers 500 without a body",
    server: { onRequest: [completeResponse(500, "")] },
    want: unknown(API),
  },
  {
    name: "answers 400 and cuts its body off",
    server: { onRequest: [[{ send: head(400, { "content-length": "500" }) + '{"error":"Hal' }, "reset"]] },
    want: notCreated(API),
  },
  {
    name: "answers 400 and stalls in its body",
    server: { onRequest: [[{ send: head(400, { "content-length": "500" }) + '{"error":"Hal' }, "stall"]] },
    timeout: 500,
    clockStarts: "at the response's headers",
    want: notCreated(API),
  },
  {
    name: "answers 500 and never ends its body",
    server: {
      onRequest: [
        [
          { send: head(500, { "transfer-encoding": "chunked" }) },
          { trickle: "1\r\nx\r\n".repeat(200), every: 10 },
        ],
      ],
    },
    timeout: 500,
    clockStarts: "at the response's headers",
    want: unknown(API),
  },
];

export const STATUS_CASES = [
  ...plain,
  ...redirects,
  ...rateLimits,
  ...echoes,
  ...reasons,
  ...secrets,
  ...cutKeys,
  ...bodies,
];
