import createClient from "openapi-fetch";
import type { Advice } from "./send/call.ts";
import { concealed, readSuccess } from "./created-key.ts";
import type { ReportDrift } from "./drift.ts";
import { VeniceError, VeniceValidationError, type ValidationIssue } from "./errors.ts";
import { connectionFailed, responseRefused } from "./send/failures.ts";
import { PlainRequest } from "./send/plain-request.ts";
import {
  validateRequest,
  validateResponse,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  type paths,
} from "./schema.ts";
import type { CallOptions, Settings } from "./settings.ts";
import { startCall } from "./send/start-call.ts";
import type { Send } from "./send/transport.ts";
import { findIssues, serialize } from "./validation.ts";

const OPERATION = "POST /api_keys";
/** How long a success is read beyond the timeout or an abort: its secret is never shown again. */
const GRACE_MS = 5_000;
const ADVICE: Advice = {
  not_created: "No key was created.",
  unknown:
    "A key may exist: before trying again, list your keys (GET /api_keys), look for this description, and delete what you can't use.",
  created:
    "A key exists: takeApiKey() gives the secret if it was complete; else delete that key (apiKeyId) and create another.",
};

export type CreateApiKey = (body: CreateApiKeyRequest, options?: CallOptions) => Promise<CreatedApiKey>;

export function bindCreateApiKey(settings: Settings, send: Send, reportDrift: ReportDrift): CreateApiKey {
  const client = createClient<paths>({
    baseUrl: settings.baseUrl,
    // openapi-fetch only constructs it and hands it to `fetch` below.
    Request: PlainRequest as unknown as typeof Request,
  });
  return async (body, given) => {
    // As JavaScript may hand in null.
    const options = given ?? {};
    const json = toJson(body, options.validate ?? settings.validate ?? true);
    const call = startCall(OPERATION, ADVICE, options, settings, GRACE_MS);
    try {
      const { response, error } = await client.POST("/api_keys", {
        body,
        bodySerializer: () => json,
        // Read by our own hand below: openapi-fetch would lose the secret of a malformed body.
        parseAs: "stream",
        fetch: (request) => send(request, call),
      });
      if (!response.ok) throw responseRefused(call, response, error);
      const success = await readSuccess(response, call);
      const differences = settings.onSpecDrift ? findIssues(validateResponse, success) : [];
      reportDrift(call, differences);
      return concealed(success.data, call.redact);
    } catch (error) {
      reportDrift(call, []);
      // What a fetch of the caller's own gave or threw may break any of our reading.
      throw VeniceError.is(error) ? error : connectionFailed(call, undefined, undefined);
    } finally {
      call.deadline.dispose();
    }
  };
}

/** The body as it is sent, checked. What is checked is what is sent, not the object that may yet change. */
function toJson(body: CreateApiKeyRequest, validate: boolean): string | undefined {
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
    `${OPERATION}: the body breaks the spec; nothing was sent.${lines.join("")}`,
    {
      code: "VALIDATION_FAILED",
      outcome: "not_created",
      attempts: 0,
      issues,
    },
  );
}
