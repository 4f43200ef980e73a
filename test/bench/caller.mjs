/** One client in a process of its own, as a service has it: no other warms or spoils what it runs on. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { clients } from "./clients.mjs";
import { stubFetch } from "./stub.mjs";

const [folder, wanted, baseUrl] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(folder, path)).href);
const packages = {
  venice: await load("node_modules/venice-api-client/dist/index.js"),
  heyApi: await load("hey-api.js"),
  undiciRequest: await load("undici-request.js"),
};
const { make } = clients(packages, baseUrl ? undefined : stubFetch).find(({ name }) => name === wanted);
const call = make(baseUrl || "http://127.0.0.1:1");

async function inTurn(times) {
  for (let n = 0; n < times; n++) await call();
}

process.on("message", async ({ times, atOnce }) => {
  globalThis.gc();
  const start = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, () => inTurn(times / atOnce)));
  const { user, system } = process.cpuUsage(start);
  process.send(user + system);
});
process.once("disconnect", () => process.exit());
