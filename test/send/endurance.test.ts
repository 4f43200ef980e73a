import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listen } from "../support/listen.ts";
import { SUCCESS } from "../support/venice.ts";

const CALLS = 6_000;
/** Until all of it is compiled: that stays on the heap, too. */
const WARM_UP = 4_000;
const AT_ONCE = 10;

/** One client and one signal for all calls, as a service has them. */
const PROGRAM = `
  import { createVeniceClient } from "./src/index.ts";
  const venice = createVeniceClient({ apiKey: "bearer", baseUrl: process.env.BASE_URL });
  const { signal } = new AbortController();
  const body = { apiKeyType: "INFERENCE", description: "endurance" };
  const inTurn = async (calls) => {
    for (let call = 0; call < calls; call++) await venice.createApiKey(body, { signal });
  };
  const make = (calls) => Promise.all(Array.from({ length: ${AT_ONCE} }, () => inTurn(calls / ${AT_ONCE})));
  // Node 24 releases some of a request only seconds later: waits until two seconds have released nothing more.
  const heap = async () => {
    let least = Infinity;
    for (let idle = 0; idle < 8; idle++) {
      await new Promise((resolve) => setTimeout(resolve, 250)).then(gc);
      const used = process.memoryUsage().heapUsed;
      if (used < least - 50_000) idle = 0;
      least = Math.min(least, used);
    }
    return least;
  };
  await make(${WARM_UP});
  const before = await heap();
  await make(${CALLS});
  console.log((await heap()) - before);
  process.exit(0);`;

let connections = 0;
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  request.resume().once("end", () => response.setHeader("content-length", SUCCESS.length).end(SUCCESS));
}).on("connection", () => connections++);

let growth: number;
beforeAll(async () => {
  const port = await listen(server);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--input-type=module", "--eval", PROGRAM],
    { env: { ...process.env, BASE_URL: `http://127.0.0.1:${port}/v1` } },
  );
  growth = Number(stdout);
});
afterAll(() => void server.close());

it(`${CALLS} calls leave nothing on the heap`, () => {
  expect(requests).toBe(WARM_UP + CALLS);
  // A listener that stays takes more. On a busy machine, code that is compiled late takes up to 30 bytes a call.
  expect(growth / CALLS).toBeLessThan(64);
});

it(`${CALLS} calls, ${AT_ONCE} at once, reuse their connections`, () => {
  // undici opens some while others close, with a bare fetch just as many, and more on a busy machine.
  expect(connections).toBeLessThan(requests / 100);
});

it("reading a body of 1 MiB in chunks of one byte takes less than 40 bytes of heap for each", () => {
  const program = `
    import { Deadline } from "./src/send/deadline.ts";
    import { readBody } from "./src/send/response-body.ts";
    let left = 2 ** 20;
    const body = new ReadableStream({
      pull: (controller) => (left-- ? controller.enqueue(Uint8Array.of(65)) : controller.close()),
    });
    const deadline = new Deadline(600_000, undefined, () => new Error("stopped"));
    const { text } = await readBody(new Response(body), 2 ** 20, deadline);
    deadline.dispose();
    console.log(text.length);`;
  const args = ["--max-old-space-size=40", "--import", "tsx", "--input-type=module", "--eval", program];
  expect(execFileSync(process.execPath, args, { encoding: "utf8" }).trim()).toBe(String(2 ** 20));
});
