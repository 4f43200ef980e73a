import { execFileSync } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";
import { readBody } from "../../src/send/response-body.ts";
import { BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";
import { VeniceResponseError } from "../../src/index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const deadline = new Deadline(60_000, undefined, () => new Error("stopped"));
deadline.dispose();

/** A response whose chunks come one at a time, and which says if it was read to its end. */
function arriving(chunks: Uint8Array[], contentLength?: number) {
  const queue = chunks.values();
  const pull = vi.fn((controller: ReadableStreamDefaultController) => {
    const { value } = queue.next();
    if (value) controller.enqueue(value);
    else controller.close();
  });
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  const headers = contentLength === undefined ? {} : { "content-length": String(contentLength) };
  return { response: new Response(body, { headers }), reads: () => pull.mock.calls.length };
}

const read = (response: Response, max = 1_000) => readBody(response, max, deadline);

describe("reading a body", () => {
  it.each([
    ["that ends in the middle of the object", '{"a":', "1}"],
    ["that ends in the middle of a string that looks whole", '"a"', '"b"'],
    ["that ends after a number", "12", "34"],
  ])("goes on beyond a Content-Length %s", async (_, first, second) => {
    const { response } = arriving([bytes(first), bytes(second)], first.length);
    expect(await read(response)).toEqual({ text: first + second, fault: undefined });
  });

  it("goes on beyond a Content-Length that ends in the middle of a character", async () => {
    const all = bytes('{"a":"é"}');
    const { response } = arriving([all.subarray(0, 7), all.subarray(7)], 7);
    expect(await read(response)).toEqual({ text: '{"a":"é"}', fault: undefined });
  });

  it("keeps a key whose Content-Length is wrong at the end of a chunk", async () => {
    const cut = SUCCESS.indexOf(SECRET) + 5;
    const { response } = arriving([bytes(SUCCESS.slice(0, cut)), bytes(SUCCESS.slice(cut))], cut);
    const { apiKey } = await client({ fetch: () => Promise.resolve(response) }).createApiKey(BODY);
    expect(apiKey).toBe(SECRET);
  });

  it("keeps its order and its bytes through chunks of every size", async () => {
    const text = "0123456789".repeat(50);
    for (let size = 1; size < 60; size++) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
        bytes(text.slice(n * size, (n + 1) * size)),
      );
      expect((await read(arriving(chunks).response)).text).toBe(text);
    }
  });

  it("uses the text of a response that has no stream on a runtime without streams", async () => {
    const response = new Response(SUCCESS);
    Object.defineProperty(response, "body", { value: undefined });
    vi.stubGlobal("ReadableStream", undefined);
    vi.stubGlobal("Response", undefined);
    const { apiKey } = await client({ fetch: () => Promise.resolve(response) }).createApiKey(BODY);
    vi.unstubAllGlobals();
    expect(apiKey).toBe(SECRET);
  });

  it("recovers the key of a broken body that is a stream of Node's", async () => {
    const destroy = vi.fn();
    const body = {
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(bytes(SUCCESS.slice(0, SUCCESS.indexOf(SECRET) + SECRET.length + 1)));
        throw new Error("terminated");
      },
      destroy,
    };
    const response = Object.defineProperty(new Response(null), "body", { value: body });
    const error = await catchVeniceError(() =>
      client({ fetch: () => Promise.resolve(response) }).createApiKey(BODY),
    );
    expect(error).toMatchObject({ outcome: "created", reason: "truncated" });
    expect(VeniceResponseError.is(error) && error.takeApiKey()).toBe(SECRET);
    expect(destroy).toHaveBeenCalledOnce();
  });

  it("of 1 MiB in chunks of one byte takes less than 40 bytes of heap for each", () => {
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
});
