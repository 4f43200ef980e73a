/** What a service pays its compiler for one call of each client, by the number of operations in the spec. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TSC = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
const CALL = '{ apiKeyType: "INFERENCE", description: "worker" }';
const SERVICES = {
  "venice-api-client": `import { createVeniceClient } from "venice-api-client";
const venice = createVeniceClient();
export const key: string = (await venice.createApiKey(${CALL})).apiKey;`,
  "openapi-fetch": `import createClient from "openapi-fetch";
import type { paths } from "venice-api-client";
const client = createClient<paths>();
const { data } = await client.POST("/api_keys", { body: ${CALL} });
export const key = data?.data?.apiKey;`,
  "hey-api": `import { createApiKey } from "./hey-api/index.js";
const { data } = await createApiKey({ body: ${CALL} });
export const key = data?.data?.apiKey;`,
};
const FIGURES = {
  instantiations: /^Instantiations:\s+(\d+)/m,
  "total s": /^Total time:\s+([\d.]+)/m,
  "memory K": /^Memory used:\s+(\d+)/m,
};

/** `folder` has the packed package and hey-api's client for that spec. */
export function compileConsumers(folder) {
  return Object.fromEntries(
    Object.entries(SERVICES).map(([name, source]) => [name, compile(folder, name, source)]),
  );
}

function compile(folder, name, source) {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, source);
  const options =
    "--noEmit --strict --skipLibCheck --module nodenext --target es2022 --lib es2022,dom,dom.iterable";
  const { status, stdout } = spawnSync(
    process.execPath,
    [TSC, ...options.split(" "), "--extendedDiagnostics", file],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${name} doesn't compile:\n${stdout}`);
  return Object.fromEntries(
    Object.entries(FIGURES).map(([figure, pattern]) => [figure, Number(pattern.exec(stdout)[1])]),
  );
}
