import { Refusal } from "../spec/refusal.ts";

/** A failure that the next attempt may not have. After the last attempt, its message is the reason of the refusal. */
export class TransientError extends Error {
  readonly waitMs: number | undefined;
  constructor(message: string, waitMs?: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

const NO_ACCESS =
  "it may refuse this network or want a login: download it in a browser and give the file with --source";
const MOVED = "if the spec has moved, give its new address with --source";

/** What to try if a server answers with one of these. */
const NEXT_STEPS: { [status: number]: string } = { 401: NO_ACCESS, 403: NO_ACCESS, 404: MOVED, 410: MOVED };

/** Throws unless the status is 200. */
export function checkStatus(url: URL, response: Response): void {
  if (response.status === 200) return;
  const nextStep = NEXT_STEPS[response.status];
  const answered = `${url.href} answered ${response.status} ${response.statusText}`.trimEnd();
  const message = nextStep === undefined ? answered : `${answered}: ${nextStep}`;
  const isTransient = [408, 429].includes(response.status) || response.status >= 500;
  throw isTransient ? new TransientError(message, parseRetryAfter(response)) : new Refusal(message);
}

/** Reads the body to its end, and throws if a part of it is missing. */
export async function readBody(url: URL, response: Response, maxBytes: number): Promise<Uint8Array> {
  const encoded = response.headers.has("content-encoding");
  const declared = response.headers.get("content-length");
  const tooLarge = new Refusal(`${url.href} is over ${maxBytes} bytes`);
  if (declared !== null && Number(declared) > maxBytes) throw tooLarge;

  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = (response.body ?? new Blob().stream()).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.byteLength;
      if (length > maxBytes) throw tooLarge;
      chunks.push(next.value);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new TransientError(`${url.href} broke off after ${length} bytes: ${describeCause(error)}`);
  } finally {
    reader.releaseLock();
  }
  if (!encoded && declared !== null && Number(declared) !== length) {
    throw new TransientError(`${url.href} sent ${length} of ${declared} bytes`);
  }
  return Buffer.concat(chunks);
}

/** The entity tag, if it may be sent back in a header. */
export function readEntityTag(response: Response): string | undefined {
  const etag = response.headers.get("etag");
  return etag !== null && /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/.test(etag) ? etag : undefined;
}

function parseRetryAfter(response: Response): number | undefined {
  const value = response.headers.get("retry-after") ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Only an HTTP date: Date.parse also finds a year or a sign in a malformed value.
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(value) ? Date.parse(value) : NaN;
  const now = Date.parse(response.headers.get("date") ?? "") || Date.now();
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** The reason that fetch hides behind "fetch failed" and "terminated". */
export function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && cause.message === "" ? String(cause.code) : cause.message;
}
