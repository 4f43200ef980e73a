import { beforeAll, describe, expect, it } from "vitest";
import { CASES } from "../faults/cases.ts";
import type { Want } from "../faults/fault-case.ts";
import { runTable, type TableReport } from "../faults/run-table.ts";

/** How the results of undici's `request` differ from those of its fetch. */
const DIFFERENCES: Record<string, Partial<Want>> = {
  // The decoder reports that the data is cut off; fetch does not.
  "cuts gzip off": { outcome: "created" },
  // It refuses no port, and finds no server there.
  "has a port that fetch refuses to use": { attempts: 3 },
};

describe("a client over undici's request instead of fetch", () => {
  let report: TableReport;
  beforeAll(async () => {
    report = await runTable([process.execPath, "--import", "tsx"], "undici request");
  });

  it.each(CASES.filter(({ fetch }) => !fetch))(
    "keeps its promises to a server that $name",
    ({ name, want }) => {
      const wanted = { ...want, ...DIFFERENCES[name], wrongBodies: [], leaks: [], leftovers: [] };
      expect(report.rows[name]).toEqual(wanted);
    },
  );

  it("leaves nothing unhandled and prints no secret", () => {
    expect(report.unhandled).toEqual([]);
    expect(report.consoleLeaks).toEqual([]);
  });
});
