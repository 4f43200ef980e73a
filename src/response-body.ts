import type { Deadline } from "./deadline.ts";
import type { ResponseFault } from "./errors.ts";

export interface Body {
  /** All that arrived, bytes that aren't UTF-8 replaced. */
  text: string;
  /** What is wrong with it as bytes, if anything is. */
  fault: ResponseFault | undefined;
}

/** Reads at most `cap` decoded bytes, for as long as the deadline allows; keeps what came when it breaks. */
export async function readBody(response: Response, cap: number, deadline: Deadline): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let fault: ResponseFault | undefined;
  let left = cap;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    reader = response.body?.getReader();
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
  return decode(chunks, fault ?? (chunks.length ? undefined : "empty"));
}

function decode(chunks: Uint8Array[], fault: ResponseFault | undefined): Body {
  const text = decodeWith(new TextDecoder(), chunks);
  if (fault || !text.includes(REPLACED)) return { text, fault };
  try {
    decodeWith(new TextDecoder("utf-8", { fatal: true }), chunks);
    // The server wrote the replacement character itself.
    return { text, fault };
  } catch {
    return { text, fault: "bad_utf8" };
  }
}

function decodeWith(decoder: TextDecoder, chunks: Uint8Array[]): string {
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}

/** What stands in a text for bytes that aren't UTF-8. */
const REPLACED = "\uFFFD";

/** The value of the first complete string property of that name, in a text that needn't be whole JSON. */
export function findString(text: string, name: string): string | undefined {
  const found = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(text);
  try {
    const value: unknown = found && JSON.parse(found[1] ?? "");
    // A replaced byte means that this isn't what the server wrote.
    if (typeof value === "string" && value && !value.includes(REPLACED)) return value;
  } catch {
    // An escape that JSON doesn't know: not a complete string.
  }
  return undefined;
}
