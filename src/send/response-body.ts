import type { Deadline } from "./deadline.ts";
import type { ResponseFault } from "../errors.ts";

export interface Body {
  /** All that arrived, bytes that aren't UTF-8 replaced. */
  text: string;
  /** What is wrong with it as bytes, if anything is. */
  fault: ResponseFault | undefined;
}

/** What a response's body may be where fetch isn't the platform's own. */
type AnyBody = Partial<ReadableStream<Uint8Array>> | null | undefined;

/** Lets go of a body that nobody reads, so that it doesn't hold the socket. */
export function discard(response: Response): void {
  const cancel = async () => (response.body as AnyBody)?.cancel?.();
  cancel().catch(() => {});
}

/** Reads at most `cap` decoded bytes, for as long as the deadline allows; keeps what came when it breaks. */
export async function readBody(response: Response, cap: number, deadline: Deadline): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let fault: ResponseFault | undefined;
  let left = cap;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    // node-fetch and React Native have no web stream: read in their own way, the key isn't lost.
    reader =
      (response.body as AnyBody)?.getReader?.() ??
      new Response(await deadline.race(response.text())).body?.getReader();
    while (reader) {
      const { done, value } = await deadline.race(reader.read());
      if (done) break;
      chunks.push(value.subarray(0, left));
      left -= value.length;
      if (left < 0) {
        fault = "too_large";
        break;
      }
    }
  } catch {
    fault = "truncated";
  }
  // Frees the socket where there is more; it may fail or never end, and neither matters now.
  if (fault) reader?.cancel().catch(() => {});
  const bytes = joined(chunks);
  return decode(bytes, fault ?? (bytes.length ? undefined : "empty"));
}

function decode(bytes: Uint8Array, fault: ResponseFault | undefined): Body {
  const text = new TextDecoder().decode(bytes);
  if (fault || !text.includes(REPLACED)) return { text, fault };
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // The server wrote the replacement character itself.
    return { text, fault };
  } catch {
    return { text, fault: "bad_utf8" };
  }
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const [first, ...others] = chunks;
  // As nearly every response has it: nothing to copy.
  if (first && !others.length) return first;
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** What stands in a text for bytes that aren't UTF-8. */
const REPLACED = "\uFFFD";

/** The value of the first complete string property of that name, in a text that needn't be whole JSON. */
export function findString(text: string, name: string): string | undefined {
  for (const [, literal = ""] of text.matchAll(new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)+")`, "g")))
    try {
      const value = JSON.parse(literal) as string;
      // A replaced byte means that this isn't what the server wrote.
      if (!value.includes(REPLACED)) return value;
    } catch {
      // An escape that JSON doesn't know: not a complete string.
    }
  return undefined;
}
