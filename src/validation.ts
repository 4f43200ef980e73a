import type { ValidationIssue } from "./errors.ts";
import type { Validator } from "./schema.ts";

/** Where a value breaks the spec, paths as callers write them: `consumptionLimit.usd`. */
export function findIssues(validate: Validator, value: unknown): ValidationIssue[] {
  validate(value);
  return (validate.errors ?? []).map(({ path, message }) => ({
    path: path.slice(1).replaceAll("/", "."),
    message,
  }));
}

/** JSON has no NaN or Infinity and writes null, which may mean "no limit": as a string, it is refused. */
function keepNonFinite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The body as it is sent. Throws what JSON.stringify does, for a cycle or a BigInt. */
export function serialize(body: unknown): string | undefined {
  const json = JSON.stringify(body) as string | undefined;
  // A replacer takes longer than all the rest.
  return json?.includes("null") ? JSON.stringify(body, keepNonFinite) : json;
}
