import type { ImpactReport, Level, OperationImpact } from "../impact/impact.ts";

export interface UpdateOptions {
  /** A URL or a file. @defaultValue the lock's */
  source?: string | undefined;
  dryRun?: boolean | undefined;
  allowDowngrade?: boolean | undefined;
  allowRemovals?: boolean | undefined;
  /** Accepts a spec whose first server is on another host than the snapshot's. */
  allowServerChange?: boolean | undefined;
  /** Judges the publication in another process, with a limit of time and memory. */
  isIsolated?: boolean | undefined;
  /** How long pulling and judging may take together. @defaultValue 55 s */
  maxMs?: number | undefined;
  /** Stops an update that has written nothing yet. Its reason, a Refusal, becomes the update's. */
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

/** A publication's label and identity. */
export interface Identity {
  version: string | null;
  sha256: string | null;
}

interface UpdateResult {
  status: "unchanged" | "updated" | "refused";
  reason: string;
  from: Identity;
  to: Identity;
  impact: Level;
  operations: OperationImpact[];
}

/** An update's result, and the report for a reviewer. */
export interface Update extends UpdateResult {
  report: ImpactReport | undefined;
}
