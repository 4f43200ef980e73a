/**
 * What openapi-fetch makes in place of a Request: a plain record, handed on as `fetch(url, init)`. A Request
 * costs more than all the rest of a call does, and npm's undici refuses the global one.
 */
export class PlainRequest {
  declare readonly method: string;
  declare readonly headers: Headers;
  declare readonly body: string | undefined;

  constructor(
    readonly url: string,
    init: RequestInit,
  ) {
    Object.assign(this, init);
  }
}
