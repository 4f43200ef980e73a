/** Checks a publication against the snapshot: it must be a later state of the same API. */
import { checkServer } from "../gate/gate.ts";
import { findTruncation, missingOperations, type Spec } from "../gate/truncation.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { Refusal } from "../spec/refusal.ts";
import { compareSpecVersions } from "../spec/version.ts";
import { CHANGELOG, readOptional } from "../tree/project.ts";
import type { UpdateOptions } from "./result.ts";

type Allowed = Pick<UpdateOptions, "allowDowngrade" | "allowRemovals" | "allowServerChange">;

/** @throws {@link Refusal} if the publication is stale, truncated or has another server, unless that is allowed */
export function checkAgainstSnapshot(snapshot: Spec | undefined, publication: Spec, allowed: Allowed): void {
  const { document } = publication;
  refuseFuture(document.info.version);
  if (snapshot && !allowed.allowDowngrade) refuseOlder(snapshot.document.info.version, document.info.version);
  if (!allowed.allowRemovals) refuseLoss(snapshot, publication);
  if (snapshot && !allowed.allowServerChange) refuseOtherHost(snapshot.document, document);
}

/** A clock may be wrong by this much. */
const MAX_CLOCK_SKEW_MS = 48 * 3_600_000;

/** After a version of the far future, every later version would be older. */
function refuseFuture(version: string): void {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)\./.exec(version) ?? [];
  // NaN if it is no date.
  if (Date.parse(`${year}-${month}-${day}`) > Date.now() + MAX_CLOCK_SKEW_MS)
    throw new Refusal(
      `#/info/version ${version} is a date of the future: if it is none, set this machine's clock`,
    );
}

function refuseOlder(before: string, after: string): void {
  if (compareSpecVersions(after, before) >= 0) return;
  throw new Refusal(
    `The source has version ${after}, older than the snapshot's ${before}: a stale deployment? ` +
      "If this is intended, run this with --allow-downgrade.",
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
  throw new Refusal(
    `The source was cut off: ${truncation}. If this is intended, run this with --allow-removals.`,
  );
}

/** Callers' keys go to the first server's host. */
function refuseOtherHost(before: SpecDocument, after: SpecDocument): void {
  const [hostBefore, hostAfter] = [checkServer(before.servers).host, checkServer(after.servers).host];
  if (hostBefore === hostAfter) return;
  throw new Refusal(
    `#/servers/0/url has the host ${hostAfter}, the snapshot's has ${hostBefore}: callers' keys would be sent there. ` +
      "If this is intended, run this with --allow-server-change.",
  );
}

/** Otherwise the new entry would be published with the conflict markers below it. */
export function refuseConflictMarkers(root: string): void {
  const lines = readOptional(root, CHANGELOG)?.toString("utf8").split("\n") ?? [];
  const index = lines.findIndex((line) => /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(line));
  if (index !== -1)
    throw new Refusal(`${CHANGELOG} has a conflict marker in line ${index + 1}: finish the merge first`);
}
