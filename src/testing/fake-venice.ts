import type { CreatedApiKey } from "../schema.ts";
import { applyFault } from "./apply-fault.ts";
import { checkFault, type FakeResponse, type Fault } from "./faults.ts";
import { toResponse } from "./fetch.ts";
import { listen, type Listening } from "./listen.ts";
import { parseBody, type ReceivedRequest } from "./received-request.ts";
import { createService, pathBelowBase } from "./service.ts";

/** Options of {@link createFakeVenice}. */
export interface FakeVeniceOptions {
  /** The admin key that it accepts. @defaultValue `"fake-admin-key"` */
  apiKey?: string | undefined;
  /**
   * The clock of its rate limit, in milliseconds: a test that moves it needs no waiting.
   * @defaultValue `Date.now`
   */
  now?: (() => number) | undefined;
}

/** What {@link createFakeVenice} gives. */
export interface FakeVenice {
  /** The admin key that it accepts. */
  readonly apiKey: string;
  /** To hand to the client, in any runtime. */
  readonly fetch: typeof globalThis.fetch;
  /** The keys that exist, secrets included: count them to see that none was doubled. */
  readonly keys: readonly CreatedApiKey[];
  /** What it received, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Lets the next request meet this fault; several wait in line. */
  failNext(fault: Fault): void;
  /** Serves it on a free loopback port, on Node. */
  listen(): Promise<Listening>;
}

/**
 * A stand-in for Venice's API keys: stateful, and as strict as the spec. It creates, lists (`GET /api_keys`), reads
 * (`GET /api_keys/{id}`) and deletes (`DELETE /api_keys?id=`) them, whatever the spec of this package knows.
 *
 * @example
 * ```ts
 * const fake = createFakeVenice();
 * const venice = createVeniceClient({ apiKey: fake.apiKey, fetch: fake.fetch });
 * fake.failNext({ drop: "after-commit" });
 * const error = await venice.createApiKey({ apiKeyType: "INFERENCE", description: "worker" }).catch((e) => e);
 * error.outcome; // "unknown"
 * fake.keys.length; // 1
 * ```
 */
export function createFakeVenice(options: FakeVeniceOptions = {}): FakeVenice {
  const { apiKey = "fake-admin-key", now = Date.now } = options;
  const keys: CreatedApiKey[] = [];
  const requests: ReceivedRequest[] = [];
  const faults: Fault[] = [];
  const service = createService(apiKey, keys, now);

  const answer = (request: ReceivedRequest, bearer: string | undefined): FakeResponse => {
    requests.push(request);
    return applyFault(service, faults.shift(), request, bearer);
  };
  return {
    apiKey,
    keys,
    requests,
    failNext: (fault) => void faults.push(checkFault(fault)),
    listen: () => listen(answer),
    async fetch(input, init) {
      const sent = new Request(input, init);
      sent.signal.throwIfAborted();
      const { authorization, ...headers } = Object.fromEntries(sent.headers);
      const body = parseBody(await sent.text());
      const request = { method: sent.method, path: pathBelowBase(sent.url), headers, body };
      return toResponse(answer(request, authorization), init?.signal ?? sent.signal);
    },
  };
}
