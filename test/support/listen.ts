import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** Lets a server listen on a free port of loopback, which it returns. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // A server that listens on a port has an address with one, and only a pipe's is a string.
  return (server.address() as AddressInfo).port;
}

export interface HttpServer {
  /** Such as `http://127.0.0.1:8080`. */
  origin: string;
  /** Ends open connections, too. */
  close(): void;
}

/** Starts an HTTP server on loopback. */
export async function startServer(listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  const port = await listen(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
