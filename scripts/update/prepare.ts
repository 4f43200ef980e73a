import { addChangelogEntry, nextVersion } from "../release/changelog.ts";
import type { Spec } from "../gate/truncation.ts";
import { checkAgainstSnapshot, refuseConflictMarkers } from "./acceptance.ts";
import { semanticHash, sha256 } from "../spec/hash.ts";
import type { ImpactReport } from "../impact/impact.ts";
import { readPulledSnapshot, withLock, type Lock } from "../tree/lock.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { packageVersion, withPackageVersion } from "../tree/package-version.ts";
import { CHANGELOG, GENERATED, readOptional, SNAPSHOT, staleFiles, type Files } from "../tree/project.ts";
import { inputsHash } from "../tree/inputs.ts";
import { reportWork } from "../spec/progress.ts";
import { checkServer, readSpec } from "../gate/gate.ts";
import { compareSpecVersions } from "../spec/version.ts";
import type { Identity, UpdateOptions } from "./result.ts";

/** What was pulled, and its source. */
export interface Publication {
  bytes: Uint8Array;
  /** The URL that the next pull goes to. */
  source: string;
  etag: string | undefined;
}

/** What an update would write, and its impact. Plain data, as it may come from another process. */
export interface Prepared {
  to: Identity;
  reason: string;
  report: ImpactReport;
  files: Files;
  /** Generated files that this publication doesn't have. */
  stale: string[];
}

export type PrepareOptions = Pick<UpdateOptions, "allowDowngrade" | "allowRemovals" | "allowServerChange">;

/**
 * Checks a publication that differs from the snapshot and renders what an update would write; writes nothing.
 * `onRead` is called once the publication has a version.
 * @throws {@link Refusal} if it fails a gate
 */
export async function prepareUpdate(
  root: string,
  lock: Lock | undefined,
  publication: Publication,
  options: PrepareOptions,
  onRead: (to: Identity) => void,
): Promise<Prepared> {
  reportWork("reading the source");
  const document = readSpec(publication.bytes);
  const { version } = document.info;
  const to = { version, sha256: sha256(publication.bytes) };
  onRead(to);

  if (lock) refuseConflictMarkers(root);
  reportWork("comparing the source with the snapshot");
  const snapshot = lock && readSnapshot(root, lock);
  checkAgainstSnapshot(snapshot, { bytes: Buffer.from(publication.bytes), document }, options);
  // Loaded late: most refusals come before and need neither the generators nor the compiler.
  const { render } = await import("../generate/render.ts");
  const rendered = await render(document);
  const { files } = rendered;
  assertServer(document, files);
  const { compileFacade } = await import("./facade-compile.ts");
  reportWork("compiling src/ with the types of the source");
  compileFacade(root, files);
  const { compareRevisions } = await import("./compare.ts");
  const report = snapshot ? compareRevisions(root, snapshot.document, document, rendered) : FIRST_REPORT;

  reportWork("writing the report");
  const { source, etag } = publication;
  const newLock = { source, ...to, meaning: semanticHash(document), ...(etag && { etag }) };
  const reason = describeChange(lock, newLock);
  return {
    to,
    reason,
    report,
    files: {
      ...withLock(newLock, inputsHash(root, newLock), files),
      [SNAPSHOT]: decodeExactly(publication.bytes),
      ...(lock && (await renderRelease(root, report, version, reason))),
    },
    stale: staleFiles(root, files),
  };
}

/** Without a snapshot, nothing can break. */
const FIRST_REPORT: ImpactReport = { impact: "minor", operations: [], changes: [] };

function readSnapshot(root: string, lock: Lock): Spec {
  const bytes = readPulledSnapshot(root, lock);
  return { bytes, document: readSpec(bytes) };
}

/** Checks the generated code, too: its server must be the one that the gate has checked. */
function assertServer(document: SpecDocument, files: Files): void {
  const [, literal = '""'] = /SERVER_URL =\s*("[^"]*")/.exec(files[`${GENERATED}/spec.ts`] ?? "") ?? [];
  if (JSON.parse(literal) !== checkServer(document.servers).href)
    throw new Error("the generated server address is not the one that the gate has read");
}

/** The gate has checked that it is UTF-8. A byte order mark stays, as the snapshot has the bytes that were pulled. */
function decodeExactly(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function describeChange(before: Lock | undefined, after: Omit<Lock, "generated">): string {
  if (!before) return `the first snapshot, version ${after.version}`;
  const order = compareSpecVersions(after.version, before.version);
  const change =
    before.version === after.version
      ? `version ${after.version} was published again with other content`
      : `version ${before.version} ${order < 0 ? "went back to" : "was followed by"} ${after.version}`;
  return before.meaning === after.meaning ? `${change}, which means the same` : change;
}

/** The changelog's entry and the package's next version. */
async function renderRelease(
  root: string,
  report: ImpactReport,
  specVersion: string,
  reason: string,
): Promise<Files> {
  const version = nextVersion(packageVersion(root), report.impact);
  const changelog = readOptional(root, CHANGELOG)?.toString("utf8") ?? "";
  const entry = addChangelogEntry(changelog, { version, specVersion, report, notes: [reason] });
  const { formatMarkdown } = await import("../generate/render.ts");
  return { [CHANGELOG]: await formatMarkdown(entry), ...withPackageVersion(root, version) };
}
