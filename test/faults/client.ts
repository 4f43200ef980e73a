/** The process that makes the calls: reads `{ name: Places }` from its argument, prints what it observed. */
import process from "node:process";
import { CASES } from "./cases.ts";
import { leaksIn, observe, watchTimers, type Observed, type Places } from "./observe.ts";

/** What all cases together left behind. */
export interface ClientReport {
  rows: Record<string, Observed>;
  unhandled: string[];
  consoleLeaks: string[];
  /** The most memory that the process had between two cases. */
  maxMemory: number;
}

/** So many at once that the waits overlap. */
const AT_ONCE = 24;

const unhandled: string[] = [];
const printed: Record<string, string> = {};
process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));
process.on("uncaughtException", (error) => unhandled.push(String(error)));
const print = console.log;
for (const method of ["log", "info", "warn", "error", "debug"] as const)
  console[method] = (...args: unknown[]) =>
    void (printed[`console.${method}`] = `${printed[`console.${method}`] ?? ""} ${args.join(" ")}`);
watchTimers();

// A recipe's fetch in place of the runtime's, which the client looks up at each call.
if (process.env["FAULT_TABLE_FETCH"] === "undici request") {
  const { createUndiciFetch } = await import("../recipes/undici-request.ts");
  globalThis.fetch = createUndiciFetch();
}

// The parent's own word: it started the servers.
const places = JSON.parse(process.argv[2] ?? "{}") as Record<string, Places>;
const rows: Record<string, Observed> = {};
let maxMemory = 0;
const queue = CASES.values();
const worker = async () => {
  for (const test of queue) {
    const place = places[test.name];
    if (!place) throw new Error(`no server for "${test.name}"`);
    rows[test.name] = await observe(test, place);
    maxMemory = Math.max(maxMemory, process.memoryUsage().rss);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
print(JSON.stringify({ rows, unhandled, consoleLeaks: leaksIn(printed), maxMemory } satisfies ClientReport));
// Stalled sockets would keep it.
process.exit(0);
