import type { ResponseFault } from "../errors.ts";
import type { Deadline } from "./deadline.ts";
import { ignoreFailure } from "./ignore-failure.ts";
import { parseJson } from "./json.ts";

export interface Body {
  /** All that arrived, bytes that aren't UTF-8 replaced. */
  text: string;
  /** What is wrong with it as bytes, if anything is. */
  fault: ResponseFault | undefined;
  /** The parsed text, if it had to be parsed to see that it is whole. */
  value?: object;
}

/** A web stream; one of Node's, as node-fetch and undici's `request` have it; or none, as in React Native. */
type AnyBody =
  Partial<ReadableStream<Uint8Array> & AsyncIterable<Uint8Array> & NodeStream> | null | undefined;
interface NodeStream {
  on(event: "error", listener: () => void): void;
  destroy(): void;
}

interface Chunks {
  next(): PromiseLike<IteratorResult<Uint8Array, unknown>>;
  /** Frees the socket. */
  cancel(): unknown;
}

function openBody(body: AnyBody): Chunks | undefined {
  const reader = body?.getReader?.();
  if (reader) return { next: () => reader.read(), cancel: () => reader.cancel() };
  const iterator = body?.[Symbol.asyncIterator]?.();
  return iterator && { next: () => iterator.next(), cancel: () => destroy(body) };
}

/** Releases a body that nobody reads, so that it doesn't hold the socket. */
export function discard(response: Response): void {
  void ignoreFailure(async () => {
    const body = response.body as AnyBody;
    if (body?.cancel) await body.cancel();
    else destroy(body);
  });
}

function destroy(body: AnyBody): void {
  // An error event that nobody listens to would end the process.
  body?.on?.("error", () => {});
  body?.destroy?.();
}

/** Reads at most `maxBytes` decoded bytes within the deadline; keeps what arrived if the body breaks. */
export async function readBody(response: Response, maxBytes: number, deadline: Deadline): Promise<Body> {
  const received = new ByteBuffer();
  let chunks: Chunks | undefined;
  let fault: ResponseFault | undefined;
  try {
    // Jest's jsdom has no TextDecoder.
    chunks = typeof TextDecoder === "function" ? openBody(response.body as AnyBody) : undefined;
    if (!chunks) return toBody(await deadline.race(response.text()), maxBytes);
    const promised = Number(response.headers.get("content-length"));
    while (!fault) {
      const { done, value } = await deadline.race(chunks.next());
      if (done) break;
      const room = maxBytes - received.length;
      received.append(value.subarray(0, room));
      if (value.length > room) fault = "too_large";
      // Saves a read. The length alone may be wrong, but nothing can follow a whole JSON object.
      else if (received.length === promised) {
        const body = decode(received.bytes);
        const value = body.fault ? undefined : parseJson(body.text);
        if (value instanceof Object) return { ...body, value };
      }
    }
  } catch {
    fault = "truncated";
  }
  // It may fail or never end, and neither matters now.
  if (fault) void ignoreFailure(() => chunks?.cancel());
  return decode(received.bytes, fault ?? (received.length ? undefined : "empty"));
}

/** What the runtime has decoded itself. */
function toBody(text: string, maxLength: number): Body {
  const fault = text.length > maxLength ? "too_large" : text ? undefined : "empty";
  return { text: text.slice(0, maxLength), fault };
}

/** Grows by doubling: its size depends on the bytes, not on how many chunks they came in. */
class ByteBuffer {
  #buffer: Uint8Array = new Uint8Array();
  length = 0;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  append(chunk: Uint8Array): void {
    const length = this.length + chunk.length;
    // Most responses are one chunk, which needs no copy.
    if (!this.length) this.#buffer = chunk;
    else {
      if (length > this.#buffer.length) {
        const grown = new Uint8Array(length * 2);
        grown.set(this.bytes);
        this.#buffer = grown;
      }
      this.#buffer.set(chunk, this.length);
    }
    this.length = length;
  }
}

function decode(bytes: Uint8Array, fault?: ResponseFault): Body {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), fault };
  } catch {
    return { text: new TextDecoder().decode(bytes), fault: fault ?? "bad_utf8" };
  }
}

/** U+FFFD, which stands in a text for bytes that aren't UTF-8. */
const REPLACEMENT_CHARACTER = "\uFFFD";

/** The values of the complete string properties of that name, in a text that needn't be whole JSON. */
export function findStrings(text: string, name: string): string[] {
  const literals = text.matchAll(new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)+")`, "g"));
  return Array.from(literals, ([, literal = ""]) => parseString(literal)).filter((value) => value !== "");
}

/** Empty if it isn't what the server wrote. */
function parseString(literal: string): string {
  try {
    const value = JSON.parse(literal) as string;
    return value.includes(REPLACEMENT_CHARACTER) ? "" : value;
  } catch {
    // An escape that JSON doesn't know: not a complete string.
    return "";
  }
}
