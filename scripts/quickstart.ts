/** The main job, as a newcomer does it: creates a key with the built package. */
import { parseArgs } from "node:util";
import type { CreatedApiKey } from "../src/index.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// The build, not the sources, as it is what others install; the types are the same.
const { createVeniceClient, SPEC_VERSION, VeniceError } = (await import(
  new URL("../dist/index.js", import.meta.url).href
)) as typeof import("../src/index.ts");
const { createFakeVenice } = (await import(
  new URL("../dist/testing.js", import.meta.url).href
)) as typeof import("../src/testing.ts");

const { live } = parseArgs({ options: { live: { type: "boolean", default: false } } }).values;

try {
  await (live ? createAgainstVenice() : createAgainstFake());
} catch (error) {
  console.error(VeniceError.is(error) ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}

async function createAgainstFake(): Promise<void> {
  const fake = createFakeVenice();
  const server = await fake.listen();
  try {
    const venice = createVeniceClient({ apiKey: fake.apiKey, baseUrl: server.baseUrl });
    console.log(`Creating a key at ${server.baseUrl}, a stand-in for Venice (spec ${SPEC_VERSION}).\n`);
    print(await create(venice));
  } finally {
    await server.close();
  }
  console.log(`Next
  in your service   README.md, "Use"
  in its tests      createFakeVenice from "venice-api-client/testing", as here
  against Venice    VENICE_API_KEY=<admin key> npm run quickstart -- --live`);
}

async function createAgainstVenice(): Promise<void> {
  console.log(`Creating a key at Venice (spec ${SPEC_VERSION}).\n`);
  const created = await create(createVeniceClient());
  print(created);
  console.log(`Next
  this key          expires by itself tomorrow; until then it counts among your keys as ${created.id}
  in your service   README.md, "Use"`);
}

function create(venice: ReturnType<typeof createVeniceClient>): Promise<CreatedApiKey> {
  return venice.createApiKey({
    apiKeyType: "INFERENCE",
    description: "venice-api-client quickstart",
    consumptionLimit: { usd: 1 },
    expiresAt: new Date(Date.now() + DAY_MS).toISOString().slice(0, "2026-01-01".length),
  });
}

/** Prints every field of the key except the secret. */
function print(created: CreatedApiKey): void {
  console.log("Created");
  for (const [name, value] of Object.entries({ ...created, apiKey: undefined })) {
    const shown = name === "apiKey" ? "******** (shown once: store it at once)" : JSON.stringify(value);
    console.log(`  ${name.padEnd(16)}  ${shown}`);
  }
  console.log();
}
