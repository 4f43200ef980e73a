import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../spec/openapi.ts";

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
 * What a change means to a caller, who writes requests and reads responses. `major`: a program may stop
 * compiling, or a request may be rejected. So a value that a response may newly hold is major (an exhaustive
 * switch), and so is one that it no longer holds (a comparison with it). A limit on a response is not: every
 * program compiles as before.
 */
const COMPATIBILITIES = {
  /** Something optional was added, a limit loosened, a default or a deprecation changed. */
  extends: { request: "minor", response: "minor" },
  /** Fewer values are allowed: fewer requests pass, a reader may rely on more. */
  narrows: { request: "major", response: "minor" },
  /** More values are allowed: more requests pass, a reader must expect more. */
  widens: { request: "minor", response: "major" },
  /** Removed or replaced: neither writers nor readers can continue as before. */
  breaks: { request: "major", response: "major" },
  /** The same values are allowed, in another spelling. */
  equivalent: { request: "patch", response: "patch" },
  /** Only people read it. */
  annotation: { request: "patch", response: "patch" },
} satisfies Record<string, Record<Direction, Level>>;

export type Compatibility = keyof typeof COMPATIBILITIES;

export interface Subject {
  /** `limitPeriod`, `query parameter limit`, `the body`. */
  name: string;
  /** The same with its kind: `property limitPeriod`. */
  label: string;
  direction: Direction;
}

export interface Finding {
  /** Relative to where the comparison began: `consumptionLimit.usd`, `messages[].content`. */
  path: string;
  compatibility: Compatibility;
  message: (subject: Subject) => string;
  /** Found in the spec, but of a kind that the generated types show as well, and judge better. */
  isShape?: boolean;
  /** The compiler's verdict without its reason: reported only if nothing else gives one. */
  isGeneric?: boolean;
  /** Such as a default: validators accept the same values as before. */
  isAdvisory?: boolean;
}

/** A finding at the point that the comparison has reached; `prefixPaths` adds the path to it. */
export function createFinding(
  compatibility: Compatibility,
  message: Finding["message"],
  flags: Pick<Finding, "isShape" | "isGeneric" | "isAdvisory"> = {},
): Finding {
  return { path: "", compatibility, message, ...flags };
}

export interface Change {
  impact: Level;
  text: string;
}

export function levelOf(compatibility: Compatibility, direction: Direction): Level {
  return COMPATIBILITIES[compatibility][direction];
}

export function isMajor({ compatibility }: Finding, direction: Direction): boolean {
  return levelOf(compatibility, direction) === "major";
}

export function prefixPaths(parent: string, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: joinPath(parent, finding.path) }));
}

function joinPath(parent: string, child: string): string {
  return parent === "" || child === "" || child.startsWith("[") ? parent + child : `${parent}.${child}`;
}

/** More of a kind than anyone reads. If schemas refer to each other, the number of paths has no limit. */
const MAX_PER_KIND = 50;

export function capFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Map<Compatibility, number>();
  return findings.filter(({ compatibility }) => {
    const count = (seen.get(compatibility) ?? 0) + 1;
    seen.set(compatibility, count);
    return count <= MAX_PER_KIND;
  });
}

const MAX_VALUES = 5;

function listValues(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_VALUES).map(showValue).join(", ");
  const rest = values.length - MAX_VALUES;
  return `${values.length === 1 ? "value" : "values"} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}

export function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

export function describeChange(what: string, before: Json | undefined, after: Json | undefined): string {
  if (before === undefined) return after === true ? `${what} set` : `${what} added: ${showValue(after)}`;
  if (after === undefined)
    return before === true ? `${what} removed` : `${what} removed (was ${showValue(before)})`;
  return `${what} changed from ${showValue(before)} to ${showValue(after)}`;
}

type Message = Finding["message"];

export function valuesChanged(
  before: readonly unknown[],
  after: readonly unknown[],
  levels: { added: Compatibility; removed: Compatibility; isShape?: boolean },
): Finding[] {
  const missing = (others: readonly unknown[], values: readonly unknown[]) =>
    values.filter((value) => !others.some((other) => isDeepStrictEqual(other, value)));
  const change = (values: readonly unknown[], verb: "added" | "removed") =>
    values.length === 0
      ? []
      : [
          createFinding(levels[verb], ({ name }) => `${listValues(values)} of ${name} ${verb}`, {
            isShape: levels.isShape === true,
          }),
        ];
  return [...change(missing(before, after), "added"), ...change(missing(after, before), "removed")];
}

/** Messages that both the types and the spec give. */
export const removed: Message = ({ label }) => `${label} removed`;

export function added(optional: boolean): Message {
  const kind = optional ? "optional" : "required";
  return ({ label, direction }) => (direction === "request" ? `${kind} ${label} added` : `${label} added`);
}

export function movedTo(optional: boolean): Message {
  return ({ label }) => `${label} is now ${optional ? "optional" : "required"}`;
}

type Presence = { optional: boolean } | undefined;

/** Whether a property was added or removed, or became required or optional. */
export function comparePresence(before: Presence, after: Presence): Finding[] {
  if (!after) return before ? [createFinding("breaks", removed)] : [];
  const { optional } = after;
  if (!before) return [createFinding(optional ? "extends" : "narrows", added(optional))];
  return before.optional === optional
    ? []
    : [createFinding(optional ? "widens" : "narrows", movedTo(optional))];
}

/** Whether a request that was accepted may now be rejected. */
export function rejects(finding: Finding): boolean {
  return isMajor(finding, "request");
}

export function branchChanged(compatibility: Compatibility, verb: string, { type }: JsonObject): Finding {
  const kind = typeof type === "string" ? ` (${type})` : "";
  return createFinding(compatibility, ({ name }) => `a union branch of ${name}${kind} ${verb}`, {
    isShape: true,
  });
}

/** A difference that no rule explains may reject what is sent. */
export function notUnderstood(what = ""): Finding {
  const of = what === "" ? "" : `${what} of `;
  return createFinding("narrows", ({ name }) => `${of}${name} changed in a way that is not understood`);
}
