/** README's recipes about keys, as the programs that they are. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it, onTestFinished, test, vi } from "vitest";
import {
  createVeniceClient,
  type CreateApiKeyRequest,
  type VeniceClient,
  type VeniceClientOptions,
} from "../../src/index.ts";
import { createFakeVenice, type Fault } from "../../src/testing.ts";
import { compileWithKeys } from "./keys-spec.ts";

const PROGRAMS = join(import.meta.dirname, "programs");
const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

// Compiled below, against a spec that has what they use.
const load = async <T>(name: string) => (await import(join(PROGRAMS, name))) as T;
const { createExactlyOne } = await load<{
  createExactlyOne: (venice: VeniceClient, body: CreateApiKeyRequest, settleMs?: number) => Promise<string>;
}>("resolve-unknown.ts");
const { createMany } = await load<{
  createMany: (
    bodies: CreateApiKeyRequest[],
    journal: string,
    options?: VeniceClientOptions,
    settleMs?: number,
  ) => Promise<Map<string, string>>;
}>("many-keys.ts");
const { rotate } = await load<{
  rotate: (
    oldId: string,
    body: CreateApiKeyRequest,
    journal: string,
    handOver: (apiKey: string) => Promise<void>,
    options?: VeniceClientOptions,
    settleMs?: number,
  ) => Promise<void>;
}>("rotate-key.ts");

const bodyOf = (description: string) => ({ apiKeyType: "INFERENCE", description }) as const;
/** The answer to the list that createMany asks for first, so that the next fault meets what comes after it. */
const NO_KEYS: Fault = { status: 200, body: { data: [], object: "list" } };

function start() {
  const fake = createFakeVenice();
  return { fake, options: { apiKey: fake.apiKey, fetch: fake.fetch, maxRetries: 0 } };
}

test("the recipes compile with a spec that can list and delete keys", async () => {
  const names = readdirSync(PROGRAMS);
  const programs = names.map((name) => [
    `test/recipes/programs/${name}`,
    readFileSync(join(PROGRAMS, name), "utf8"),
  ]);
  expect(await compileWithKeys(Object.fromEntries(programs) as Record<string, string>)).toEqual([]);
});

describe("createExactlyOne", () => {
  it.each<[Fault, number]>([
    [{ drop: "after-commit" }, 1],
    [{ drop: "before-commit" }, 0],
    [{ stall: "headers" }, 1],
    [{ status: 503 }, 0],
  ])("leaves one key, whose secret is known, after %o", async (fault) => {
    const { fake, options } = start();
    fake.failNext(fault);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const onDone = vi.fn();
    const created = createExactlyOne(createVeniceClient(options), bodyOf("worker"), 0).finally(onDone);
    // A stalled request ends at the client's timeout; all others take no time.
    while (onDone.mock.calls.length === 0) await vi.advanceTimersByTimeAsync(1_000);
    const secret = await created;
    expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual([secret]);
  });

  it("returns the secret of a broken success without creating another key", async () => {
    const { fake, options } = start();
    fake.failNext({ truncate: true });
    const venice = createVeniceClient(options);
    const secret = await createExactlyOne(venice, bodyOf("worker"), 0);
    expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual([secret]);
    expect(fake.requests).toHaveLength(fake.requests.filter(({ method }) => method === "POST").length);
  });

  it("throws a refusal at once, because its outcome isn't unknown", async () => {
    const { fake, options } = start();
    fake.failNext({ status: 402 });
    await expect(createExactlyOne(createVeniceClient(options), bodyOf("worker"), 0)).rejects.toMatchObject({
      status: 402,
    });
    expect(fake.requests).toHaveLength(1);
  });
});

