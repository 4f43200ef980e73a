import createClient from "openapi-fetch";
import { isSuccess, type CreatedKey } from "./created-key.ts";
import { CREATE_API_KEY, createKey, serializeBody } from "./creation.ts";
import type { ReportDrift } from "./drift.ts";
import { VeniceError } from "./errors.ts";
import type { CallOptions } from "./options.ts";
import { CREATE_API_KEY_MEDIA_TYPE } from "./schema.ts";
import type { CreateApiKeyRequest, CreatedApiKey, paths } from "./schema.ts";
import { Call } from "./send/call.ts";
import { toApiError, toUnexpectedError } from "./send/failures.ts";
import { send } from "./send/transport.ts";
import { readOptions, type Settings } from "./settings.ts";

export type CreateApiKey = (body: CreateApiKeyRequest, options?: CallOptions) => Promise<CreatedApiKey>;

export function bindCreateApiKey(settings: Settings, reportDrift: ReportDrift): CreateApiKey {
  // With all paths, the compiler takes longer in every update.
  const client = createClient<Pick<paths, "/api_keys">>({
    baseUrl: settings.baseUrl,
    // openapi-fetch only constructs it and hands it to `fetch`.
    Request: PlainRequest as unknown as typeof Request,
  });
  const { method } = CREATE_API_KEY;
  const headers = { "content-type": CREATE_API_KEY_MEDIA_TYPE };
  return async (body, options) => {
    const { json, call } = readOptions(() => ({
      // JavaScript may pass null.
      json: serializeBody(body, options?.validate ?? settings.validate),
      call: new Call(CREATE_API_KEY, options ?? {}, settings),
    }));
    try {
      const { data, error, response } = await createKey(call, reportDrift, {
        request: (fetch) =>
          // What is sent is `json`: openapi-fetch would make more headers for a body.
          client.POST("/api_keys", { fetch, body: undefined as never }),
        send: ({ url }) => send({ url, method, headers, body: json }, call),
        toResponse: toParsedResponse,
      });
      if (!isSuccess(data)) throw toApiError(call, response, error);
      return data.data;
    } catch (error) {
      // A custom fetch may return anything, so unexpected errors end here.
      throw VeniceError.is(error) ? error : toUnexpectedError(call, error);
    }
  };
}

/** Stands in for a Request, which costs more than all the rest of a call. */
class PlainRequest {
  constructor(readonly url: string) {}
}

/** What openapi-fetch reads of a success. Its JSON was parsed and checked before; any length says that there is one. */
function toParsedResponse({ ok, status }: Response, { success }: CreatedKey): Response {
  const response = { ok, status, headers: { get: () => "1" }, json: () => success };
  return response as unknown as Response;
}
