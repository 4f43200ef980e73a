/** Servers that misbehave exactly as planned, on raw sockets: one for each case, so that each counts alone. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { listen } from "../support/listen.ts";
import type { ServerPlan, Step } from "./fault-case.ts";

export interface RawServer {
  baseUrl: string;
  /** Of the requests whose head and body have arrived. */
  readonly bodies: string[];
  /** Resolves when something of a request has arrived, or a connection if it reads none. */
  readonly arrival: Promise<void>;
  close(): void;
}

export async function startRawServer(plan: ServerPlan): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const bodies: string[] = [];
  const scripts = plan.onRequest ?? [];
  let announce: () => void;
  const arrival = new Promise<void>((resolve) => (announce = resolve));
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on("error", () => {}).on("close", () => sockets.delete(raw));
    const socket = plan.tls ? encrypted(raw, plan) : raw;
    if (plan.onConnect) {
      announce();
      return void play(plan.onConnect, socket, raw);
    }
    onEachRequest(socket, (body) => {
      announce();
      const script = scripts[Math.min(bodies.length, scripts.length - 1)];
      bodies.push(body);
      if (script) void play(script, socket, raw);
    });
  });
  const port = await listen(server);
  return {
    baseUrl: `${plan.tls ? "https" : "http"}://127.0.0.1:${port}/api/v1`,
    bodies,
    arrival,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
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

/** Calls `answer` with the body of each request, once it is complete. */
function onEachRequest(socket: Socket, answer: (body: string) => void): void {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (data) => {
    text += String(data);
    const request = firstRequest(text);
    if (!request) return;
    text = text.slice(request.end);
    answer(request.body);
  });
}

function firstRequest(text: string): { body: string; end: number } | undefined {
  const start = text.indexOf("\r\n\r\n") + 4;
  if (start < 4) return undefined;
  const head = text.slice(0, start).toLowerCase();
  const end = start + Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  return text.length < end ? undefined : { body: text.slice(start, end), end };
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
