/** Calls, client cost and imports, side by side. Argument: the folder that scripts/measure/bench.ts prepared. */
import { compare, startServer } from "./calls.mjs";
import { clients } from "./clients.mjs";
import { importTimes } from "./imports.mjs";
import { shown } from "./statistics.mjs";
import { stubFetch } from "./stub.mjs";

const folder = process.argv[2];

function table(title, names, columns) {
  console.log(`\n${title}`);
  const rows = names.map((name, client) => [
    name,
    Object.fromEntries(columns.map(([column, ratios]) => [column, shown(ratios[client])])),
  ]);
  console.table(Object.fromEntries(rows));
}

const namesOf = (all) => all.map(({ name }) => name);

const real = namesOf(clients({}));
const server = await startServer();
const sequential = await compare(folder, real, server.baseUrl, { rounds: 21, times: 500 });
const atOnce = await compare(folder, real, server.baseUrl, { rounds: 21, times: 500, atOnce: 50 });
server.stop();
table("CPU time of creating a key against a loopback server, bare fetch = 1: median (quartiles)", real, [
  ["one after another", sequential],
  ["50 at once", atOnce],
]);

const stubbed = namesOf(clients({}, stubFetch));
const pure = await compare(folder, stubbed, undefined, { rounds: 9, times: 2000 });
table("CPU time of the client alone, over a fetch that answers at once", stubbed, [["ratio", pure]]);

const imported = importTimes(folder, 9);
table("Import, an empty module = 1", namesOf(imported), [["wall time", imported.map(({ ratio }) => ratio)]]);
