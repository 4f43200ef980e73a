import type { ImpactReport, Level, ReportedChange } from "../impact/impact.ts";
import { codeSpan, tableHead, tableRow } from "./markdown.ts";

export interface UpdateSummary {
  from: { version: string | null; sha256: string | null };
  to: { version: string; sha256: string };
  reason: string;
  report: ImpactReport;
}

/** GitHub takes 65 536 characters for a pull request; three sections and the summary stay well below. */
const SECTION_LIMIT = 18_000;

const SECTIONS: [impact: Level, title: string][] = [
  ["major", "Breaking changes"],
  ["minor", "Additions and other changes"],
  ["patch", "Prose and examples"],
];

const MEANING: Record<Level, string> = {
  major: "a program that compiled may stop compiling, or a request that was accepted may be rejected",
  minor: "something was added; what worked still works",
  patch: "only descriptions or examples changed",
  none: "only the version or the order changed",
};

/** The text of the update's pull request. All text from the spec is in code spans. */
export function renderReport(update: UpdateSummary): string {
  const { impact, changes } = update.report;
  const sections = SECTIONS.flatMap(([level, title]) =>
    renderSection(
      title,
      changes.filter((change) => change.impact === level),
    ),
  );
  return (
    [`## Impact: ${impact}`, toSentence(MEANING[impact]), renderSummary(update), ...sections].join("\n\n") +
    "\n"
  );
}

function renderSummary({ from, to, reason, report }: UpdateSummary): string {
  const count = report.operations.filter(({ operationId }) => operationId !== "*").length;
  return [
    tableHead("", "Version", "SHA-256"),
    tableRow("From", codeSpanOrNone(from.version), codeSpanOrNone(from.sha256)),
    tableRow("To", codeSpan(to.version), codeSpan(to.sha256)),
    "",
    `${codeSpan(reason)}. Operations changed: ${count}.`,
  ].join("\n");
}

function renderSection(title: string, changes: readonly ReportedChange[]): string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ operationId, text }) => tableRow(codeSpan(operationId), codeSpan(text)));
  const shown = rows.slice(0, countRowsThatFit(rows));
  const rest = rows.length - shown.length;
  const more = rest > 0 ? [tableRow("…", `${rest} more`)] : [];
  return [`### ${title}`, [tableHead("Operation", "Change"), ...shown, ...more].join("\n")];
}

function countRowsThatFit(rows: readonly string[]): number {
  let length = 0;
  for (const [index, row] of rows.entries()) {
    length += row.length + 1;
    if (length > SECTION_LIMIT) return index;
  }
  return rows.length;
}

function codeSpanOrNone(text: string | null): string {
  return text === null ? "none" : codeSpan(text);
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
