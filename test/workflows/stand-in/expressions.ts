import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** Contexts by name (`github`, `needs`, …), as plain JSON. */
export type Contexts = Record<string, unknown>;

/** Whether what came before a job or a step has succeeded. */
export type Status = "success" | "failure";

const STATUS_FUNCTIONS = ["success", "failure", "always", "cancelled"] as const;

/** Evaluates an expression with GitHub's own parser and evaluator. */
function evaluate(expression: string, contexts: Contexts, status: Status) {
  const values = {
    success: status === "success",
    failure: status === "failure",
    always: true,
    cancelled: false,
  };
  const functions = STATUS_FUNCTIONS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(values[name]),
  }));
  const parser = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions);
  // The reviver makes a dictionary of an object.
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const byName = new Map(functions.map((definition) => [definition.name, definition]));
  return new Evaluator(parser.parse(), dictionary, byName).evaluate();
}

/** The value of a job's or a step's `if`. Without a status function it also asks for success. */
export function evaluateCondition(
  condition: string | undefined,
  contexts: Contexts,
  status: Status,
): boolean {
  const expression = (condition ?? "success()").replace(/^\s*\$\{\{(.*)\}\}\s*$/s, "$1");
  const asksForStatus = STATUS_FUNCTIONS.some((name) => expression.includes(`${name}(`));
  const whole = asksForStatus ? expression : `success() && (${expression})`;
  return evaluate(`(${whole}) && true || false`, contexts, status).coerceString() === "true";
}

/** Text with each `${{ expression }}` replaced by its value. */
function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression.trim(), contexts, "success").coerceString(),
  );
}

export function interpolateAll(
  values: Record<string, unknown> = {},
  contexts: Contexts,
): Record<string, string> {
  const entries = Object.entries(values).map(([name, value]) => [name, interpolate(String(value), contexts)]);
  // Each entry is a pair of strings.
  return Object.fromEntries(entries) as Record<string, string>;
}
