/** Calls, client cost and imports, side by side. Argument: the folder that scripts/bench.ts prepared. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compare, startServer } from "./calls.mjs";
import { clients } from "./clients.mjs";
import { importTimes } from "./imports.mjs";
import { shown } from "./statistics.mjs";
import { stubFetch } from "./stub.mjs";

const work = process.argv[2];
const load = (path) => import(pathToFileURL(join(work, path)).href);
const packages = {
  venice: await load("node_modules/venice-api-client/dist/index.js"),
  heyApi: await load("hey-api.js"),
};

async function table(title, all, columns) {
  const rows = await Promise.all(columns.map(([, ratios]) => ratios));
  console.log(`\n${title}`);
  const names = columns.map(([name]) => name);
  console.table(
    Object.fromEntries(
      all.map(({ name }, client) => [
        name,
        Object.fromEntries(names.map((column, n) => [column, shown(rows[n][client])])),
      ]),
    ),
  );
}

const server = await startServer();
const real = clients(packages);
const calls = real.map(({ make }) => make(server.baseUrl));
const sequential = await compare(calls, { rounds: 11, times: 300 });
const atOnce = await compare(calls, { rounds: 11, times: 500, atOnce: 50 });
server.stop();
await table(
  "CPU time of creating a key against a loopback server, bare fetch = 1: median (quartiles)",
  real,
  [
    ["one after another", sequential],
    ["50 at once", atOnce],
  ],
);

const stubbed = clients(packages, stubFetch);
const pure = await compare(
  stubbed.map(({ make }) => make("http://127.0.0.1:1")),
  { rounds: 9, times: 2000 },
);
await table("CPU time of the client alone, over a fetch that answers at once", stubbed, [["ratio", pure]]);

const imported = importTimes(work, 9);
await table("Import, an empty module = 1", imported, [["wall time", imported.map(({ ratio }) => ratio)]]);
