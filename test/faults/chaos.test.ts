import { afterEach, describe, expect, it } from "vitest";
import { createVeniceClient, VeniceError, VeniceResponseError } from "../../src/index.ts";
import { createFakeVenice, type Fault } from "../../src/testing.ts";

const FAULTS: readonly Fault[] = [
  { status: 429, headers: { "retry-after": "0" } },
  { status: 429 },
  { status: 400 },
  { status: 500 },
  { status: 503, body: "<html>" },
  { drop: "before-commit" },
  { drop: "after-commit" },
  { stall: "headers" },
  { stall: "body" },
  { truncate: true },
];

/** Numbers from 0 to 1 that look random and are the same on every run (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a caller knows when its call has settled. */
interface CallResult {
  description: string;
  outcome: "resolved" | VeniceError["outcome"];
  secret: string | undefined;
}

const closers: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** A fake whose minute passes at each request, with one in three requests that fails. */
async function unreliable(random: () => number) {
  let now = 0;
  const fake = createFakeVenice({ now: () => (now += 60_000) });
  const listening = await fake.listen();
  closers.push(() => listening.close());
  const venice = createVeniceClient({ apiKey: fake.apiKey, baseUrl: listening.baseUrl, timeout: 600_000 });
  const create = async (description: string, signal: AbortSignal): Promise<CallResult> => {
    const fault = FAULTS[Math.floor(random() * FAULTS.length * 3)];
    if (fault) fake.failNext(fault);
    try {
      const { apiKey } = await venice.createApiKey({ apiKeyType: "INFERENCE", description }, { signal });
      return { description, outcome: "resolved", secret: apiKey };
    } catch (error) {
      if (!VeniceError.is(error)) throw error;
      const secret = VeniceResponseError.is(error) ? error.takeApiKey() : undefined;
      return { description, outcome: error.outcome, secret };
    }
  };
  return { fake, create };
}

/** A call that so many others have overtaken stalls. A timeout in ms would also stop the others on a busy machine. */
const MAX_OVERTAKEN = 200;

describe("1 000 keys through servers that fail one request in three", () => {
  it("are each returned, recoverable or reported, and none is created twice", async () => {
    const random = seeded(20_260_622);
    // Each holds 500 keys at most.
    const servers = await Promise.all(Array.from({ length: 4 }, () => unreliable(random)));
    const results: CallResult[] = [];
    const work = Array.from({ length: 1_000 }, (_, index) => index).values();
    const pending = new Map<AbortController, number>();
    const worker = async () => {
      for (const index of work) {
        const controller = new AbortController();
        pending.set(controller, results.length);
        results.push(await servers[index % servers.length]!.create(`key-${index}`, controller.signal));
        pending.delete(controller);
        for (const [other, since] of pending) if (results.length - since > MAX_OVERTAKEN) other.abort();
      }
      // Only those that stall are left, or soon will be.
      for (const other of pending.keys()) setTimeout(() => other.abort(), 1_000);
    };
    await Promise.all(Array.from({ length: 80 }, worker));

    const committed = servers.flatMap(({ fake }) => fake.keys);
    const resultOf = new Map(results.map((each) => [each.description, each]));
    const secretOf = new Map(committed.map(({ description, apiKey }) => [description, apiKey]));
    expect(results).toHaveLength(1_000);
    expect(secretOf.size).toBe(committed.length);

    const obtained = results.filter(({ secret }) => secret !== undefined);
    for (const { description, secret } of obtained) expect(secret).toBe(secretOf.get(description));
    const unseen = committed.filter(
      ({ description }) => resultOf.get(String(description))?.secret === undefined,
    );
    for (const { description } of unseen)
      expect(resultOf.get(String(description))?.outcome).toMatch(/^(unknown|created)$/);
    expect(obtained.length + unseen.length).toBe(committed.length);

    const seen = new Set(results.map(({ outcome }) => outcome));
    expect([...seen].sort()).toEqual(["created", "not_created", "resolved", "unknown"]);
  });
});
