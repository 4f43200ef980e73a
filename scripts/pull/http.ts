import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../spec/refusal.ts";
import { describeCause, checkStatus, readEntityTag, readBody, TransientError } from "./response.ts";
import { parseSourceUrl, parseRedirectTarget } from "./url.ts";

export interface SourceOptions {
  /** The last pull's entity tag: with it, the server may answer that nothing has changed. */
  etag?: string | undefined;
  onProgress?: ((line: string) => void) | undefined;
  /** Stops the pull, which then rejects with its reason. */
  signal?: AbortSignal | undefined;
}

export interface SourceLimits {
  maxBytes: number;
  /** For the pull with all its attempts, waits and the body. */
  timeoutMs: number;
  retries: number;
  /** The first wait's upper bound; it doubles with each retry. */
  backoffMs: number;
  /** A longer Retry-After is refused. */
  maxWaitMs: number;
}

export type Pulled =
  { status: "not_modified" } | { status: "read"; bytes: Uint8Array; etag: string | undefined };

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export async function fetchSource(
  source: string,
  options: SourceOptions,
  limits: SourceLimits,
): Promise<Pulled> {
  const url = parseSourceUrl(source);
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  options.onProgress?.(`Pulling ${url.href}`);
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await pull(url, options.etag, signal, limits.maxBytes);
      } catch (error) {
        if (!(error instanceof TransientError) || signal.aborted) throw error;
        await waitBeforeRetry(error, attempt, options, limits, signal);
      }
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (timeout.aborted) throw new Refusal(`${url.href} was not read within ${limits.timeoutMs / 1000} s`);
    throw error;
  }
}

async function waitBeforeRetry(
  failure: TransientError,
  attempt: number,
  options: SourceOptions,
  limits: SourceLimits,
  signal: AbortSignal,
): Promise<void> {
  if (attempt >= limits.retries) throw new Refusal(`${failure.message} (after ${attempt + 1} attempts)`);
  const { waitMs = Math.random() * limits.backoffMs * 2 ** attempt } = failure;
  if (waitMs > limits.maxWaitMs) {
    throw new Refusal(`${failure.message}; the server asks to wait ${Math.ceil(waitMs / 1000)} s: try later`);
  }
  options.onProgress?.(`${failure.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
  await sleep(waitMs, undefined, { signal });
}

async function pull(
  start: URL,
  etag: string | undefined,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Pulled> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await request(url, etag, signal);
    try {
      if (REDIRECTS.has(response.status)) {
        url = parseRedirectTarget(url, response);
        continue;
      }
      if (response.status === 304 && etag !== undefined) return { status: "not_modified" };
      checkStatus(url, response);
      return {
        status: "read",
        bytes: await readBody(url, response, maxBytes),
        etag: readEntityTag(response),
      };
    } finally {
      // An unread body keeps its socket open. After a body was read or has failed, this does nothing.
      await response.body?.cancel().catch(() => undefined);
    }
  }
  throw new Refusal(`${start.href} redirects more than ${MAX_REDIRECTS} times`);
}

async function request(url: URL, etag: string | undefined, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {
    accept: "application/yaml, application/json, text/markdown, text/plain, */*",
    // Uncompressed, so that the content length counts the bytes that are kept.
    "accept-encoding": "identity",
  };
  if (etag !== undefined) headers["if-none-match"] = etag;
  try {
    return await fetch(url, { headers, redirect: "manual", signal });
  } catch (error) {
    throw new TransientError(`${url.href} can't be reached: ${describeCause(error)}`);
  }
}
