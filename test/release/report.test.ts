import { describe, expect, it } from "vitest";
import type { ImpactReport, ReportedChange } from "../../scripts/impact/impact.ts";
import { codeSpan, tableRow } from "../../scripts/release/markdown.ts";
import { renderReport } from "../../scripts/release/report.ts";

const reportOf = (impact: ImpactReport["impact"], changes: ReportedChange[]): ImpactReport => ({
  impact,
  changes,
  operations: [...new Set(changes.map((change) => change.operationId))].map((operationId) => {
    const own = changes.filter((change) => change.operationId === operationId);
    return { operationId, impact, changes: own.map((change) => change.text) };
  }),
});

const rendered = (report: ImpactReport) =>
  renderReport({
    from: { version: "20260814.194349", sha256: "aa" },
    to: { version: "20260821.003341", sha256: "bb" },
    reason: "another version",
    report,
  });

const added: ReportedChange = {
  operationId: "createApiKey",
  impact: "minor",
  text: "request: optional property modelPrivacy added",
};

describe("the report of an update", () => {
  it("begins with the impact, then lists breaks, additions and annotations in tables", () => {
    const annotation: ReportedChange = { operationId: "*", impact: "patch", text: "tags changed" };
    const breaking: ReportedChange = {
      ...added,
      operationId: "createEmbedding",
      impact: "major",
      text: "operation removed",
    };
    expect(rendered(reportOf("major", [annotation, added, breaking]))).toBe(`## Impact: major

A program that compiled may stop compiling, or a request that was accepted may be rejected.

|  | Version | SHA-256 |
| --- | --- | --- |
| From | \`20260814.194349\` | \`aa\` |
| To | \`20260821.003341\` | \`bb\` |

\`another version\`. Operations changed: 2.

### Breaking changes

| Operation | Change |
| --- | --- |
| \`createEmbedding\` | \`operation removed\` |

### Additions and other changes

| Operation | Change |
| --- | --- |
| \`createApiKey\` | \`request: optional property modelPrivacy added\` |

### Prose and examples

| Operation | Change |
| --- | --- |
| \`*\` | \`tags changed\` |
`);
  });

  it.each<[impact: ImpactReport["impact"], meaning: string]>([
    ["major", "A program that compiled may stop compiling, or a request that was accepted may be rejected."],
    ["minor", "Something was added; what worked still works."],
    ["patch", "Only descriptions or examples changed."],
    ["none", "Only the version or the order changed."],
  ])("says what the impact %s means, and has no table of changes if there are none", (impact, meaning) => {
    expect(rendered(reportOf(impact, [])).split("\n\n")).toEqual([
      `## Impact: ${impact}`,
      meaning,
      expect.stringMatching(/^\|  \| Version/) as string,
      "`another version`. Operations changed: 0.\n",
    ]);
  });

  it("notes for a first snapshot that there was none before", () => {
    const to = { version: "1", sha256: "bb" };
    const update = {
      from: { version: null, sha256: null },
      to,
      reason: "first",
      report: reportOf("none", []),
    };
    expect(renderReport(update)).toContain("| From | none | none |");
  });

  it("stays below what a pull request may hold, and counts what it left out", () => {
    const levels = ["major", "minor", "patch"] as const; // literals, for the levels
    const many = levels.flatMap((impact) =>
      Array.from({ length: 2000 }, (_, index) => ({ ...added, impact, text: `property p${index} added` })),
    );
    const report = rendered(reportOf("major", many));
    expect(report.length).toBeLessThan(60_000);
    expect(report.match(/\| … \| \d+ more \|/g)).toHaveLength(3);
  });

  it("has a section's rows up to 18 000 characters, each with its line break", () => {
    const rowLength = 100;
    const fits = Array.from({ length: 180 }, (): ReportedChange => ({
      ...added,
      operationId: "o",
      text: "",
    }));
    const frame = tableRow(codeSpan("o"), codeSpan("")).length + "\n".length - "  ".length;
    const full = fits.map((change) => ({ ...change, text: "t".repeat(rowLength - frame) }));
    expect(rendered(reportOf("minor", full))).not.toContain("more");
    const longer = full.map((change, index) =>
      index === 0 ? { ...change, text: `${change.text}t` } : change,
    );
    expect(rendered(reportOf("minor", longer))).toContain("| … | 1 more |");
  });
});

describe("text of a spec in Markdown", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`"],
    ["@everyone see #1 and https://evil.test", "`@everyone see #1 and https://evil.test`"],
    ["a ` b `` c", "```a ` b `` c```"],
    ["`", "`` ` ``"],
    ["`a` b", "`` `a` b ``"],
    ["a `b`", "`` a `b` ``"],
    ["", "`  `"],
    ["one\n\n## two\r\n| three", "`one ## two | three`"],
    ["\u202Eabc\u0000\u200B", "`abc`"],
  ])("%j is inert as %s", (given, want) => {
    expect(codeSpan(given)).toBe(want);
  });

  it.each([
    ["a | b", "| a \\| b |"],
    ["a \\| b", "| a \\\\\\| b |"],
    ["a \\ b", "| a \\ b |"],
  ])("%j stays within its cell", (given, want) => {
    expect(tableRow(given)).toBe(want);
  });
});
