/** Creates keys under the fetch that Next.js patches, over its own cache on disk. Argument: the node_modules that holds next. */
import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVeniceClient } from "venice-api-client";
import { createFakeVenice } from "venice-api-client/testing";

const BODY = { apiKeyType: "INFERENCE", description: "billing-worker" };

globalThis.AsyncLocalStorage = AsyncLocalStorage;
const require = createRequire(join(process.argv[2], "next/package.json"));
const { createPatchedFetcher, patchFetch } = require("next/dist/server/lib/patch-fetch.js");
const { IncrementalCache } = require("next/dist/server/lib/incremental-cache/index.js");
const { nodeFs } = require("next/dist/server/lib/node-fs-methods.js");

function expect(what, value, wanted) {
  if (value !== wanted) throw new Error(`${what}: ${String(value)} instead of ${String(wanted)}`);
}

const folder = mkdtempSync(join(tmpdir(), "venice-next-"));
const serverDistDir = join(folder, "server");
const incrementalCache = new IncrementalCache({
  ...{ fs: nodeFs, dev: false, flushToDisk: true, minimalMode: false, serverDistDir, requestHeaders: {} },
  getPrerenderManifest: () => ({
    version: 4,
    routes: {},
    dynamicRoutes: {},
    notFoundRoutes: [],
    preview: {},
  }),
});
const workAsyncStorage = new AsyncLocalStorage();
const workUnitAsyncStorage = new AsyncLocalStorage();
/** As a server component is rendered, at build time: then Next caches whatever does not refuse. */
const workStore = { route: "/", isStaticGeneration: false, isBuildTimePrerendering: true, incrementalCache };
const render = async (work) => {
  const result = await workAsyncStorage.run(workStore, work);
  await Promise.all(Object.values(workStore.pendingRevalidates ?? {}));
  return result;
};

/** Next.js 13 and 14 export what patches the global fetch alone, and call the storage by another name. */
function patched(fetch) {
  if (createPatchedFetcher) return createPatchedFetcher(fetch, { workAsyncStorage, workUnitAsyncStorage });
  class DynamicServerError extends Error {}
  globalThis.fetch = fetch;
  patchFetch({ serverHooks: { DynamicServerError }, staticGenerationAsyncStorage: workAsyncStorage });
  return globalThis.fetch;
}

const textsOnDisk = () =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .flatMap((text) => [
      text,
      ...(text.match(/[\w+/=]{40,}/g) ?? []).map((base64) =>
        Buffer.from(base64, "base64").toString("latin1"),
      ),
    ]);

try {
  const fake = createFakeVenice();
  const fetch = patched(fake.fetch);

  // A bare fetch shows that this cache shares a POST and writes it to disk.
  const bare = () =>
    fetch("https://api.venice.ai/api/v1/api_keys", {
      method: "POST",
      headers: { authorization: `Bearer ${fake.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(BODY),
    }).then((response) => response.json());
  const shared = await render(async () => [await bare(), await bare()]);
  expect("bare POSTs that arrived", fake.requests.length, 1);
  expect("their secrets", shared[0].data.apiKey, shared[1].data.apiKey);
  const isOnDisk = (secret) => textsOnDisk().some((text) => text.includes(secret));
  expect("a secret on disk", isOnDisk(shared[0].data.apiKey), true);

  const venice = createVeniceClient({ apiKey: fake.apiKey, fetch });
  const keys = await render(async () => [await venice.createApiKey(BODY), await venice.createApiKey(BODY)]);
  expect("POSTs that arrived", fake.requests.length, 3);
  expect("equal secrets", keys[0].apiKey === keys[1].apiKey, false);
  expect(
    "a secret on disk",
    keys.some(({ apiKey }) => isOnDisk(apiKey)),
    false,
  );
  console.log(`${keys.length} keys over the fetch of Next.js ${require("next/package.json").version}`);
} finally {
  rmSync(folder, { recursive: true });
}
