import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeResponse } from "./faults.ts";
import { SERVER_URL } from "../schema.ts";
import { parseBody, type ReceivedRequest } from "./received-request.ts";
import { pathBelowBase } from "./service.ts";

/** A fake that listens. */
export interface Listening {
  /** What to give the client as `baseUrl`. */
  baseUrl: string;
  /** Ends every connection, also the stalled ones. */
  close(): Promise<void>;
}

export type Answerer = (request: ReceivedRequest, bearer: string | undefined) => FakeResponse;

/** Serves the fake on a free loopback port, over real sockets. */
export async function listen(answer: Answerer): Promise<Listening> {
  // Not an import, so that the rest of the fake loads in other runtimes.
  const runtime = globalThis as { process?: Partial<Pick<NodeJS.Process, "getBuiltinModule">> };
  const http = runtime.process?.getBuiltinModule?.("node:http");
  if (!http)
    throw new Error("listen() needs Node's http module: elsewhere, hand the client the fake's fetch.");
  const server = http.createServer((incoming, outgoing) => {
    // A client that drops its own request gets no answer; it mustn't end the process that runs the tests.
    serve(incoming, outgoing, answer).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  // Not a pipe's name, as it listens on a port.
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}${new URL(SERVER_URL).pathname}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answerer): Promise<void> {
  let text = "";
  incoming.setEncoding("utf8");
  for await (const chunk of incoming) text += String(chunk);
  const { authorization, ...headers } = incoming.headers as Record<string, string>;
  // What a server gets has both.
  const { method, url } = incoming as { method: string; url: string };
  const request = { method, path: pathBelowBase(url), headers, body: parseBody(text) };
  deliver(answer(request, authorization), outgoing);
}

function deliver({ status, headers, text, end, sendsHeaders }: FakeResponse, outgoing: ServerResponse): void {
  if (sendsHeaders) {
    outgoing.writeHead(status, headers);
    if (end === "done") return void outgoing.end(text);
    outgoing.write(text, () => {
      if (end === "drop") outgoing.destroy();
    });
  } else if (end === "drop") outgoing.destroy();
}
