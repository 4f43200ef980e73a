/** Runs the fault table on one runtime: the servers here, on Node, the client in a process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CASES } from "./cases.ts";
import type { ClientReport } from "./client.ts";
import { startRawServer } from "./raw-server.ts";
import type { Observed } from "./observe.ts";

export interface TableReport extends Omit<ClientReport, "rows"> {
  rows: Record<string, Observed & { requests: number }>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `command` is the runtime with what it needs to run TypeScript. */
export async function runTable([command = "", ...args]: string[]): Promise<TableReport> {
  const servers = new Map(
    await Promise.all(
      CASES.map(async ({ name, server }) => [name, server && (await startRawServer(server))] as const),
    ),
  );
  const baseUrls = Object.fromEntries(
    CASES.map(({ name, baseUrl }) => [name, baseUrl ?? servers.get(name)?.baseUrl]),
  );
  const ca = here("./certificates/ca.pem");
  try {
    const { stdout } = await promisify(execFile)(
      command,
      [...args, here("./client.ts"), JSON.stringify(baseUrls)],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: ca, DENO_CERT: ca },
        maxBuffer: 2 ** 26,
      },
    );
    // client.ts prints one object and nothing else.
    const { rows, ...report } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ClientReport;
    const counted = CASES.map(({ name, fetch }) => {
      const row = rows[name];
      if (!row) throw new Error(`no row for "${name}"`);
      return [
        name,
        { ...row, requests: fetch ? row.fetches : (servers.get(name)?.requests() ?? 0) },
      ] as const;
    });
    return { ...report, rows: Object.fromEntries(counted) };
  } finally {
    for (const server of servers.values()) server?.close();
  }
}
