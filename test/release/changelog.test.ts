import { check } from "prettier";
import { describe, expect, it } from "vitest";
import { type ChangelogEntry, addChangelogEntry, nextVersion } from "../../scripts/release/changelog.ts";
import type { ImpactReport, Level } from "../../scripts/impact/impact.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

describe("the next version", () => {
  it.each<[current: string, impact: Level, want: string]>([
    ["0.1.0", "major", "1.0.0"],
    ["0.1.0", "minor", "0.2.0"],
    ["0.1.9", "patch", "0.1.10"],
    ["0.1.0", "none", "0.1.0"],
    ["1.4.2", "major", "2.0.0"],
    ["1.4.2", "minor", "1.5.0"],
    ["1.4.2", "patch", "1.4.3"],
    ["1.4.2", "none", "1.4.2"],
    ["1.0.0-beta.1", "patch", "1.0.0"],
  ])("of %s after a %s change is %s", (current, impact, want) => {
    expect(nextVersion(current, impact)).toBe(want);
  });

  it("of something else is refused, with what was found", () => {
    expect(() => nextVersion("next", "minor")).toThrow(
      new Refusal('package.json: version "next" is not a semver version'),
    );
  });
});

const text = "request: optional property modelPrivacy added";
const report: ImpactReport = {
  impact: "minor",
  operations: [{ operationId: "createApiKey", impact: "minor", changes: [text] }],
  changes: [{ operationId: "createApiKey", impact: "minor", text }],
};
const none: ImpactReport = { impact: "none", operations: [], changes: [] };
const entry = (more: Partial<ChangelogEntry>): ChangelogEntry => ({
  version: "0.2.0",
  specVersion: "20260821.003341",
  report,
  notes: [],
  ...more,
});

const ENTRY = `Venice API \`20260821.003341\`, impact: minor.

- \`createApiKey\` (minor)
  - \`request: optional property modelPrivacy added\``;
const NONE = "Venice API `20260822.000000`, impact: none.";

describe("a changelog entry", () => {
  const quiet = entry({ specVersion: "20260822.000000", report: none, version: "0.1.0" });

  it.each<[what: string, changelog: string, added: ChangelogEntry, want: string]>([
    ["begins a changelog", "", entry({}), `# Changelog\n\n## 0.2.0\n\n${ENTRY}\n`],
    [
      "stands above the entries of older versions, below the introduction",
      "# Changelog\n\nRead this.\n\n## 0.1.0\n\nFirst.\n",
      entry({}),
      `# Changelog\n\nRead this.\n\n## 0.2.0\n\n${ENTRY}\n\n## 0.1.0\n\nFirst.\n`,
    ],
    [
      "leaves the entries of older versions in their order",
      "# Changelog\n\n## 0.1.1\n\nSecond.\n\n\n## 0.1.0\n\nFirst.\n",
      entry({}),
      `# Changelog\n\n## 0.2.0\n\n${ENTRY}\n\n## 0.1.1\n\nSecond.\n\n## 0.1.0\n\nFirst.\n`,
    ],
    [
      "takes the place of a heading below which nothing waits",
      "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\nFirst.\n",
      entry({}),
      `# Changelog\n\n## 0.2.0\n\n${ENTRY}\n\n## 0.1.0\n\nFirst.\n`,
    ],
    [
      "begins with the notes",
      "# Changelog\n",
      entry({ notes: ["version 20260821.003341 was used before"] }),
      `# Changelog\n\n## 0.2.0\n\n${ENTRY.replace("\n\n", "\n\n`version 20260821.003341 was used before`.\n\n")}\n`,
    ],
    [
      "without impact waits for the next version",
      "# Changelog\n\n## 0.1.0\n\nFirst.\n",
      quiet,
      `# Changelog\n\n## Unreleased\n\n${NONE}\n\n## 0.1.0\n\nFirst.\n`,
    ],
    [
      "without impact joins others that wait",
      `# Changelog\n\n## Unreleased\n\nEarlier.\n`,
      quiet,
      `# Changelog\n\n## Unreleased\n\n${NONE}\n\nEarlier.\n`,
    ],
    [
      "with impact takes along what waits",
      `# Changelog\n\n## Unreleased\n\n${NONE}\n\n## 0.1.0\n\nFirst.\n`,
      entry({}),
      `# Changelog\n\n## 0.2.0\n\n${ENTRY}\n\n${NONE}\n\n## 0.1.0\n\nFirst.\n`,
    ],
  ])("%s", async (_, changelog, added, want) => {
    const got = addChangelogEntry(changelog, added);
    expect(got).toBe(want);
    expect(await check(got, { parser: "markdown", printWidth: 110 })).toBe(true);
  });
});
