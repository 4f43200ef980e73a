import { EventEmitter, once } from "node:events";
import http, { type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { createFakeVenice, type Fault } from "../../src/testing.ts";
import { BODY } from "../support/venice.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it.each<[what: string, process: object | undefined]>([
  ["a process", undefined],
  ["built-in modules", {}],
  ["an http module", { getBuiltinModule: () => undefined }],
])("a fake on a runtime without %s can't listen, and says what to do instead", async (_what, process) => {
  vi.stubGlobal("process", process);
  const listening = createFakeVenice().listen();
  vi.unstubAllGlobals();
  await expect(listening).rejects.toThrow(
    new Error("listen() needs Node's http module: elsewhere, hand the client the fake's fetch."),
  );
});

/** Lets the fake have that server. */
function serveWith(createServer: (listener: http.RequestListener) => unknown): void {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ createServer });
}

it("a fake that can't get a port rejects with the reason", async () => {
  const reason = new Error("no port");
  serveWith(() => {
    const server = new EventEmitter();
    return Object.assign(server, { listen: () => setImmediate(() => server.emit("error", reason)) });
  });
  await expect(createFakeVenice().listen()).rejects.toBe(reason);
});

it("a fake listens on the loopback address alone, on a port of its own", async () => {
  const servers: Server[] = [];
  serveWith((listener) => {
    const server = http.createServer(listener);
    servers.push(server);
    return server;
  });
  const listening = await createFakeVenice().listen();
  const { address, port } = servers[0]!.address() as AddressInfo;
  expect([address, listening.baseUrl]).toEqual(["127.0.0.1", `http://127.0.0.1:${port}/api/v1`]);
  await listening.close();
});

it("a fake drops a request whose target is no URL", async () => {
  const listening = await createFakeVenice().listen();
  const socket = connect(Number(new URL(listening.baseUrl).port), "127.0.0.1");
  socket.write("GET // HTTP/1.1\r\nhost: x\r\n\r\n");
  const received: Buffer[] = [];
  socket.on("data", (data) => received.push(data));
  await once(socket, "close");
  expect(received).toEqual([]);
  await listening.close();
});

/** A creation over a socket that meets the fault. */
async function meet(fault: Fault) {
  const fake = createFakeVenice();
  const listening = await fake.listen();
  fake.failNext(fault);
  const headers = { authorization: `Bearer ${fake.apiKey}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(BODY) };
  return { fake, listening, response: fetch(`${listening.baseUrl}/api_keys`, init) };
}

it("a fake that closes ends the connections that it stalls, and takes no others", async () => {
  const { fake, listening, response } = await meet({ stall: "headers" });
  const failed = response.catch((error: unknown) => error);
  await vi.waitFor(() => expect(fake.requests).toHaveLength(1), { timeout: 60_000 });
  await listening.close();
  expect(await failed).toBeInstanceOf(TypeError);
  await expect(fetch(listening.baseUrl)).rejects.toThrow(TypeError);
});

it("a success that a listening fake truncates breaks off", async () => {
  const { listening, response } = await meet({ truncate: true });
  await expect((await response).text()).rejects.toThrow(TypeError);
  await listening.close();
});

it("a success that a listening fake stalls stays open until the fake closes", async () => {
  const { listening, response } = await meet({ stall: "body" });
  const ended = vi.fn();
  const text = (await response)
    .text()
    .finally(ended)
    .catch((error: unknown) => error);
  await (await fetch(`${listening.baseUrl}/models`)).text();
  expect(ended).not.toHaveBeenCalled();
  await listening.close();
  expect(await text).toBeInstanceOf(TypeError);
});

it("a listening fake reads a character that comes in two pieces", async () => {
  const servers: Server[] = [];
  serveWith((listener) => {
    servers.push(http.createServer(listener));
    return servers[0];
  });
  const fake = createFakeVenice();
  const listening = await fake.listen();
  const body = Buffer.from("é");
  const request = http.request(`${listening.baseUrl}/api_keys`, { method: "POST" });
  servers[0]!.once("request", () => setImmediate(() => request.end(body.subarray(1))));
  request.write(body.subarray(0, 1));
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.resume();
  expect(fake.requests.map((received) => received.body)).toEqual(["é"]);
  await listening.close();
});
