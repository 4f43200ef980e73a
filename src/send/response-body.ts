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

type Source = ReadableStreamDefaultReader<Uint8Array> | AsyncIterator<Uint8Array, unknown>;

/** Frees the socket of a body that nobody reads on. That may fail or never end, and neither matters then. */
export function discard(response: Response, source?: Source): void {
  void ignoreFailure(() => {
    const body = response.body as AnyBody;
    const stream = (source ?? body) as AnyBody;
    if (stream?.cancel) return stream.cancel();
    // An error event that nobody listens to would end the process.
    body?.on?.("error", () => {});
    body?.destroy?.();
  });
}

/** Reads at most `maxBytes` decoded bytes within the deadline; keeps what arrived if the body breaks. */
export async function readBody(response: Response, maxBytes: number, deadline: Deadline): Promise<Body> {
  // Grows by doubling: its size depends on the bytes, not on how many chunks they came in.
  let buffer: Uint8Array = new Uint8Array();
  let length = 0;
  let source: Source | undefined;
  let fault: ResponseFault | undefined;
  try {
    const body = response.body as AnyBody;
    // Jest's jsdom has no TextDecoder.
    if (typeof TextDecoder === "function") source = body?.getReader?.() ?? body?.[Symbol.asyncIterator]?.();
    if (!source) {
      const text = await deadline.race(response.text());
      const fault = text.length > maxBytes ? "too_large" : text ? undefined : "empty";
      return { text: text.slice(0, maxBytes), fault };
    }
    const promised = Number(response.headers.get("content-length"));
    while (!fault) {
      const { done, value } = await deadline.race("read" in source ? source.read() : source.next());
      if (done) break;
      const start = length;
      length += value.length;
      // Most responses are one chunk, which needs no copy.
      if (!start) buffer = value;
      else {
        if (length > buffer.length) {
          const grown = new Uint8Array(length * 2);
          grown.set(buffer);
          buffer = grown;
        }
        buffer.set(value, start);
      }
      if (length > maxBytes) fault = "too_large";
      // Saves a read. The length alone may be wrong, but nothing can follow a whole JSON object.
      else if (length === promised) {
        const body = decode(buffer.subarray(0, length));
        const value = body.fault ? undefined : parseJson(body.text);
        if (value instanceof Object) return { ...body, value };
      }
    }
  } catch {
    fault = "truncated";
  }
  if (fault) discard(response, source);
  return decode(buffer.subarray(0, Math.min(length, maxBytes)), fault ?? (length ? undefined : "empty"));
}

function decode(bytes: Uint8Array, fault?: ResponseFault): Body {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), fault };
  } catch {
    return { text: new TextDecoder().decode(bytes), fault: fault ?? "bad_utf8" };
  }
}

/** The complete secrets in a text that needn't be whole JSON. U+FFFD stands for bytes that weren't UTF-8. */
export function findApiKeys(text: string): string[] {
  const literals = text.matchAll(/"apiKey"\s*:\s*("(?:[^"\\\uFFFD]|\\.)+")/g);
  // An escape that JSON doesn't know makes no complete string.
  return Array.from(literals, ([, literal = ""]) => (parseJson(literal) ?? "") as string).filter(Boolean);
}
