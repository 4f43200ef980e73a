/** An update of the spec: pull → compare → gate → generate → judge → write. Only the last step changes the tree. */
import { sha256 } from "../spec/hash.ts";
import { DEFAULT_SOURCE, readLock, readPulledSnapshot, type Lock } from "../tree/lock.ts";
import { LOCK, readOptional, SNAPSHOT } from "../tree/project.ts";
import { extractSpec } from "../pull/page.ts";
import { currentWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import { isUrl, readSource } from "../pull/source.ts";
import { commit, withTree } from "../tree/transaction.ts";
import type { Identity, Update, UpdateOptions } from "./result.ts";

/** An update ends within a minute: 5 s are left for loading and writing. */
const MAX_UPDATE_MS = 55_000;
/** The rest of the time, and what a quick pull leaves, is for judging. */
const PULL_SHARE = 0.4;

const NOTHING: Identity = { version: null, sha256: null };

const REFUSED: Update = {
  status: "refused",
  reason: "",
  from: NOTHING,
  to: NOTHING,
  impact: "none",
  operations: [],
  report: undefined,
};

/** The result of an update that was refused before it began. Any other error is a defect, and thrown. */
export function refusedFor(error: unknown): Update {
  if (!(error instanceof Refusal)) throw error;
  return { ...REFUSED, reason: error.message };
}

/** A publication or tree that isn't accepted gives a result with the status `refused`, not a rejection. */
export async function updateSpec(root: string, options: UpdateOptions): Promise<Update> {
  const result: Update = { ...REFUSED };
  try {
    await withTree(root, () => run(root, options, result));
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    Object.assign(result, { status: "refused", reason: toReason(error) });
  }
  return result;
}

/** An unexpected error is a refusal, too: nothing has been written, and the result must say so. */
function toReason(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof RangeError && error.message === "Maximum call stack size exceeded")
    return `the source is nested or branched too deeply to be judged: it was stopped while ${currentWork()}`;
  const message = error instanceof Error ? error.message : String(error);
  return `the pipeline failed while ${currentWork()} (${message}): a defect, please report it`;
}

async function run(root: string, options: UpdateOptions, result: Update): Promise<void> {
  const lock = readLock(root);
  if (lock) result.from = { version: lock.version, sha256: lock.sha256 };
  const { source = lock?.source ?? DEFAULT_SOURCE } = options;
  try {
    await pullAndWrite(root, lock, { ...options, source }, result);
  } catch (error) {
    // The result must name its source, as it may be read without the command.
    const isNamed = !(error instanceof Refusal) || error.message.includes(source);
    throw isNamed ? error : new Refusal(...`${error.message} (source: ${source})`.split("\n"));
  }
}

async function pullAndWrite(
  root: string,
  lock: Lock | undefined,
  options: UpdateOptions & { source: string },
  result: Update,
): Promise<void> {
  const { source, onProgress, signal, maxMs = MAX_UPDATE_MS } = options;
  const deadline = performance.now() + maxMs;
  checkSnapshot(root, lock);
  const etag = source === lock?.source ? lock.etag : undefined;
  const pulled = await readSource(source, { etag, onProgress, signal }, { timeoutMs: maxMs * PULL_SHARE });
  if (pulled.status === "not_modified") {
    Object.assign(result, unchanged(result.from, "the source has not changed since (HTTP 304)"));
    return;
  }
  const isSame = (bytes: Uint8Array) => {
    result.to = { version: null, sha256: sha256(bytes) };
    return result.to.sha256 === lock?.sha256;
  };
  // First the bytes as they were pulled: an unchanged spec need not be searched for a page's block.
  const bytes = isSame(pulled.bytes) ? pulled.bytes : extractSpec(pulled.bytes);
  if (isSame(bytes)) {
    Object.assign(result, unchanged(result.from, "the source has the same bytes as the snapshot"));
    return;
  }
  const publication = {
    bytes,
    // A file's path is valid on one machine only, so it is not recorded.
    source: isUrl(source) ? source : (lock?.source ?? DEFAULT_SOURCE),
    etag: isUrl(source) ? pulled.etag : undefined,
  };
  const onRead = (to: Identity) => (result.to = to);
  // From here on the compiler and the generators are needed; an unchanged source never loads them.
  const { prepareUpdate } = options.isIsolated ? await import("./isolated.ts") : await import("./prepare.ts");
  const { reason, report, files, stale } = await prepareUpdate(
    root,
    lock,
    publication,
    { ...options, maxMs: deadline - performance.now() },
    onRead,
  );
  signal?.throwIfAborted();
  if (!options.dryRun) commit(root, files, stale);
  const { impact, operations } = report;
  Object.assign(result, { status: "updated", reason, impact, operations, report });
}

/** Needed even if the source is unchanged: an edited snapshot differs from the source. */
function checkSnapshot(root: string, lock: Lock | undefined): void {
  if (lock) readPulledSnapshot(root, lock);
  else if (readOptional(root, SNAPSHOT))
    throw new Refusal(`${LOCK} is missing, though there is a ${SNAPSHOT}: run git checkout -- ${LOCK}`);
}

function unchanged(to: Identity, reason: string): Partial<Update> {
  return { status: "unchanged", reason, to };
}
