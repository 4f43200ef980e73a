/** Servers that misbehave exactly as planned, on raw sockets: one for each case, so that each counts alone. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import type { ServerPlan, Step } from "./fault-case.ts";

export interface RawServer {
  baseUrl: string;
  /** Requests whose head and body have arrived. */
  requests(): number;
  close(): void;
}

export async function startRawServer(plan: ServerPlan): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const scripts = plan.onRequest ?? [];
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on("error", () => {}).on("close", () => sockets.delete(raw));
    const socket = plan.tls ? encrypted(raw, plan) : raw;
    if (plan.onConnect) return void play(plan.onConnect, socket, raw);
    onEachRequest(socket, () => {
      const script = scripts[Math.min(requests++, scripts.length - 1)];
      if (script) void play(script, socket, raw);
    });
  });
  const port = await listening(server);
  return {
    baseUrl: `${plan.tls ? "https" : "http"}://127.0.0.1:${port}/api/v1`,
    requests: () => requests,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an AddressInfo, not a pipe's name.
  return (server.address() as AddressInfo).port;
}

function encrypted(raw: Socket, { tls, maxTls }: ServerPlan): Socket {
  const pem = readFileSync(new URL(`./certificates/${String(tls)}.pem`, import.meta.url));
  // OpenSSL refuses to speak the old versions at its usual security level, even to test that others do.
  const old = maxTls && ({ minVersion: maxTls, maxVersion: maxTls, ciphers: "DEFAULT@SECLEVEL=0" } as const);
  // Over a stream of its own, so that the raw socket can still be written to.
  const socket = new TLSSocket(Duplex.from({ readable: raw, writable: raw }), {
    isServer: true,
    cert: pem,
    key: pem,
    ...old,
  });
  return socket.on("error", () => raw.destroy());
}

/** Calls `answer` whenever a whole request has been read. */
function onEachRequest(socket: Socket, answer: () => void): void {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (data) => {
    text += String(data);
    const end = endOfRequest(text);
    if (end === undefined) return;
    text = text.slice(end);
    answer();
  });
}

function endOfRequest(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd).toLowerCase();
  if (head.includes("transfer-encoding: chunked")) {
    const last = text.indexOf("0\r\n\r\n", headEnd);
    return last < 0 ? undefined : last + 5;
  }
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  return text.length < headEnd + 4 + length ? undefined : headEnd + 4 + length;
}

async function play(steps: Step[], socket: Socket, raw: Socket): Promise<void> {
  for (const step of steps) {
    if (step === "stall") return;
    if (step === "arrival") await once(socket, "readable").catch(() => {});
    else if (step === "end") socket.end();
    else if (step === "reset") raw.resetAndDestroy();
    else if ("pause" in step) await sleep(step.pause);
    else if ("send" in step) await written(socket, step.send);
    else if ("sendUnencrypted" in step) await written(raw, step.sendUnencrypted);
    else {
      for (const letter of step.trickle) {
        if (socket.destroyed) return;
        await written(socket, letter);
        await sleep(step.every);
      }
    }
  }
}

/** Resolves when it has left, so that a reset that follows doesn't take it back. */
function written(socket: Socket, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.write(data, () => resolve());
  });
}
