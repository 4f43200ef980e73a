import { beforeAll, describe, expect, it } from "vitest";
import { CASES } from "./cases.ts";
import { runTable, type TableReport } from "./run-table.ts";

const NODE_WITH_TYPESCRIPT = [process.execPath, "--import", "tsx"];

/** Some cases replace `fetch`; in all others, the server is at fault. */
const toSubject = (name: string) => (name.startsWith("a fetch ") ? name : `a server that ${name}`);

describe("the fault table", () => {
  let report: TableReport;
  beforeAll(async () => {
    report = await runTable(NODE_WITH_TYPESCRIPT);
  });

  it.each(CASES.map((test) => [toSubject(test.name), test] as const))("holds for %s", (_subject, test) => {
    const { name, want } = test;
    expect(report.rows[name]).toEqual({ ...want, wrongBodies: [], leaks: [], leftovers: [] });
  });

  it("has at least 90 rows, each with a name of its own", () => {
    const names = new Set(CASES.map(({ name }) => name));
    expect(names.size).toBe(CASES.length);
    expect(names.size).toBeGreaterThanOrEqual(90);
  });

  it("leaves no rejection unhandled and prints no secret", () => {
    expect(report.unhandled).toEqual([]);
    expect(report.consoleLeaks).toEqual([]);
  });
});
