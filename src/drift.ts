import type { ValidationIssue } from "./errors.ts";
import type { SpecDrift } from "./options.ts";
import { SPEC_VERSION } from "./schema.ts";
import type { Call } from "./send/call.ts";
import { ignoreFailure } from "./send/ignore-failure.ts";

export type ReportDrift = (call: Call, findDifferences?: () => ValidationIssue[]) => void;

/** Bounds memory if every response differs. */
const MAX_REPORTS = 100;

/** Calls the hook once for each server version or shape that differs. */
export function createDriftReporter(hook: ((drift: SpecDrift) => unknown) | undefined): ReportDrift {
  // Versions and shapes; those that were generated from need no report.
  const seen = new Set<string>([SPEC_VERSION, "[]"]);
  return (call, findDifferences = () => []) => {
    if (!hook || seen.size >= MAX_REPORTS) return;
    // Errors here or in the hook must not fail the call.
    void ignoreFailure(() => {
      const { serverVersion } = call.responseIds();
      // A property's name may be anything, so even the path is redacted.
      const differences = findDifferences().map(({ path, message }) => ({
        path: call.redact(path),
        message,
      }));
      const shape = JSON.stringify(differences);
      const kind = seen.has(shape) ? "version" : "shape";
      const sizeBefore = seen.size;
      seen.add(serverVersion ?? SPEC_VERSION).add(shape);
      if (seen.size > sizeBefore)
        return hook({ kind, specVersion: SPEC_VERSION, serverVersion, differences });
    });
  };
}
