import { beforeAll, describe, expect, it } from "vitest";
import { CASES } from "./cases.ts";
import { runTable, type TableReport } from "./run-table.ts";

const NODE_WITH_TYPESCRIPT = [process.execPath, "--import", "tsx"];

describe("what the server does decides class, outcome, requests and what can be recovered", () => {
  let report: TableReport;
  beforeAll(async () => {
    report = await runTable(NODE_WITH_TYPESCRIPT);
  });

  it.each(CASES)("$name", ({ name, want }) => {
    expect(report.rows[name]).toEqual({ ...want, wrongBodies: [], leaks: [], leftovers: [] });
  });

  it("has at least 90 rows, each with a name of its own", () => {
    const names = new Set(CASES.map(({ name }) => name));
    expect(names.size).toBe(CASES.length);
    expect(names.size).toBeGreaterThanOrEqual(90);
  });

  it("leaves nothing unhandled and prints no secret", () => {
    expect(report.unhandled).toEqual([]);
    expect(report.consoleLeaks).toEqual([]);
  });
});
