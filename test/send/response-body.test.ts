import { describe, expect, it, vi } from "vitest";
import { Deadline } from "../../src/send/deadline.ts";
import { readBody } from "../../src/send/response-body.ts";

const TEXT = '{"data":{"apiKey":"s3cret"}}';
const bytes = new TextEncoder();

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
    const response = responseOf([bytes.encode(TEXT)], TEXT.length, "open");
    expect(await read(response)).toEqual({ text: TEXT, fault: undefined, value: JSON.parse(TEXT) as object });
  });

  it.each([5, 10, TEXT.length - 1, TEXT.length + 5])(
    "whose announced length of %i is wrong is read to its end",
    async (length) => {
      const chunks = [bytes.encode(TEXT.slice(0, 10)), bytes.encode(TEXT.slice(10))];
      expect(await read(responseOf(chunks, length, "closed"))).toEqual({ text: TEXT, fault: undefined });
    },
  );

  it("in chunks of one byte is read whole", async () => {
    const text = JSON.stringify({ data: { apiKey: "ключ" } });
    const chunks = Array.from(bytes.encode(text), (byte) => Uint8Array.of(byte));
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
