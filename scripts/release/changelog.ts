import { inc } from "semver";
import type { ImpactReport, Level } from "../impact/impact.ts";
import { codeSpan } from "./markdown.ts";
import { Refusal } from "../spec/refusal.ts";

export interface ChangelogEntry {
  /** The package's version that the entry belongs to. */
  version: string;
  specVersion: string;
  report: ImpactReport;
  /** Come first, such as that a version was published before with other content. */
  notes: string[];
}

const TITLE = "# Changelog";
const UNRELEASED = "## Unreleased";

/**
 * An update without impact keeps the version: it changes nothing that a caller needs. Its entry stays under
 * "Unreleased" until the next version.
 */
export function nextVersion(current: string, impact: Level): string {
  if (impact === "none") return current;
  const next = inc(current, impact);
  if (next === null)
    throw new Refusal(`package.json: version ${JSON.stringify(current)} is not a semver version`);
  return next;
}

/** The changelog with the entry on top. What was under "Unreleased" becomes part of the entry's version. */
export function addChangelogEntry(changelog: string, entry: ChangelogEntry): string {
  const { preamble, waiting, released } = split(changelog);
  const heading = entry.report.impact === "none" ? UNRELEASED : `## ${entry.version}`;
  const parts = [preamble, heading, renderEntry(entry), waiting, released];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

function split(changelog: string) {
  const [preamble = "", ...sections] = changelog.trim().split(/\n+(?=## )/);
  const [first = "", ...rest] = sections;
  const unreleased = `${first}\n`.startsWith(`${UNRELEASED}\n`);
  return {
    preamble: preamble || TITLE,
    waiting: unreleased ? first.slice(UNRELEASED.length).trim() : "",
    released: (unreleased ? rest : [first, ...rest]).join("\n\n"),
  };
}

function renderEntry({ specVersion, report, notes }: ChangelogEntry): string {
  const lines = [
    `Venice API ${codeSpan(specVersion)}, impact: ${report.impact}.`,
    ...notes.map((note) => `\n${codeSpan(note)}.`),
    "",
    ...report.operations.flatMap(({ operationId, impact, changes }) => [
      `- ${codeSpan(operationId)} (${impact})`,
      ...changes.map((change) => `  - ${codeSpan(change)}`),
    ]),
  ];
  return lines.join("\n").trim();
}
