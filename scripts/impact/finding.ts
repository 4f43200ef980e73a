export type Level = "none" | "patch" | "minor" | "major";
export type Direction = "request" | "response";

const LEVELS: readonly Level[] = ["none", "patch", "minor", "major"];

export function rank(level: Level): number {
  return LEVELS.indexOf(level);
}

export function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>((top, level) => (rank(level) > rank(top) ? level : top), "none");
}

/**
 * What a change means to a caller, who writes requests and reads responses. `major` is the contract's letter:
 * a program may stop compiling, or a request may be rejected. So a value that a response may newly hold is
 * major (an exhaustive switch), and so is one that it no longer holds (a comparison with it), while a limit
 * on a response is not: no program compiles differently for it.
 */
const EFFECTS = {
  /** Something optional was added, a limit loosened, a default or a deprecation changed. */
  extends: { request: "minor", response: "minor" },
  /** Fewer values are allowed: fewer requests pass, a reader may rely on more. */
  narrows: { request: "major", response: "minor" },
  /** More values are allowed: more requests pass, a reader must expect more. */
  widens: { request: "minor", response: "major" },
  /** Gone, or something else: neither writers nor readers can go on as before. */
  breaks: { request: "major", response: "major" },
  prose: { request: "patch", response: "patch" },
} satisfies Record<string, Record<Direction, Level>>;

export type Effect = keyof typeof EFFECTS;

export interface Subject {
  /** `limitPeriod`, `query parameter limit`, `the body`. */
  name: string;
  /** The same with its kind: `property limitPeriod`. */
  noun: string;
  direction: Direction;
}

export interface Finding {
  /** Relative to where the comparison began: `consumptionLimit.usd`, `messages[].content`. */
  path: string;
  effect: Effect;
  sentence: (subject: Subject) => string;
  /** Seen in the spec, but of a kind that the generated types show as well, and judge better. */
  shape?: boolean;
  /** The compiler's verdict without its reason: told only where nothing else gives one. */
  unexplained?: boolean;
}

export interface Change {
  impact: Level;
  text: string;
}

export function levelOf(effect: Effect, direction: Direction): Level {
  return EFFECTS[effect][direction];
}

export function under(parent: string, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: joinPath(parent, finding.path) }));
}

/** Far more of a kind than a person reads. Where schemas refer to each other, paths multiply without end. */
const KIND_LIMIT = 50;

export function limited(findings: readonly Finding[]): Finding[] {
  const seen = new Map<Effect, number>();
  return findings.filter(({ effect }) => {
    const count = (seen.get(effect) ?? 0) + 1;
    seen.set(effect, count);
    return count <= KIND_LIMIT;
  });
}

function joinPath(parent: string, child: string): string {
  return parent === "" || child === "" || child.startsWith("[") ? parent + child : `${parent}.${child}`;
}

const SHOWN_VALUES = 5;

export function listValues(values: readonly unknown[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map(showValue).join(", ");
  const rest = values.length - SHOWN_VALUES;
  return `${values.length === 1 ? "value" : "values"} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}

export function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
