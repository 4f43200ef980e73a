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
  post: (fetch: FetchRequest) => Promise<Result>;
  send: FetchRequest;
  toResponse: (response: Response, created: CreatedKey) => Response;
  toResult?: (result: Result) => Result | Promise<Result>;
}

/**
 * Creates a key through an openapi-fetch client, for createApiKey and venice.api alike. Once the key is read, every
 * error gives it back.
 */
export async function createKey(
  call: Call,
  reportDrift: ReportDrift,
  { post, send, toResponse, toResult = (result) => result }: CreationClient,
): Promise<Result> {
  let success: Success | undefined;
  try {
    const result = await post(async (request) => {
      const response = await send(request);
      if (!response.ok) return response;
      const created = await readCreatedKey(response, call);
      success = created.success;
      return toResponse(response, created);
    });
    if (!success) return result;
    if (!isSuccess(result.data)) throw new TypeError("the response holds no key any more");
    // It may have been parsed again, from what a middleware returned.
    if (result.data !== success) maskSecretInInspect(result.data, call.redact);
    return await toResult(result);
  } catch (error) {
    throw success ? toUnreturnedError(call, success, error) : error;
  } finally {
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
