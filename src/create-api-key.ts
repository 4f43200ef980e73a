import type { MaybeOptionalInit } from "openapi-fetch";
import { readCreatedKey, type Success } from "./created-key.ts";
import type { ReportDrift } from "./drift.ts";
import { VeniceError, VeniceValidationError, type ValidationIssue } from "./errors.ts";
import {
  validateRequest,
  validateResponse,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  type paths,
} from "./schema.ts";
import { Call, type Operation } from "./send/call.ts";
import { toApiError, toUnexpectedError } from "./send/failures.ts";
import { parseJson } from "./send/json.ts";
import { send } from "./send/transport.ts";
import type { CallOptions, Settings } from "./settings.ts";
import { findIssues, serialize } from "./validation.ts";

export const CREATE_API_KEY: Operation = {
  method: "POST",
  path: "/api_keys",
  creates: true,
  nextSteps: {
    not_created: "No key was created.",
    unknown:
      "A key may exist: before trying again, list your keys (GET /api_keys), look for this description, and delete what you can't use.",
    created:
      "A key exists: takeApiKey() gives the secret if it was complete; otherwise delete that key (apiKeyId) and create another.",
  },
};

export type CreateApiKey = (body: CreateApiKeyRequest, options?: CallOptions) => Promise<CreatedApiKey>;

export function bindCreateApiKey(settings: Settings, reportDrift: ReportDrift): CreateApiKey {
  const { method, path } = CREATE_API_KEY;
  const url = settings.baseUrl + path;
  const headers = { "content-type": "application/json" };
  return async (body, options) => {
    // openapi-fetch's types say what a request needs. Its code would cost more than all the rest of the call.
    ({ body }) satisfies MaybeOptionalInit<paths["/api_keys"], "post">;
    const { validate, ...limits } = readOptions(options);
    const json = serializeBody(body, validate ?? settings.validate);
    const call = new Call(CREATE_API_KEY, limits, settings);
    try {
      const response = await send({ url, method, headers, body: json }, call);
      if (!response.ok) {
        const text = await response.text();
        throw toApiError(call, response, parseJson(text) ?? text);
      }
      const { success } = await receiveCreatedKey(response, call, reportDrift);
      return success.data;
    } catch (error) {
      reportDrift(call);
      // A custom fetch may return anything, so unexpected errors end here.
      throw VeniceError.is(error) ? error : toUnexpectedError(call, error);
    } finally {
      call.deadline.dispose();
    }
  };
}

/** Each option, read once; JavaScript may pass null. */
function readOptions(options: CallOptions | null | undefined): CallOptions {
  const { signal, timeout, maxRetries, validate } = options ?? {};
  return { signal, timeout, maxRetries, validate };
}

/** Reads the created key. Once it is read, nothing here fails. @throws VeniceResponseError */
export async function receiveCreatedKey(
  response: Response,
  call: Call,
  reportDrift: ReportDrift,
): Promise<{ text: string; success: Success }> {
  const created = await readCreatedKey(response, call);
  reportDrift(call, () => findIssues(validateResponse, created.success));
  return created;
}

/** Serializes the body, then validates the serialized form: changing `body` afterwards has no effect. */
export function serializeBody(body: unknown, validate = true): string | undefined {
  let json: string | undefined;
  let issues: ValidationIssue[];
  try {
    json = serialize(body);
    issues = validate ? findIssues(validateRequest, json && JSON.parse(json)) : [];
  } catch {
    issues = [
      { path: "", message: "must be JSON: no cycle, no BigInt, nothing that throws when it is read" },
    ];
  }
  if (!issues.length) return json;
  const lines = issues.map(({ path, message }) => `\n- ${path || "body"} ${message}`);
  throw new VeniceValidationError(
    `POST /api_keys: the body breaks the spec; nothing was sent.${lines.join("")}`,
    { code: "VALIDATION_FAILED", outcome: "not_created", attempts: 0, issues },
  );
}
