import { facts, sentence, type Call } from "./send/call.ts";
import { VeniceResponseError, type ResponseFault } from "./errors.ts";
import { mapStrings } from "./send/redact.ts";
import { findString, readBody } from "./send/response-body.ts";
import type { CreatedApiKey } from "./schema.ts";

/** The most that is read of a success. */
const MAX_SUCCESS_BYTES = 1024 * 1024;

/** A 200's body with a key in it; everything else of it is as the server wrote it. */
export interface Success {
  data: CreatedApiKey;
}

/** Reads the one answer that ever holds the secret. @throws {@link VeniceResponseError} */
export async function readSuccess(response: Response, call: Call): Promise<Success> {
  const { text, fault } = await readBody(response, MAX_SUCCESS_BYTES, call.deadline);
  const body = fault ? undefined : parse(text);
  if (body && isSuccess(body.value)) {
    call.secrets.push(body.value.data.apiKey);
    return body.value;
  }
  throw unreadable(call, fault ?? (body ? "no_api_key" : "not_json"), text);
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    // The parser's error quotes the body, so it goes no further.
    return undefined;
  }
}

function isSuccess(value: unknown): value is Success {
  const apiKey = (value as { data?: { apiKey?: unknown } | null } | null)?.data?.apiKey;
  return typeof apiKey === "string" && apiKey !== "";
}

function unreadable(call: Call, reason: ResponseFault, text: string): VeniceResponseError {
  const outcome = reason === "empty" ? "unknown" : "created";
  const apiKey = findString(text, "apiKey");
  const id = findString(text, "id");
  if (apiKey) call.secrets.push(apiKey);
  const apiKeyId = id && call.redact(id);
  const what = `a success, but no key could be read from its body (${reason})`;
  return new VeniceResponseError(
    sentence(call, what, outcome),
    { ...facts(call), code: "INVALID_RESPONSE", outcome, reason, apiKeyId },
    apiKey,
  );
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * The key as callers get it. `JSON.stringify`, spreading and reading give the secret, since callers store it;
 * inspecting doesn't, since that is what ends in a log.
 */
export function concealed(data: CreatedApiKey, redact: (text: string) => string): CreatedApiKey {
  const { apiKey } = data;
  // Every console shows a getter as one, also those that know nothing of INSPECT.
  Object.defineProperty(data, "apiKey", { get: () => apiKey });
  return Object.defineProperty(data, INSPECT, {
    value: () => mapStrings(data, redact),
  });
}