describe("createMany", () => {
  const bodies = Array.from({ length: 8 }, (_, n) => bodyOf(`worker-${n}`));

  it("creates each key once in spite of faults and a cut journal", async () => {
    const { fake, options } = start();
    const journal = join(folder, "cut.jsonl");
    fake.failNext(NO_KEYS);
    fake.failNext({ drop: "after-commit" });
    await createMany(bodies.slice(0, 3), journal, options, 0);
    const text = readFileSync(journal, "utf8");
    // As a kill would leave it: the last secret is lost with the end of its line.
    writeFileSync(journal, text.slice(0, -20));
    const secrets = await createMany(bodies, journal, options, 0);
    expect([...secrets].sort()).toEqual(
      fake.keys.map(({ description = "", apiKey }) => [description, apiKey]).sort(),
    );
    expect(secrets.size).toBe(8);
    expect(await createMany(bodies, journal, options, 0)).toEqual(secrets);
  });

  it("creates nothing if somebody else's key has one of the descriptions", async () => {
    const { fake, options } = start();
    await createVeniceClient(options).createApiKey(bodies[5]!);
    await expect(createMany(bodies, join(folder, "taken.jsonl"), options, 0)).rejects.toThrow(
      "worker-5 exists",
    );
    expect(fake.keys).toHaveLength(1);
  });

  it("refuses a second process while one uses the journal, but not after it", async () => {
    const { fake, options } = start();
    const journal = join(folder, "locked.jsonl");
    const first = createMany(bodies, journal, options, 0);
    await expect(createMany(bodies, journal, options, 0)).rejects.toThrow(`process ${process.pid} uses`);
    await first;
    expect((await createMany(bodies, journal, options, 0)).size).toBe(fake.keys.length);
  });

  it("continues in the run after a kill, and doubles or loses no key", async () => {
    const fake = createFakeVenice();
    const server = await fake.listen();
    const { baseUrl } = server;
    const journal = join(folder, "killed.jsonl");
    const tsconfig = join(folder, "tsconfig.json");
    const paths = { "venice-api-client": [join(ROOT, "src/index.ts")] };
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { paths } }));
    const program = join(folder, "program.mts");
    writeFileSync(
      program,
      `import { createMany } from ${JSON.stringify(pathToFileURL(join(PROGRAMS, "many-keys.ts")).href)};
      const options = ${JSON.stringify({ apiKey: fake.apiKey, baseUrl })};
      await createMany(${JSON.stringify(bodies)}, ${JSON.stringify(journal)}, options, 0);`,
    );
    const run = () => {
      const tsx = pathToFileURL(join(ROOT, "node_modules/tsx/dist/loader.mjs")).href;
      const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig };
      const child = spawn(process.execPath, ["--import", tsx, program], {
        env,
        stdio: "ignore",
      });
      const ended = new Promise<string | number | null>((done) =>
        child.on("exit", (code, signal) => done(signal ?? code)),
      );
      return { child, ended };
    };
    fake.failNext(NO_KEYS);
    // The key exists, and the program waits for its secret when it is killed.
    fake.failNext({ stall: "headers" });
    const { child, ended } = run();
    while (fake.keys.length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");

    expect(await run().ended).toBe(1);
    rmSync(`${journal}.lock`);
    expect(await run().ended).toBe(0);
    const written = readFileSync(journal, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { description: string; apiKey?: string });
    const secrets = written.flatMap(({ description, apiKey }) => (apiKey ? [[description, apiKey]] : []));
    expect(fake.keys.map(({ description, apiKey }) => [description, apiKey])).toEqual(secrets);
    expect(secrets.map(([description]) => description)).toEqual(bodies.map(({ description }) => description));
    await server.close();
  });
});

describe("rotate", () => {
  it("hands the new key over before it deletes the old one", async () => {
    const { fake, options } = start();
    const old = await createVeniceClient(options).createApiKey(bodyOf("worker-1"));
    const handed: string[] = [];
    const handOver = (apiKey: string) => {
      expect(fake.keys).toHaveLength(2);
      handed.push(apiKey);
      return Promise.resolve();
    };
    await rotate(old.id, bodyOf("worker-2"), join(folder, "rotate.jsonl"), handOver, options, 0);
    expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual(handed);
  });

  it("finishes with one new key when the same call follows a failure at any step", async () => {
    const { fake, options } = start();
    const old = await createVeniceClient(options).createApiKey(bodyOf("worker-1"));
    const handed = new Set<string>();
    const run = (handOver: (apiKey: string) => Promise<void>) =>
      rotate(old.id, bodyOf("worker-2"), join(folder, "dies.jsonl"), handOver, options, 0);
    const accept = (apiKey: string) => Promise.resolve(void handed.add(apiKey));

    await expect(run(() => Promise.reject(new Error("store is down")))).rejects.toThrow("store is down");
    expect(fake.keys.map(({ id }) => id)).toContain(old.id);
    fake.failNext(NO_KEYS);
    fake.failNext({ status: 200, body: { success: false } });
    await expect(run(accept)).rejects.toThrow("still exists");
    await run(accept);
    await run(accept);
    expect(fake.keys.map(({ apiKey }) => apiKey)).toEqual([...handed]);
    expect(handed.size).toBe(1);
  });
});
