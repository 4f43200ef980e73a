import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVeniceClient, VeniceError, VeniceResponseError, type SpecDrift } from "../../src/index.ts";
import { BEARER, SECRET } from "./fault-case.ts";
import { serializations, leaksIn } from "./observe.ts";
import { bytes } from "../support/bytes.ts";
import { SUCCESS } from "./wire.ts";

/** A response as bytes in pieces, and whether it ends or breaks after them. */
interface Arriving {
  status: number;
  headers: [string, string][];
  pieces: Uint8Array<ArrayBuffer>[];
  breaks: boolean;
}

interface Settled {
  requests: number;
  /** What the caller has of the secret, by whichever way. */
  secret: string | undefined;
  outcome: string;
  leaks: string[];
}

async function settle({ status, headers, pieces, breaks }: Arriving): Promise<Settled> {
  let requests = 0;
  const drifts: SpecDrift[] = [];
  const fetch = () => {
    requests++;
    const queue = pieces.values();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const { value } = queue.next();
        if (value) controller.enqueue(value);
        else if (breaks) controller.error(new TypeError(`terminated ${BEARER}`));
        else controller.close();
      },
    });
    return Promise.resolve(new Response([204, 205, 304].includes(status) ? null : body, { status, headers }));
  };
  const venice = createVeniceClient({ apiKey: BEARER, fetch, onSpecDrift: (drift) => drifts.push(drift) });
  try {
    const created = await venice.createApiKey(
      { apiKeyType: "INFERENCE", description: "x" },
      { maxRetries: 0 },
    );
    const leaks = leaksIn({
      created: inspect(created, { showHidden: true, depth: null }),
      ...serializations("drift", drifts),
    });
    return { requests, secret: created.apiKey, outcome: "resolved", leaks };
  } catch (error) {
    if (!VeniceError.is(error)) throw error;
    const secret = VeniceResponseError.is(error) ? error.takeApiKey() : undefined;
    const leaks = leaksIn({ ...serializations("error", error), ...serializations("drift", drifts) });
    return { requests, secret, outcome: error.outcome, leaks };
  }
}

/** In CI the same for every run; a failure elsewhere is repeated with the seed that the title has. */
const seed = Number(
  process.env["FAST_CHECK_SEED"] ?? (process.env["CI"] ? 20_260_622 : Date.now() % 2 ** 31),
);
fc.configureGlobal({ seed });

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** The same bytes, in pieces cut anywhere. */
function inPieces(all: Uint8Array, cuts: number[]): Uint8Array<ArrayBuffer>[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (all.length + 1)), all.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => all.slice(at[index], end));
}

const junk = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.json().map(bytes),
  fc.constantFrom(BEARER, '{"data":{', "\\", '"', '"id":"', `{"error":"${SECRET}"}`, "\ufeff").map(bytes),
);
const cuts = fc.array(fc.nat(), { maxLength: 6 });
const headers = fc.array(
  fc.tuple(
    fc.constantFrom(
      "cf-ray",
      "x-venice-version",
      "retry-after",
      "x-echo",
      "date",
      "x-ratelimit-reset-requests",
    ),
    fc.oneof(
      fc.constantFrom(BEARER, "0", "-1", "1e9"),
      fc.string({ unit: fc.constantFrom("a", "1", " ", ".", ":", "-") }),
    ),
  ),
  { maxLength: 4 },
);
const success = fc.constantFrom(200, 201, 202, 204, 206, 299);

describe(`createApiKey, for any bytes that a server sends (FAST_CHECK_SEED=${seed}),`, () => {
  it("ends after a 2xx without a second request or a leak", async () => {
    const arriving = fc.record({
      status: success,
      headers,
      pieces: fc
        .tuple(fc.array(junk, { maxLength: 5 }), cuts)
        .map(([parts, at]) => inPieces(join(...parts), at)),
      breaks: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(arriving, async (response) => {
        const { requests, leaks, outcome } = await settle(response);
        expect({ requests, leaks }).toEqual({ requests: 1, leaks: [] });
        expect(outcome).not.toBe("not_created");
      }),
      { numRuns: 500 },
    );
  });

  it("never loses a complete key", async () => {
    const secret = fc.string({ minLength: 1, unit: "binary" }).filter((text) => !text.includes("\ufffd"));
    const arriving = fc.tuple(fc.uint8Array({ maxLength: 40 }), secret, junk, cuts, fc.boolean(), headers);
    await fc.assert(
      fc.asyncProperty(arriving, async ([before, key, after, at, breaks, given]) => {
        const all = join(before, bytes(`"apiKey" :\n${JSON.stringify(key)}`), after);
        const settled = await settle({ status: 200, headers: given, pieces: inPieces(all, at), breaks });
        expect(settled).toMatchObject({ requests: 1, secret: key });
      }),
      { numRuns: 500 },
    );
  });

  it("returns the complete key of a truncated success, or none", async () => {
    const end = SUCCESS.indexOf(SECRET) + SECRET.length + 1;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: SUCCESS.length }), cuts, fc.boolean(), async (length, at, breaks) => {
        const pieces = inPieces(bytes(SUCCESS.slice(0, length)), at);
        const { secret, leaks, requests } = await settle({ status: 200, headers: [], pieces, breaks });
        expect({ secret, leaks, requests }).toEqual({
          secret: length >= end ? SECRET : undefined,
          leaks: [],
          requests: 1,
        });
      }),
      { numRuns: 500 },
    );
  });

  it("sends one request for an error response, and leaks nothing of it", async () => {
    const refused = fc.integer({ min: 300, max: 599 }).filter((status) => status !== 304);
    const texts = fc.array(fc.oneof(fc.json(), fc.constantFrom(BEARER, JSON.stringify({ error: BEARER }))), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(refused, texts, cuts, fc.boolean(), async (status, parts, at, breaks) => {
        const pieces = inPieces(bytes(parts.join("")), at);
        const { requests, leaks } = await settle({ status, headers: [["x-echo", BEARER]], pieces, breaks });
        expect({ requests, leaks }).toEqual({ requests: 1, leaks: [] });
      }),
      { numRuns: 300 },
    );
  });
});
