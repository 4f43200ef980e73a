/** CPU time of each client for the same calls, interleaved, as ratios to the first. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { ratios } from "./statistics.mjs";

/** Until all of it is compiled: what a service pays once isn't what a call costs. */
const WARM_UP = 3000;

const start = (script, ...args) =>
  fork(new URL(script, import.meta.url), args, { execArgv: ["--expose-gc"] });

export async function startServer() {
  const child = start("server.mjs");
  const [port] = await once(child, "message");
  return { baseUrl: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}

async function ask(child, work) {
  child.send(work);
  const [cost] = await once(child, "message");
  return cost;
}

/**
 * The ratios of all clients, each in a process of its own, one at work at a time; the order turns from round to
 * round, so that none always follows the same. Without a base URL, over a fetch that answers at once.
 */
export async function compare(folder, names, baseUrl, { rounds, times, atOnce = 1 }) {
  const callers = names.map((name) => start("caller.mjs", folder, name, baseUrl ?? ""));
  const costs = [];
  try {
    for (const caller of callers) await ask(caller, { times: WARM_UP, atOnce });
    for (let round = 0; round < rounds; round++) {
      const cost = [];
      for (let n = 0; n < callers.length; n++) {
        const client = (n + round) % callers.length;
        cost[client] = await ask(callers[client], { times, atOnce });
      }
      costs.push(cost);
    }
  } finally {
    for (const caller of callers) caller.disconnect();
  }
  return ratios(costs);
}
