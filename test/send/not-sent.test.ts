import { createServer } from "node:net";
import { ProxyAgent } from "undici";
import { describe, expect, it } from "vitest";
import { connectFailureStage } from "../../src/send/not-sent.ts";
import { startRawServer } from "../faults/raw-server.ts";
import { BODY, client, rejection } from "../support/venice.ts";

const failure = (code: string, more: object = {}) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, ...more }) });
const aggregate = (...codes: string[]) =>
  new TypeError("fetch failed", {
    cause: new AggregateError(codes.map((code) => Object.assign(new Error(code), { code }))),
  });

describe("the stage at which connecting failed", () => {
  it.each<[what: string, error: unknown, stage: string | undefined]>([
    ["a refused connection", failure("ECONNREFUSED"), "connect"],
    ["a failed lookup", failure("ENOTFOUND", { syscall: "getaddrinfo" }), "connect"],
    ["a certificate that isn't accepted", failure("CERT_HAS_EXPIRED"), "tls"],
    ["several addresses that all refused", aggregate("ECONNREFUSED", "ECONNREFUSED"), "connect"],
    [
      "several addresses of which one was reset",
      aggregate("ECONNREFUSED", "ECONNRESET", "ECONNREFUSED"),
      undefined,
    ],
    [
      "several addresses that failed at different steps",
      aggregate("ECONNREFUSED", "CERT_HAS_EXPIRED"),
      undefined,
    ],
    ["an alert about our own certificate", failure("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), undefined],
    ["a reset", failure("ECONNRESET", { syscall: "read" }), undefined],
    [
      "a reset whose cause is a refusal",
      failure("ECONNRESET", { cause: failure("ECONNREFUSED") }),
      undefined,
    ],
    ["words of a port in an error without a cause", new Error("bad port"), undefined],
    ["an error that causes itself", Object.assign(new Error("x"), { cause: undefined }), undefined],
    ["no error", undefined, undefined],
  ])("is proven or not by %s", (_what, error, stage) => {
    expect(connectFailureStage(error)).toBe(stage);
  });

  it("ends for errors that cause each other", () => {
    const [one, other] = [new Error("one"), new Error("other")];
    one.cause = other;
    other.cause = one;
    expect(connectFailureStage(one)).toBeUndefined();
  });
});

it("a port that fetch refuses to use proves that nothing was sent", async () => {
  const error = await rejection(() => client({ baseUrl: "http://127.0.0.1:1/v1" }).createApiKey(BODY));
  expect(error).toMatchObject({ outcome: "not_created", sent: "no", attempts: 1 });
});

it.each([407, 502])("a proxy that answers CONNECT with %i proves that nothing was sent", async (status) => {
  const proxy = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  // A listening server has an address and a port.
  const { port } = proxy.address() as { port: number };
  const dispatcher = new ProxyAgent(`http://127.0.0.1:${port}`);
  // Node's fetch takes undici's dispatcher, which its types don't have.
  const throughProxy: typeof fetch = (url, init) => fetch(url, { ...init, dispatcher } as RequestInit);
  const error = await rejection(() =>
    client({ baseUrl: "https://localhost/v1", fetch: throughProxy }).createApiKey(BODY),
  );
  expect(error).toMatchObject({ outcome: "not_created", sent: "no", attempts: 1 });
  await dispatcher.close();
  proxy.close();
});

it("a server that closes without an answer leaves it open whether it got the request", async () => {
  const server = await startRawServer({ onRequest: [["reset"]] });
  const error = await rejection(() => client({ baseUrl: server.baseUrl }).createApiKey(BODY));
  expect(error).toMatchObject({ outcome: "unknown", sent: "maybe", attempts: 1 });
  server.close();
});
