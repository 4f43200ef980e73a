/** CPU time of each client for the same calls, interleaved, as ratios to the first. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { ratios } from "./statistics.mjs";

export async function startServer() {
  const child = fork(new URL("server.mjs", import.meta.url));
  const [port] = await once(child, "message");
  return { baseUrl: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}

async function cpuOf(work) {
  globalThis.gc?.();
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

async function inTurn(call, times) {
  for (let n = 0; n < times; n++) await call();
}

/** `atOnce` calls run side by side until `times` are done. */
async function sideBySide(call, times, atOnce) {
  await Promise.all(Array.from({ length: atOnce }, () => inTurn(call, times / atOnce)));
}

/** The ratios of all clients; the order turns from round to round, so that none always follows the same. */
export async function compare(calls, { rounds, times, atOnce = 1 }) {
  for (const call of calls) await sideBySide(call, times, atOnce);
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    const cost = [];
    for (let n = 0; n < calls.length; n++) {
      const client = (n + round) % calls.length;
      cost[client] = await cpuOf(() => sideBySide(calls[client], times, atOnce));
    }
    costs.push(cost);
  }
  return ratios(costs);
}
