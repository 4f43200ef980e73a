/** A fetch over undici's own `request`, which takes a third of the time: what the client needs of a Response, no more. */
import { pipeline, type Readable } from "node:stream";
import { arrayBuffer, blob, json, text } from "node:stream/consumers";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { request, type Dispatcher } from "undici";

const DECODERS: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Hand it to `createVeniceClient` as `fetch`. A dispatcher of undici's carries the requests, such as a proxy's. */
export function createUndiciFetch(dispatcher?: Dispatcher): typeof fetch {
  const undiciFetch = async (url: string, init: RequestInit = {}) => {
    const { statusCode, statusText, headers, body } = await request(url, {
      method: init.method ?? "GET",
      // The client's headers are a record, and its body a string or a Blob.
      headers: init.headers as Record<string, string>,
      body: (init.body ?? null) as Exclude<Dispatcher.DispatchOptions["body"], undefined>,
      signal: init.signal ?? null,
      ...(dispatcher && { dispatcher }),
    });
    const decode = DECODERS[String(headers["content-encoding"])];
    const stream: Readable = decode ? (pipeline(body, decode(), () => {}) as unknown as Readable) : body;
    return {
      ok: statusCode >= 200 && statusCode < 300,
      status: statusCode,
      statusText,
      url,
      headers: new Headers(
        Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      ),
      body: stream,
      text: () => text(stream),
      json: () => json(stream),
      blob: () => blob(stream),
      arrayBuffer: () => arrayBuffer(stream),
    };
  };
  // It is no whole Response: a middleware of `venice.api` would miss the rest.
  return undiciFetch as unknown as typeof fetch;
}
