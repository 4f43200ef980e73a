/** A request as the fake received it. */
export interface ReceivedRequest {
  method: string;
  /** Below the API's base, with its query: `/api_keys?id=1`. */
  path: string;
  /** Names in lower case. `authorization` is left out, so that no assertion prints a key. */
  headers: Record<string, string>;
  /** The parsed JSON, or the text if it isn't JSON. */
  body: unknown;
}

export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
