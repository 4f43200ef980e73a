import { expectTypeOf, test } from "vitest";
import {
  createVeniceClient,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  type ErrorBody,
  type VeniceClient,
} from "../../src/index.ts";

type Limit = NonNullable<CreateApiKeyRequest["consumptionLimit"]>;
const venice = createVeniceClient();
const body = { apiKeyType: "INFERENCE", description: "x" } as const;

test("a limit is a number, null or left out", () => {
  expectTypeOf<NonNullable<Limit>["usd"]>().toEqualTypeOf<number | null | undefined>();
});

test("what the spec has a default for may be left out", () => {
  expectTypeOf(body).toExtend<CreateApiKeyRequest>();
});

test("expiresAt keeps its literal beside any string", () => {
  expectTypeOf<string>().toExtend<CreateApiKeyRequest["expiresAt"]>();
  expectTypeOf<"">().toExtend<CreateApiKeyRequest["expiresAt"]>();
});

test("a call gives the data of the 200", () => {
  expectTypeOf<VeniceClient["createApiKey"]>().returns.resolves.toEqualTypeOf<CreatedApiKey>();
  expectTypeOf<CreatedApiKey["apiKey"]>().toEqualTypeOf<string>();
});

test("what the spec doesn't take doesn't compile", () => {
  // @ts-expect-error the body is required
  void venice.createApiKey();
  void venice.createApiKey({
    ...body,
    consumptionLimit: {
      // @ts-expect-error a limit is a number
      usd: "50",
    },
  });
  void venice.createApiKey({
    apiKeyType: "INFERENCE",
    description: "x",
    // @ts-expect-error a misspelt property
    limitPeriode: "MONTH",
  });
  void venice.createApiKey(body, {
    // @ts-expect-error a misspelt option
    timeOut: 1,
  });
  createVeniceClient({
    // @ts-expect-error a misspelt option of the client
    apikey: "x",
  });
});

test("venice.api is typed by the spec", async () => {
  const { data, error } = await venice.api.POST("/api_keys", { body });
  expectTypeOf(data?.data).toExtend<CreatedApiKey | undefined>();
  expectTypeOf(error?.error).toExtend<ErrorBody["error"] | undefined>();
  // @ts-expect-error no such path
  void venice.api.POST("/api_kees", { body });
  // @ts-expect-error no such method of that path
  void venice.api.TRACE("/api_keys");
});
