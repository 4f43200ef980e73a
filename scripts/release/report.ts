import type { ImpactReport, Level, ReportedChange } from "../impact/impact.ts";
import { codeSpan, tableHead, tableRow } from "./markdown.ts";

export interface UpdateSummary {
  from: { version: string | null; sha256: string | null };
  to: { version: string; sha256: string };
  reason: string;
  report: ImpactReport;
}

/** GitHub takes 65 536 characters for a pull request; three sections and the head stay well below. */
const SECTION_LIMIT = 18_000;

const SECTIONS: [impact: Level, title: string][] = [
  ["major", "Breaking changes"],
  ["minor", "Additions and other changes"],
  ["patch", "Prose and examples"],
];

const MEANING: Record<Level, string> = {
  major: "a program that compiled may stop compiling, or a request that was accepted may be rejected",
  minor: "something was added; what worked goes on working",
  patch: "only descriptions or examples changed",
  none: "only the version or the order changed",
};

/** The text of the update's pull request. Whatever comes from the spec stands in code spans. */
export function renderReport(update: UpdateSummary): string {
  const { impact, changes } = update.report;
  const sections = SECTIONS.flatMap(([level, title]) =>
    section(
      title,
      changes.filter((change) => change.impact === level),
    ),
  );
  return (
    [`## Impact: ${impact}`, sentence(MEANING[impact]), summary(update), ...sections].join("\n\n") + "\n"
  );
}

function summary({ from, to, reason, report }: UpdateSummary): string {
  const count = report.operations.filter(({ operationId }) => operationId !== "*").length;
  return [
    tableHead("", "Version", "SHA-256"),
    tableRow("From", optional(from.version), optional(from.sha256)),
    tableRow("To", codeSpan(to.version), codeSpan(to.sha256)),
    "",
    `${codeSpan(reason)}. Operations changed: ${count}.`,
  ].join("\n");
}

function section(title: string, changes: readonly ReportedChange[]): string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ operationId, text }) => tableRow(codeSpan(operationId), codeSpan(text)));
  const shown = rows.slice(0, fitting(rows));
  const rest = rows.length - shown.length;
  const more = rest > 0 ? [tableRow("…", `${rest} more`)] : [];
  return [`### ${title}`, [tableHead("Operation", "Change"), ...shown, ...more].join("\n")];
}

/** How many rows stay within the limit. */
function fitting(rows: readonly string[]): number {
  let length = 0;
  const over = rows.findIndex((row) => (length += row.length + 1) > SECTION_LIMIT);
  return over === -1 ? rows.length : over;
}

function optional(text: string | null): string {
  return text === null ? "none" : codeSpan(text);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
