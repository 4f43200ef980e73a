import { describe, expect, it, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";
import { readBody } from "../../src/send/response-body.ts";
import { BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";
import { VeniceResponseError } from "../../src/index.ts";
import { bytes } from "../support/bytes.ts";

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

  it("takes as many bytes as it may, and no more", async () => {
    expect(await read(new Response("a".repeat(1_000)))).toEqual({
      text: "a".repeat(1_000),
      fault: undefined,
    });
    expect(await read(new Response("a".repeat(1_001)))).toEqual({
      text: "a".repeat(1_000),
      fault: "too_large",
    });
  });

  it.each([
    ["as many characters as it may", 1_000, undefined],
    ["more", 1_001, "too_large"],
    ["none", 0, "empty"],
  ])("uses the text of a response whose body is no stream: %s", async (_, length, fault) => {
    const response = { body: {}, text: () => Promise.resolve("a".repeat(length)) } as Response;
    expect(await read(response)).toEqual({ text: "a".repeat(Math.min(length, 1_000)), fault });
  });

  it("reads on after a whole object without a Content-Length", async () => {
    const { response } = arriving([bytes('{"a":1}'), bytes("x")]);
    expect(await read(response)).toEqual({ text: '{"a":1}x', fault: undefined });
  });
});
