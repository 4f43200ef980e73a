import { createServer } from "node:net";
import { ProxyAgent } from "undici";
import { describe, expect, it } from "vitest";
import { connectFailureStage } from "../../src/send/not-sent.ts";
import { startRawServer } from "../faults/raw-server.ts";
import { listen } from "../support/listen.ts";
import { BODY, client, catchVeniceError } from "../support/venice.ts";

const failed = (fields: object) => Object.assign(new Error("x"), fields);
const refused = () => failed({ code: "ECONNREFUSED", syscall: "connect" });
const unreachable = () => failed({ code: "ENETUNREACH", syscall: "connect" });
const reset = () => failed({ code: "ECONNRESET", syscall: "read" });
const several = (...errors: Error[]) =>
  // As Node makes it when it tries all addresses of a name.
  new TypeError("fetch failed", {
    cause: Object.assign(new AggregateError(errors), { code: "ECONNREFUSED" }),
  });
const caused = (cause: Error) => new TypeError("fetch failed", { cause });

describe("the stage at which connecting failed", () => {
  it.each<[what: string, error: unknown, stage: string | undefined]>([
    ["all addresses that refuse the connection", several(refused(), unreachable(), refused()), "connect"],
    ["a first address that was sent to", several(reset(), refused(), refused()), undefined],
    ["a middle address that was sent to", several(refused(), reset(), refused()), undefined],
    ["a last address that was sent to", several(refused(), refused(), reset()), undefined],
    [
      "addresses that fail at different stages",
      several(refused(), failed({ code: "CERT_HAS_EXPIRED" })),
      undefined,
    ],
    ["a name without an address", caused(failed({ code: "ENOTFOUND", syscall: "getaddrinfo" })), "connect"],
    ["an aggregate that names no address", caused(new AggregateError([])), undefined],
    [
      "the alert that a client certificate is required",
      caused(failed({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" })),
      undefined,
    ],
    [
      "the alert that the client's certificate is bad",
      caused(failed({ code: "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE" })),
      undefined,
    ],
    [
      "the alert that the client's certificate is unknown",
      caused(failed({ code: "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN" })),
      undefined,
    ],
    ["an expired certificate", caused(failed({ code: "CERT_HAS_EXPIRED" })), "tls"],
    ["a self-signed certificate", caused(failed({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })), "tls"],
    [
      "a certificate that can't be verified",
      caused(failed({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" })),
      "tls",
    ],
    ["a protocol version that isn't shared", caused(failed({ code: "ERR_SSL_UNSUPPORTED_PROTOCOL" })), "tls"],
    [
      "plain HTTP on a TLS port, below fetch's error",
      caused(failed({ code: "ERR_SSL_WRONG_VERSION_NUMBER" })),
      "tls",
    ],
    [
      "plain HTTP on a TLS port, as node:https also throws it later",
      failed({ code: "ERR_SSL_WRONG_VERSION_NUMBER" }),
      undefined,
    ],
    ["a port that fetch refuses to use", caused(new Error("bad port")), "port"],
    [
      "a port that Deno refuses to use",
      new TypeError("Fetch failed: Requests to port 6666 are blocked"),
      "port",
    ],
    ["a message like that of a blocked port, but not below fetch's error", new Error("bad port"), undefined],
    [
      "a proxy that refuses the tunnel",
      caused(new Error("Proxy response (407) !== 200 when HTTP Tunneling")),
      "proxy",
    ],
    [
      "a connection that Deno couldn't open",
      new TypeError("error sending request for url (https://x/): client error (Connect): refused"),
      "connect",
    ],
    [
      "a certificate that Deno refused",
      new TypeError("x: client error (Connect): invalid peer certificate: Expired"),
      "tls",
    ],
    [
      "a request that Deno couldn't send",
      new TypeError("x: client error (SendRequest): connection closed"),
      undefined,
    ],
    [
      "a reason of its own above a connect error",
      failed({ code: "ECONNRESET", cause: refused() }),
      undefined,
    ],
    [
      "a system call of its own above a connect error",
      failed({ syscall: "read", cause: refused() }),
      undefined,
    ],
    ["a connect error four causes down", caused(caused(caused(caused(refused())))), "connect"],
    ["a connect error five causes down", caused(caused(caused(caused(caused(refused()))))), undefined],
    ["no object", "ECONNREFUSED", undefined],
    ["null", null, undefined],
  ])("is read from %s", (_, error, stage) => {
    expect(connectFailureStage(error)).toBe(stage);
  });

  it.each([
    "UND_ERR_CONNECT_TIMEOUT",
    "ECONNREFUSED",
    "ConnectionRefused",
    "FailedToOpenSocket",
    "ERR_SSL_UNSUPPORTED_PROTOCOL",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  ])("is proven by the code %s, and by none that contains it", (known) => {
    const stages = [known, `X_${known}`, `${known}_X`].map((code) =>
      connectFailureStage(caused(failed({ code }))),
    );
    expect(stages).toEqual([expect.any(String), undefined, undefined]);
  });

  it("is not proven by a code that goes on after _SIGNATURE", () => {
    expect(
      connectFailureStage(caused(failed({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE_X" }))),
    ).toBeUndefined();
  });

  it.each([
    "Proxy response (407) !== 200 when HTTP Tunneling",
    "Fetch failed: Requests to port 6666 are blocked",
  ])("is proven by the message %j, and by none that contains it", (known) => {
    const stages = [known, `x ${known}`, `${known} x`].map((message) =>
      connectFailureStage(caused(new Error(message))),
    );
    expect(stages).toEqual([expect.any(String), undefined, undefined]);
  });

  it("ends for errors that cause each other", () => {
    const [one, other] = [new Error("one"), new Error("other")];
    one.cause = other;
    other.cause = one;
    expect(connectFailureStage(one)).toBeUndefined();
  });
});

it("a port that fetch refuses to use proves that nothing was sent", async () => {
  const error = await catchVeniceError(() => client({ baseUrl: "http://127.0.0.1:1/v1" }).createApiKey(BODY));
  expect(error).toMatchObject({ outcome: "not_created", sent: "no", attempts: 1 });
});

it.each([407, 502])("a proxy that answers CONNECT with %i proves that nothing was sent", async (status) => {
  const proxy = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
  });
  const dispatcher = new ProxyAgent(`http://127.0.0.1:${await listen(proxy)}`);
  // Node's fetch takes undici's dispatcher, which its types don't have.
  const throughProxy: typeof fetch = (url, init) => fetch(url, { ...init, dispatcher } as RequestInit);
  const error = await catchVeniceError(() =>
    client({ baseUrl: "https://localhost/v1", fetch: throughProxy }).createApiKey(BODY),
  );
  expect(error).toMatchObject({ outcome: "not_created", sent: "no", attempts: 1 });
  await dispatcher.close();
  proxy.close();
});

it("a server that closes without an answer proves nothing", async () => {
  const server = await startRawServer({ onRequest: [["reset"]] });
  const error = await catchVeniceError(() => client({ baseUrl: server.baseUrl }).createApiKey(BODY));
  expect(error).toMatchObject({ outcome: "unknown", sent: "maybe", attempts: 1 });
  server.close();
});
