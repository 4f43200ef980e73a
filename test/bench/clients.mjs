/** The same work through each client: create a key, give its secret. */
import axios from "axios";
import ky from "ky";
import OpenAI from "openai";
import createClient from "openapi-fetch";
import { fetch as undiciFetch } from "undici";

export const BODY = {
  apiKeyType: "INFERENCE",
  description: "billing-worker",
  consumptionLimit: { usd: 50 },
  limitPeriod: "MONTH",
};
const apiKey = "bench-admin-key-0123456789abcdef";
const authorization = `Bearer ${apiKey}`;
const path = "/api_keys";

const bare = (fetch, more) => (baseUrl) => async () => {
  const response = await fetch(baseUrl + path, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(BODY),
    ...more?.(),
  });
  return (await response.json()).data.apiKey;
};
/** What a deadline costs at the least: without it no client can stop a request. */
const stoppable = () => ({ signal: new AbortController().signal });
const ours = (venice, fetch) => (baseUrl) => {
  const client = venice.createVeniceClient({ apiKey, baseUrl, fetch });
  return async () => (await client.createApiKey(BODY)).apiKey;
};

/** By name, bare fetch first: it is what the others are measured by. `uses` is what makes the requests. */
export function clients({ venice, heyApi, undiciRequest }, fetch) {
  const used = (...args) => (fetch ?? globalThis.fetch)(...args);
  return [
    { name: "bare fetch(url, init)", make: bare(used) },
    { name: "bare fetch with a signal", make: bare(used, stoppable) },
    { name: "venice-api-client", make: ours(venice, fetch) },
    {
      name: "openapi-fetch",
      make: (baseUrl) => {
        const client = createClient({ baseUrl, fetch, headers: { authorization } });
        return async () => (await client.POST(path, { body: BODY })).data.data.apiKey;
      },
    },
    {
      name: "hey-api",
      make: (baseUrl) => {
        const client = heyApi.createClient(heyApi.createConfig({ baseUrl, fetch, auth: apiKey }));
        return async () => (await heyApi.createApiKey({ client, body: BODY })).data.data.apiKey;
      },
    },
    {
      name: "ky",
      make: (baseUrl) => {
        const client = ky.create({ prefixUrl: baseUrl, headers: { authorization }, ...(fetch && { fetch }) });
        return async () => (await client.post(path.slice(1), { json: BODY }).json()).data.apiKey;
      },
    },
    {
      name: "openai",
      make: (baseURL) => {
        const client = new OpenAI({ apiKey, baseURL, fetch });
        return async () => (await client.post(path, { body: BODY })).data.apiKey;
      },
    },
    {
      name: "axios",
      transport: "node:http",
      make: (baseURL) => {
        const client = axios.create({
          baseURL,
          headers: { authorization },
          ...(fetch && { adapter: "fetch", env: { fetch } }),
        });
        return async () => (await client.post(path, BODY)).data.data.apiKey;
      },
    },
    ...(fetch
      ? []
      : [
          { name: "bare fetch of npm's undici", make: bare(undiciFetch) },
          { name: "venice-api-client over npm's undici", make: ours(venice, undiciFetch) },
          {
            name: "venice-api-client over undici's request",
            make: (baseUrl) => ours(venice, undiciRequest.createUndiciFetch())(baseUrl),
          },
        ]),
  ];
}
