/** A service as its team would write it; compiled and run in each of the ways that a package is resolved. */
import {
  createVeniceClient,
  VeniceApiError,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  type VeniceClientOptions,
} from "venice-api-client";
import { createFakeVenice, type Fault } from "venice-api-client/testing";

const fake = createFakeVenice();
const absent: string | undefined = undefined;
const options: VeniceClientOptions = { apiKey: fake.apiKey, fetch: fake.fetch, baseUrl: absent };
const venice = createVeniceClient(options);

const request: CreateApiKeyRequest = {
  apiKeyType: "INFERENCE",
  description: "billing-worker",
  consumptionLimit: { usd: 50, diem: null },
};

async function main(): Promise<string> {
  const created: CreatedApiKey = await venice.createApiKey(request);
  if (created.apiKey !== fake.keys[0]?.apiKey) throw new Error("another key than was made");

  // @ts-expect-error the spec's own type refuses what the service would
  const misspelt: CreateApiKeyRequest["apiKeyType"] = "INFERENZ";
  if (misspelt === request.apiKeyType) throw new Error("unreachable");

  const fault: Fault = { status: 503, body: { error: "Maintenance" } };
  fake.failNext(fault);
  const error: unknown = await venice.createApiKey(request).catch((reason: unknown) => reason);
  if (!VeniceApiError.is(error)) throw error;
  const status: number | undefined = error.status;
  const { data } = await venice.api.POST("/api_keys", { body: request });
  const id: string | undefined = data?.data?.id;
  return `${created.apiKeyType} ${error.name} ${String(status)} ${error.outcome} ${typeof id}`;
}

main().then(console.log);
