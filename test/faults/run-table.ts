/** Runs the fault table on one runtime: the servers here, on Node, the client in a process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startServer, type HttpServer } from "../support/listen.ts";
import { CASES } from "./cases.ts";
import type { ClientReport } from "./client.ts";
import { BODY } from "./fault-case.ts";
import type { Observed, Places } from "./observe.ts";
import { startRawServer, type RawServer } from "./raw-server.ts";

export interface Row extends Omit<Observed, "bodies"> {
  requests: number;
  /** Bodies received that aren't what was to be sent. */
  wrongBodies: string[];
}

export interface TableReport extends Omit<ClientReport, "rows"> {
  rows: Record<string, Row>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `command` is the runtime with what it needs to run TypeScript; `fetch` names a recipe's in place of its own. */
export async function runTable([command = "", ...args]: string[], fetch = ""): Promise<TableReport> {
  const servers = new Map<string, RawServer>();
  for (const { name, server } of CASES) if (server) servers.set(name, await startRawServer(server));
  const arrivals = await announceArrivals(servers);
  const places = Object.fromEntries(
    CASES.map(({ name, baseUrl = servers.get(name)?.baseUrl ?? "https://stub.invalid" }) => {
      const place: Places = { baseUrl, arrival: `${arrivals.origin}/${encodeURIComponent(name)}` };
      return [name, place];
    }),
  );
  const ca = here("./certificates/ca.pem");
  try {
    const { stdout } = await promisify(execFile)(
      command,
      [...args, here("./client.ts"), JSON.stringify(places)],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: ca, DENO_CERT: ca, FAULT_TABLE_FETCH: fetch },
        maxBuffer: 2 ** 26,
      },
    );
    // client.ts prints one object and nothing else.
    const { rows, ...report } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ClientReport;
    const counted = CASES.map(({ name, fetch: stub }) => {
      const observed = rows[name];
      if (!observed) throw new Error(`no row for "${name}"`);
      const { bodies: handedOver, ...row } = observed;
      const bodies = stub ? handedOver : (servers.get(name)?.bodies ?? []);
      const wrongBodies = bodies.filter((body) => body !== JSON.stringify(BODY));
      return [name, { ...row, requests: bodies.length, wrongBodies }] as const;
    });
    return { ...report, rows: Object.fromEntries(counted) };
  } finally {
    arrivals.close();
    for (const server of servers.values()) server.close();
  }
}

/** Tells a client in another process that the server of a case has received a request. */
function announceArrivals(servers: Map<string, RawServer>): Promise<HttpServer> {
  return startServer((request, response) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? "");
    void servers.get(name)?.arrival.then(() => response.end());
  });
}
