/** The process that makes the calls: reads `{ name: baseUrl }` from its argument, prints what it observed. */
import process from "node:process";
import { CASES } from "./cases.ts";
import { leaksIn, observe, watchTimers, type Observed } from "./observe.ts";

/** What the whole run left behind. */
export interface ClientReport {
  rows: Record<string, Observed>;
  unhandled: string[];
  consoleLeaks: string[];
}

/** So many at once that the waits overlap, and so few that a timeout isn't the machine's own. */
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

// The parent's own word: it started the servers.
const baseUrls = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
const rows: Record<string, Observed> = {};
const queue = CASES.values();
const worker = async () => {
  for (const test of queue)
    rows[test.name] = await observe(test, baseUrls[test.name] ?? "https://stub.invalid");
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
print(JSON.stringify({ rows, unhandled, consoleLeaks: leaksIn(printed) } satisfies ClientReport));
// Stalled sockets would keep it.
process.exit(0);
