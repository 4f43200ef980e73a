import { addChangelogEntry, nextVersion } from "../release/changelog.ts";
import { findTruncation, missingOperations, type Spec } from "../gate/truncation.ts";
import { compileFacade } from "./facade-compile.ts";
import { staleFiles, withLock } from "./regenerate.ts";
import { meaningHash, sha256 } from "../spec/hash.ts";
import { assessImpact, type ImpactReport } from "../impact/impact.ts";
import type { Lock } from "../tree/lock.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { packageVersion, withPackageVersion } from "../tree/package-version.ts";
import { CHANGELOG, GENERATED, readGenerated, readIfThere, SNAPSHOT, type Files } from "../tree/project.ts";
import { Refusal } from "../spec/refusal.ts";
import { inputsHash } from "../tree/inputs.ts";
import { formatMarkdown, render } from "../generate/render.ts";
import { checkServer, readSpec } from "../gate/gate.ts";
import { compareSpecVersions } from "../spec/version.ts";
import type { Identity, UpdateOptions } from "./result.ts";

/** What was pulled, and where from. */
export interface Publication {
  bytes: Uint8Array;
  /** The URL that the next pull goes to. */
  source: string;
  etag: string | undefined;
}

/** What an update would write, and what it means. Plain data: it may come from another thread. */
export interface Prepared {
  to: Identity;
  reason: string;
  report: ImpactReport;
  files: Files;
  /** Generated files that the publication makes no more. */
  stale: string[];
}

export type PrepareOptions = Pick<UpdateOptions, "allowDowngrade" | "allowRemovals" | "allowServerChange">;

/**
 * Judges a publication that differs from the snapshot and makes of it what is to be written; writes nothing.
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
  const document = readSpec(publication.bytes);
  const { version } = document.info;
  const to = { version, sha256: sha256(publication.bytes) };
  onRead(to);

  refuseFuture(version);
  if (lock) refuseConflictMarkers(root);
  const snapshot = lock && readSnapshot(root, lock);
  if (lock && snapshot && !options.allowDowngrade) refuseOlder(lock.version, version);
  if (!options.allowRemovals) refuseLoss(snapshot, { bytes: Buffer.from(publication.bytes), document });
  if (snapshot && !options.allowServerChange) refuseOtherHost(snapshot.document, document);
  const { files } = await render(document);
  assertServer(document, files);
  compileFacade(root, files);
  const report = snapshot ? compare(root, snapshot.document, document, files) : FIRST;

  const { source, etag } = publication;
  const newLock = { source, ...to, meaning: meaningHash(document), ...(etag && { etag }) };
  const reason = reasonFor(lock, newLock);
  return {
    to,
    reason,
    report,
    files: {
      ...withLock(newLock, inputsHash(root, newLock), files),
      [SNAPSHOT]: exactText(publication.bytes),
      ...(lock && (await release(root, report, version, reason))),
    },
    stale: staleFiles(root, files),
  };
}

/** Nothing was there before, so nothing can break. */
const FIRST: ImpactReport = { impact: "minor", operations: [], changes: [] };

/** What was pulled last. An edited snapshot would hide what the publication changes. */
function readSnapshot(root: string, lock: Lock): Spec {
  const bytes = readIfThere(root, SNAPSHOT);
  const restore = `run git checkout -- ${SNAPSHOT}`;
  if (!bytes) throw new Refusal(`${SNAPSHOT} is missing, which the lock speaks of: ${restore}`);
  if (sha256(bytes) !== lock.sha256)
    throw new Refusal(`${SNAPSHOT} is not what was pulled, as its lock has another hash: ${restore}`);
  return { bytes, document: readSpec(bytes) };
}

/** A clock may be wrong by this much. */
const MAX_CLOCK_SKEW_MS = 48 * 3_600_000;

/** After a version of the far future, every later one would be older. */
function refuseFuture(version: string): void {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)\./.exec(version) ?? [];
  if (year === undefined) return;
  if (Date.parse(`${year}-${month}-${day}`) > Date.now() + MAX_CLOCK_SKEW_MS)
    throw new Refusal(
      `#/info/version ${version} is a date of the future: if it is none, set this machine's clock`,
    );
}

/** Callers' keys go to the first server's host. */
function refuseOtherHost(before: SpecDocument, after: SpecDocument): void {
  const [from, to] = [serverUrl(before).host, serverUrl(after).host];
  if (from === to) return;
  throw new Refusal(
    `#/servers/0/url has the host ${to}, the snapshot's has ${from}: callers' keys would be sent there. ` +
      "If it is meant, run this with --allow-server-change.",
  );
}

/** Once more, on what callers run: it must be the very address that the gate has read. */
function assertServer(document: SpecDocument, files: Files): void {
  const [, literal = '""'] = /SERVER_URL =\s*("[^"]*")/.exec(files[`${GENERATED}/spec.ts`] ?? "") ?? [];
  if (JSON.parse(literal) !== serverUrl(document).text)
    throw new Error("the generated server address is not the one that the gate has read");
}

function serverUrl({ servers }: SpecDocument): { text: string; host: string } {
  const { href, host } = checkServer(servers);
  return { text: href, host };
}

/** An entry above a half-finished merge would be published in the middle of it. */
function refuseConflictMarkers(root: string): void {
  const lines = readIfThere(root, CHANGELOG)?.toString("utf8").split("\n") ?? [];
  const index = lines.findIndex((line) => /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(line));
  if (index !== -1)
    throw new Refusal(`${CHANGELOG} has a conflict marker in line ${index + 1}: finish the merge first`);
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
  const truncation = findTruncation(snapshot, publication);
  if (truncation === undefined) return;
  throw new Refusal(`The source was cut off: ${truncation}. If it is meant, run this with --allow-removals.`);
}

function compare(root: string, before: SpecDocument, after: SpecDocument, files: Files): ImpactReport {
  const types = `${GENERATED}/venice.d.ts`;
  const generated = readGenerated(root);
  const old = generated[types];
  if (old === undefined) throw new Refusal(`${types} is missing: run npm run generate, then this again`);
  return assessImpact(
    { document: before, types: old, validators: validatorsOf(generated) },
    { document: after, types: files[types] ?? "", validators: validatorsOf(files) },
  );
}

function validatorsOf(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => /\/validate-[^/]*\.js$/.test(path)));
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
