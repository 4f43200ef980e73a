/** The main job and its worst fault, on whatever runtime this is; over real sockets if the fake can listen. */
import { createVeniceClient, VeniceAuthenticationError, VeniceConnectionError } from "venice-api-client";
import { createFakeVenice } from "venice-api-client/testing";

const BODY = { apiKeyType: "INFERENCE", description: "billing-worker" };

function expect(what, value, wanted) {
  if (value !== wanted) throw new Error(`${what}: ${String(value)} instead of ${String(wanted)}`);
}

export async function check() {
  const fake = createFakeVenice();
  const canListen = typeof globalThis.process?.getBuiltinModule === "function";
  const server = canListen ? await fake.listen().catch(() => undefined) : undefined;
  const venice = createVeniceClient({
    apiKey: fake.apiKey,
    ...(server ? { baseUrl: server.baseUrl } : { fetch: fake.fetch }),
  });

  const created = await venice.createApiKey(BODY);
  expect("the secret", created.apiKey, fake.keys[0].apiKey);

  fake.failNext({ drop: "after-commit" });
  const dropped = await venice.createApiKey(BODY).catch((error) => error);
  expect("an error of ours", VeniceConnectionError.is(dropped), true);
  expect("the outcome", dropped.outcome, "unknown");
  expect("attempts", dropped.attempts, 1);
  expect("POSTs that arrived", fake.requests.length, 2);

  fake.failNext({ status: 401 });
  const refused = await venice.createApiKey(BODY).catch((error) => error);
  expect("a 401", VeniceAuthenticationError.is(refused) && refused.outcome, "not_created");

  await server?.close();
  return server ? "over sockets" : "over the fake's fetch";
}
