import { addChangelogEntry, nextVersion } from "../release/changelog.ts";
import { signOfCut, type Spec } from "../gate/cut.ts";
import { compileFacade } from "./facade-compile.ts";
import { staleFiles, withLock } from "./regenerate.ts";
import { meaningHash, sha256 } from "../spec/hash.ts";
import { assessImpact, type ImpactReport } from "../impact/impact.ts";
import type { Lock } from "../tree/lock.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { packageVersion, withPackageVersion } from "../tree/package-version.ts";
import { CHANGELOG, GENERATED, readGenerated, readIfThere, SNAPSHOT, type Files } from "../tree/project.ts";
import { Refusal } from "../spec/refusal.ts";
import { missingOperations } from "../gate/removals.ts";
import { inputsHash } from "../tree/inputs.ts";
import { formatMarkdown, render } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";
import { compareSpecVersions } from "../spec/version.ts";
import { commit } from "../tree/transaction.ts";
import type { Update, UpdateOptions } from "./result.ts";

/** What was pulled, and where from. */
export interface Publication {
  bytes: Uint8Array;
  /** The URL that the next pull goes to. */
  source: string;
  etag: string | undefined;
}

/** Takes a publication that differs from the snapshot, if it passes every gate. @throws {@link Refusal} */
export async function takePublication(
  root: string,
  lock: Lock | undefined,
  publication: Publication,
  options: UpdateOptions,
  progress: Pick<Update, "to">,
): Promise<Partial<Update>> {
  const document = readSpec(publication.bytes);
  const { version } = document.info;
  const hash = sha256(publication.bytes);
  progress.to = { version, sha256: hash };

  const snapshot = lock && readSnapshot(root);
  if (lock && snapshot && !options.allowDowngrade) refuseOlder(lock.version, version);
  if (!options.allowRemovals) refuseLoss(snapshot, { bytes: Buffer.from(publication.bytes), document });
  const { files } = await render(document);
  compileFacade(root, files);
  const report = snapshot ? compare(root, snapshot.document, document, files) : FIRST;

  const { source, etag } = publication;
  const newLock = { source, version, sha256: hash, meaning: meaningHash(document), ...(etag && { etag }) };
  const reason = reasonFor(lock, newLock);
  const tree = {
    ...withLock(newLock, inputsHash(root, newLock), files),
    [SNAPSHOT]: exactText(publication.bytes),
    ...(lock && (await release(root, report, version, reason))),
  };
  if (!options.dryRun) commit(root, tree, staleFiles(root, files));
  return { status: "updated", reason, impact: report.impact, operations: report.operations, report };
}

/** Nothing was there before, so nothing can break. */
const FIRST: ImpactReport = { impact: "minor", operations: [], changes: [] };

function readSnapshot(root: string): Spec {
  const bytes = readIfThere(root, SNAPSHOT);
  if (bytes) return { bytes, document: readSpec(bytes) };
  throw new Refusal(`${SNAPSHOT} is missing, which the lock speaks of: run git checkout -- ${SNAPSHOT}`);
}

function refuseOlder(before: string, after: string): void {
  if (compareSpecVersions(after, before) >= 0) return;
  throw new Refusal(
    `The source has version ${after}, older than the snapshot's ${before}: a stale deployment? ` +
      "If it is meant, run this with --allow-downgrade.",
  );
}

function refuseLoss(snapshot: Spec | undefined, publication: Spec): void {
  const missing = snapshot ? missingOperations(snapshot.document, publication.document) : [];
  if (missing.length > 0)
    throw new Refusal(
      `The source lacks operations that the snapshot has: ${missing.join(", ")}. Was it cut off? ` +
        "If they were removed, run this with --allow-removals.",
    );
  const sign = signOfCut(snapshot, publication);
  if (sign === undefined) return;
  throw new Refusal(
    `The source was cut off: ${sign}. If that is all there is to be, run this with --allow-removals.`,
  );
}

function compare(root: string, before: SpecDocument, after: SpecDocument, files: Files): ImpactReport {
  const types = `${GENERATED}/venice.d.ts`;
  const old = readGenerated(root)[types];
  if (old === undefined) throw new Refusal(`${types} is missing: run npm run generate, then this again`);
  return assessImpact({ document: before, types: old }, { document: after, types: files[types] ?? "" });
}

/** The gate has seen that it is UTF-8; a byte order mark stays, as the snapshot is what was pulled. */
function exactText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function reasonFor(before: Lock | undefined, after: Omit<Lock, "generated">): string {
  if (!before) return `the first snapshot, version ${after.version}`;
  const what =
    before.version === after.version
      ? `version ${after.version} was published again with other content`
      : `version ${before.version} was followed by ${after.version}`;
  return before.meaning === after.meaning ? `${what}, which means the same` : what;
}

/** The changelog's entry and the package's next version. */
async function release(
  root: string,
  report: ImpactReport,
  specVersion: string,
  reason: string,
): Promise<Files> {
  const version = nextVersion(packageVersion(root), report.impact);
  const changelog = readIfThere(root, CHANGELOG)?.toString("utf8") ?? "# Changelog\n";
  const entry = addChangelogEntry(changelog, { version, specVersion, report, notes: [reason] });
  return { [CHANGELOG]: await formatMarkdown(entry), ...withPackageVersion(root, version) };
}
