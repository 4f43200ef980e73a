import createClient, { type Client } from "openapi-fetch";
import type { CreatedKey } from "./created-key.ts";
import { createKey, type FetchRequest, type Result } from "./creation.ts";
import type { ReportDrift } from "./drift.ts";
import {
  IDEMPOTENT_METHODS,
  PROGRESS_MIDDLEWARE,
  startExchange,
  toReadError,
  type Exchange,
  type Init,
} from "./exchange.ts";
import type { paths } from "./schema.ts";
import { copyResponse } from "./send/copy-response.ts";
import { limitChunks } from "./send/limit-chunks.ts";
import { readOptions, type Settings } from "./settings.ts";

/** The typed openapi-fetch client over every path of the spec: {@link VeniceClient.api}. */
// Named, so that a consumer's own declarations can refer to it.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface VeniceApi extends Client<paths> {}

const METHODS = [...IDEMPOTENT_METHODS, "POST", "PATCH"];

/** The whole spec as an openapi-fetch client, every call over our transport. */
export function createApi(settings: Settings, reportDrift: ReportDrift): VeniceApi {
  const client = createClient<paths>({ baseUrl: settings.baseUrl });
  client.use(PROGRESS_MIDDLEWARE);
  const request = async (method: string, path: string, init?: Init | null): Promise<Result> => {
    const exchange = readOptions(() =>
      // JavaScript may pass null.
      startExchange(client, settings, method.toUpperCase(), path, init ?? {}),
    );
    return exchange.call.operation.creates
      ? createKey(exchange.call, reportDrift, { ...exchange, toResponse: toUnreadResponse })
      : passThrough(exchange, reportDrift);
  };
  const methods = METHODS.map((method) => [
    method,
    (path: string, init?: Init) => request(method, path, init),
  ]);
  const use: VeniceApi["use"] = (...middleware) => readOptions(() => client.use(...middleware));
  // The same names and arguments as the client's own, so its types stay true.
  return { ...client, ...Object.fromEntries(methods), request, use } as VeniceApi;
}

/** The response as a middleware may read it once more. */
function toUnreadResponse(response: Response, { text }: CreatedKey): Response {
  const copy = copyResponse(response, text);
  // openapi-fetch believes a length of 0, whatever the body holds.
  copy.headers.delete("content-length");
  return copy;
}

async function passThrough(
  { call, parseAs, request, send }: Exchange,
  reportDrift: ReportDrift,
): Promise<Result> {
  let result: Result | undefined;
  const fetch: FetchRequest = async (request) => {
    const response = await send(request);
    const toError = (error: unknown) => toReadError(error, call, response);
    return parseAs === "stream" && response.ok ? limitChunks(response, call, toError) : response;
  };
  try {
    result = await request(fetch);
    reportDrift(call);
    return result;
  } finally {
    // A stream is read after the call, and ends its deadline.
    if (!(parseAs === "stream" && result?.data)) call.deadline.dispose();
  }
}
