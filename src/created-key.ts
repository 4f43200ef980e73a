import type { ResponseFault, VeniceResponseError } from "./errors.ts";
import type { CreatedApiKey } from "./schema.ts";
import type { Call } from "./send/call.ts";
import { toResponseError } from "./send/failures.ts";
import { parseJson } from "./send/json.ts";
import { redactJson, type Redact } from "./send/redact.ts";
import { findApiKeys, readBody } from "./send/response-body.ts";

/** The most that is read of a success. */
const MAX_SUCCESS_BYTES = 1024 * 1024;

/** A 200's body with a key in it; everything else of it is as the server wrote it. */
export interface Success {
  data: CreatedApiKey;
}

/** What was read of such a response. */
export interface CreatedKey {
  text: string;
  success: Success;
}

/** Reads the one answer that ever holds the secret: its text, and what it says. @throws VeniceResponseError */
export async function readCreatedKey(response: Response, call: Call): Promise<CreatedKey> {
  const { text, fault, value } = await readBody(response, MAX_SUCCESS_BYTES, call.deadline);
  const body = fault ? undefined : (value ?? parseJson(text));
  if (!isSuccess(body))
    throw toUnreadableResponseError(call, fault ?? (body === undefined ? "not_json" : "no_api_key"), text);
  call.secrets.push(body.data.apiKey);
  maskSecretInInspect(body, call.redact);
  return { text, success: body };
}

export function isSuccess(value: unknown): value is Success {
  const apiKey = (value as { data?: { apiKey?: unknown } | null } | null | undefined)?.data?.apiKey;
  return typeof apiKey === "string" && apiKey !== "";
}

function toUnreadableResponseError(call: Call, reason: ResponseFault, text: string): VeniceResponseError {
  // A server may echo the caller's own key beside it.
  const apiKey = findApiKeys(text).find((value) => !call.secrets.includes(value));
  if (apiKey) call.secrets.push(apiKey);
  const body = (parseJson(text) ?? parseJson(closeJson(text))) as
    { data?: { id?: unknown } | null } | null | undefined;
  return toResponseError(call, { reason, apiKey, id: body?.data?.id });
}

/** A cut-off JSON text without its last, incomplete member, and with the brackets that the cut took. */
function closeJson(text: string): string {
  const open: string[] = [];
  let closed = "";
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],]/g)) {
    if (token === "{") open.unshift("}");
    else if (token === "[") open.unshift("]");
    else if (token === "}" || token === "]") open.shift();
    else if (token !== ",") continue;
    closed = text.slice(0, token === "," ? index : index + 1) + open.join("");
  }
  return closed;
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * Hides the secret of the key from whatever prints it, since that is what ends in a log. Reading it, spreading and
 * `JSON.stringify` give it, since callers store it, and it may be overwritten.
 */
export function maskSecretInInspect({ data }: Success, redact: Redact): void {
  let { apiKey } = data;
  Object.defineProperties(data, {
    // Consoles that don't know INSPECT show a getter as one.
    apiKey: { get: () => apiKey, set: (value: string) => (apiKey = value) },
    [INSPECT]: { value: () => inspectable(data, redact) },
  });
}

/** A copy to print. */
function inspectable(data: CreatedApiKey, redact: Redact): unknown {
  try {
    return JSON.parse(redactJson(JSON.stringify({ ...data, apiKey: "[redacted]" }), redact)) as unknown;
  } catch {
    // Nested too deep to be copied.
    return "[created API key]";
  }
}
