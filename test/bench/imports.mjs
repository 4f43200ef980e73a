/** How long a process takes to import each client, itself included. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ratios } from "./statistics.mjs";

export function importTimes(work, rounds) {
  const modules = {
    nothing: "data:text/javascript,",
    "venice-api-client": pathToFileURL(join(work, "node_modules/venice-api-client/dist/index.js")).href,
    "openapi-fetch": import.meta.resolve("openapi-fetch"),
    "hey-api": pathToFileURL(join(work, "hey-api.js")).href,
    ky: import.meta.resolve("ky"),
    openai: import.meta.resolve("openai"),
    axios: import.meta.resolve("axios"),
    "npm's undici": import.meta.resolve("undici"),
  };
  const times = [];
  for (let round = 0; round < rounds; round++) times.push(Object.values(modules).map(importTime));
  const all = ratios(times);
  return Object.keys(modules).map((name, n) => ({ name, ratio: all[n] }));
}

function importTime(url) {
  const start = performance.now();
  const code = `await import(${JSON.stringify(url)})`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code]);
  if (status !== 0) throw new Error(String(stderr));
  return performance.now() - start;
}
