import { isSuccess, maskSecretInInspect, readCreatedKey } from "./created-key.ts";
import type { CreatedKey, Success } from "./created-key.ts";
import type { ReportDrift } from "./drift.ts";
import { VeniceValidationError, type VeniceError, type ValidationIssue } from "./errors.ts";
import { validateRequest, validateResponse } from "./schema.ts";
import type { Call, Operation } from "./send/call.ts";
import { toResponseError } from "./send/failures.ts";
import { findIssues, serialize } from "./validation.ts";

export const CREATE_API_KEY: Operation = {
  method: "POST",
  path: "/api_keys",
  creates: true,
  nextSteps: {
    not_created: "No key was created.",
    unknown:
      "A key may exist: before trying again, look for this description in GET /api_keys, and delete that key.",
    created: "A key exists: if takeApiKey() gives no secret, delete that key (apiKeyId).",
  },
};

/** What openapi-fetch takes as `fetch`. */
export type FetchRequest = (request: Request) => Promise<Response>;

/**
 * What openapi-fetch resolves to, without the types that it gives to `data`: several media types or statuses make a
 * union of them.
 */
export interface Result {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** An openapi-fetch client, and the form in which it takes requests and responses. */
export interface CreationClient {
  request: (fetch: FetchRequest) => Promise<Result>;
  send: FetchRequest;
  toResponse: (response: Response, created: CreatedKey) => Response;
  /** Unless it is JSON, what the caller gets is taken from the response as it is. */
  parseAs?: string;
}

/**
 * Creates a key through an openapi-fetch client, for createApiKey and venice.api alike. Once the key is read, every
 * error gives it back.
 */
export async function createKey(
  call: Call,
  reportDrift: ReportDrift,
  { request, send, toResponse, parseAs = "json" }: CreationClient,
): Promise<Result> {
  let success: Success | undefined;
  let response: Response | undefined;
  try {
    const result = await request(async (request) => {
      const received = await send(request);
      if (!received.ok) return received;
      const created = await readCreatedKey(received, call);
      success = created.success;
      return (response = toResponse(received, created));
    });
    const { data } = result;
    if (!success || (parseAs !== "json" && data && result.response === response)) return result;
    if (!isSuccess(data)) throw new TypeError("the response holds no key any more");
    // It may have been parsed again, from what a middleware returned.
    if (data !== success) maskSecretInInspect(data, call.redact);
    return result;
  } catch (error) {
    throw success ? toUnreturnedError(call, success, error) : error;
  } finally {
    call.deadline.dispose();
    reportDrift(call, success && (() => findIssues(validateResponse, success)));
  }
}

/** What lies between the key and its caller: openapi-fetch, and the middlewares of venice.api. */
function toUnreturnedError(call: Call, { data }: Success, cause: unknown): VeniceError {
  const { apiKey, id } = data;
  return toResponseError(call, { reason: "no_api_key", apiKey, id, cause });
}

/** Serializes the body, then validates the serialized form: changing `body` afterwards has no effect. */
export function serializeBody(body: unknown, validate = true): string | undefined {
  let json: string | undefined;
  let issues: ValidationIssue[];
  try {
    json = serialize(body);
    issues = validate ? findIssues(validateRequest, json && JSON.parse(json)) : [];
  } catch {
    issues = [{ path: "", message: "must be JSON without cycles" }];
  }
  if (!issues.length) return json;
  const lines = issues.map(({ path, message }) => `\n- ${path || "body"} ${message}`);
  throw new VeniceValidationError(`POST /api_keys: the body breaks the spec.${lines.join("")}`, {
    code: "VALIDATION_FAILED",
    outcome: "not_created",
    attempts: 0,
    issues,
  });
}
