/**
 * Text from a spec for Markdown that GitHub renders. In a code span nothing is markup, a mention, a link or an issue.
 * Invisible characters become spaces, as they could still hide a part of the line.
 */
export function codeSpan(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line === "" || line.startsWith("`") || line.endsWith("`") ? " " : "";
  return fence + space + line + space + fence;
}

/** A row of a GitHub table, whose cells are Markdown. A pipe ends a cell even inside a code span. */
export function tableRow(...cells: string[]): string {
  const escaped = cells.map((cell) =>
    cell.replace(/(\\*)\|/g, (_, slashes: string) => `${slashes}${slashes}\\|`),
  );
  return `| ${escaped.join(" | ")} |`;
}

export function tableHead(...titles: string[]): string {
  return [tableRow(...titles), tableRow(...titles.map(() => "---"))].join("\n");
}
