import { facts, type Progress } from "./send/call.ts";
import type { ValidationIssue } from "./errors.ts";
import { SPEC_VERSION } from "./schema.ts";

/** How the service differs from the spec that this package was made from. Names and paths, never a value. */
export interface SpecDrift {
  /** The spec's version. */
  specVersion: string;
  /** The running service's version, where the response told it. */
  serverVersion: string | undefined;
  /** Where a response's shape differs from the spec; empty where only the version does. */
  differences: ValidationIssue[];
}

export type ReportDrift = (call: Progress, differences: ValidationIssue[]) => void;

/** A server that never says the same twice shall not fill the memory. */
const MOST_REPORTS = 100;

/** Calls the hook once for each difference, whatever it does. */
export function driftReporter(hook: ((drift: SpecDrift) => unknown) | undefined): ReportDrift {
  // Versions and shapes; what is as generated needs no telling.
  const seen = new Set<string>([SPEC_VERSION, "[]"]);
  return (call, found) => {
    if (!hook || seen.size >= MOST_REPORTS) return;
    // In a promise's own function, so that nothing that throws here or in the hook decides over the key.
    new Promise((resolve) => {
      const { serverVersion } = facts(call);
      // A property's name may be anything, so even the path is looked through.
      const differences = found.map(({ path, message }) => ({ path: call.redact(path), message }));
      const told = seen.size;
      seen.add(serverVersion ?? SPEC_VERSION).add(JSON.stringify(differences));
      resolve(seen.size > told && hook({ specVersion: SPEC_VERSION, serverVersion, differences }));
    }).catch(() => {});
  };
}
