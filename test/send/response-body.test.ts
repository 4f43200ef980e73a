import { describe, expect, it, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";
import { discard, findApiKeys, readBody } from "../../src/send/response-body.ts";
import { bytes } from "../support/bytes.ts";

const TEXT = '{"data":{"apiKey":"s3cret"}}';

/** A body of these chunks, whose end is awaited for ever unless it is closed. */
function responseOf(chunks: Uint8Array[], length: number | undefined, end: "closed" | "open") {
  const rest = chunks.values();
  const pull = vi.fn((controller: ReadableStreamDefaultController<Uint8Array>) => {
    const next = rest.next();
    if (!next.done) controller.enqueue(next.value);
    else if (end === "closed") controller.close();
    else return new Promise<void>(() => {});
    return undefined;
  });
  const headers = length === undefined ? {} : { "content-length": String(length) };
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers });
}

async function read(response: Response, cap = 1_000) {
  const deadline = new Deadline(60_000, undefined, () => new Error("stopped"));
  try {
    return await readBody(response, cap, deadline);
  } finally {
    deadline.dispose();
  }
}

describe("a body", () => {
  it("is complete as soon as the announced length has come and is a JSON object", async () => {
    const response = responseOf([bytes(TEXT)], TEXT.length, "open");
    expect(await read(response)).toEqual({ text: TEXT, fault: undefined, value: JSON.parse(TEXT) as object });
  });

  it.each([5, 10, TEXT.length - 1, TEXT.length + 5])(
    "whose announced length of %i is wrong is read to its end",
    async (length) => {
      const chunks = [bytes(TEXT.slice(0, 10)), bytes(TEXT.slice(10))];
      expect(await read(responseOf(chunks, length, "closed"))).toEqual({ text: TEXT, fault: undefined });
    },
  );

  it("in chunks of one byte is read to its end", async () => {
    const text = JSON.stringify({ data: { apiKey: "ключ" } });
    const chunks = Array.from(bytes(text), (byte) => Uint8Array.of(byte));
    expect(await read(responseOf(chunks, undefined, "closed"))).toEqual({ text, fault: undefined });
  });

  it("of a Response that has no stream is read by its text", async () => {
    const text = () => Promise.resolve(TEXT);
    // As some stand-ins for fetch have it.
    const stub = { headers: new Headers(), text } as Response;
    expect(await read(stub)).toEqual({ text: TEXT, fault: undefined });
    expect(await read(stub, 10)).toEqual({ text: TEXT.slice(0, 10), fault: "too_large" });
  });

  it.each([
    ["nothing", [], "empty"],
    ["bytes that aren't UTF-8", [Uint8Array.of(0x22, 0xff)], "bad_utf8"],
    ["more than the cap", [new Uint8Array(600), new Uint8Array(600)], "too_large"],
  ] as const)("of %s has its fault", async (_what, chunks, fault) => {
    expect((await read(responseOf([...chunks], undefined, "closed"))).fault).toBe(fault);
  });
});

/** The body of a stub, whose calls are counted. */
function stubBody(fields: object): Response {
  return { headers: new Headers(), text: () => Promise.resolve(TEXT), body: fields } as unknown as Response;
}
const webStream = (...chunks: (string | Error)[]) => {
  const rest = chunks.values();
  const cancel = vi.fn(() => Promise.reject(new Error("already gone")));
  const read = vi.fn(() => {
    const { done, value } = rest.next();
    if (value instanceof Error) return Promise.reject(value);
    return Promise.resolve({ done, value: value === undefined ? value : bytes(value) });
  });
  return { cancel, response: stubBody({ getReader: () => ({ read, cancel }), cancel }) };
};
const nodeStream = (...chunks: string[]) => {
  const calls: string[] = [];
  async function* iterate() {
    for (const chunk of chunks) yield await Promise.resolve(bytes(chunk));
  }
  const response = stubBody({
    [Symbol.asyncIterator]: iterate,
    on: (event: string) => calls.push(event),
    destroy: () => calls.push("destroy"),
  });
  return { calls, response };
};

describe("the socket of a body", () => {
  it("is freed if the body exceeds the cap", async () => {
    const web = webStream(TEXT, TEXT);
    expect(await read(web.response, TEXT.length)).toEqual({ text: TEXT, fault: "too_large" });
    expect(web.cancel).toHaveBeenCalledTimes(1);
    const node = nodeStream(TEXT, TEXT);
    expect(await read(node.response, TEXT.length)).toEqual({ text: TEXT, fault: "too_large" });
    expect(node.calls).toEqual(["error", "destroy"]);
  });

  it("is freed if the body breaks, and the received part is kept", async () => {
    const web = webStream(TEXT, new Error("reset"));
    expect(await read(web.response)).toEqual({ text: TEXT, fault: "truncated" });
    expect(web.cancel).toHaveBeenCalledTimes(1);
  });

  it("is kept if the body is complete and within the cap", async () => {
    const web = webStream(TEXT);
    expect(await read(web.response, TEXT.length)).toEqual({ text: TEXT, fault: undefined });
    expect(web.cancel).not.toHaveBeenCalled();
    const node = nodeStream(TEXT);
    expect(await read(node.response)).toEqual({ text: TEXT, fault: undefined });
    expect(node.calls).toEqual([]);
  });

  it("is freed if nobody reads the body", () => {
    const web = webStream(TEXT);
    discard(web.response);
    expect(web.cancel).toHaveBeenCalledTimes(1);
    const node = nodeStream(TEXT);
    discard(node.response);
    expect(node.calls).toEqual(["error", "destroy"]);
  });

  it.each([undefined, null, {}, { destroy: () => {} }])(
    "needs no method of a body such as %o",
    async (body) => {
      const unhandled = vi.fn();
      process.on("unhandledRejection", unhandled);
      discard(stubBody(body as object));
      expect(await read(stubBody(body as object), 10)).toEqual({
        text: TEXT.slice(0, 10),
        fault: "too_large",
      });
      await new Promise((resolve) => setTimeout(resolve));
      process.off("unhandledRejection", unhandled);
      expect(unhandled).not.toHaveBeenCalled();
    },
  );
});

describe("the values of a property", () => {
  it.each([
    ["a whole text", '{"apiKey":"a","x":{"apiKey" : "b"}}', ["a", "b"]],
    ["a text that is cut", '{"apiKey":"a","apiKey":"b', ["a"]],
    ["escapes", '{"apiKey":"a\\"\\u0062"', ['a"b']],
    ["an empty value", '{"apiKey":""', []],
    ["an escape that JSON doesn't know", '{"apiKey":"a\\x"', []],
    ["bytes that weren't UTF-8", '{"apiKey":"a\uFFFD"', []],
    ["other names and types", '{"id":"a","apiKey":7,"myapiKey":"b"', []],
  ])("are found in %s", (_what, text, values) => {
    expect(findApiKeys(text)).toEqual(values);
  });
});
