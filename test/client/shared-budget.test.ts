import { execFile, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { createFakeVenice } from "../../src/testing.ts";
import { listen } from "../support/listen.ts";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  return port;
}

async function startRedis(): Promise<number> {
  const port = await freePort();
  const redis = spawn("redis-server", [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--dir",
    "/",
  ]);
  closers.push(() => redis.kill());
  for await (const line of redis.stdout) if (String(line).includes("Ready to accept")) break;
  return port;
}

const reason = hasRedis ? "" : " (skipped: redis-server isn't installed)";
describe.skipIf(!hasRedis)(`two processes with one Redis limiter${reason}`, () => {
  it("stay together under 20 keys a minute, and send nothing beyond", async () => {
    const redisPort = await startRedis();
    const fake = createFakeVenice();
    const listening = await fake.listen();
    closers.push(() => listening.close());
    const caller = fileURLToPath(new URL("./shared-budget-caller.ts", import.meta.url));
    const args = ["--import", "tsx", caller, String(redisPort), listening.baseUrl, fake.apiKey, "15"];
    const runs = await Promise.all([0, 1].map(() => promisify(execFile)(process.execPath, args)));
    // Each prints one list of texts.
    const results = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    expect(results.filter((result) => result === "created")).toHaveLength(20);
    expect(results.filter((result) => result === "LIMITER_REFUSED after 0")).toHaveLength(10);
    expect(fake.requests).toHaveLength(20);
    expect(fake.keys).toHaveLength(20);
  });
});
